using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP3002: a synchronise that waits for what something else waits for anyway: nothing can have been queued since the last wait for the
/// same stream, or a copy that waits for it comes next.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class RedundantSynchronize : RuleAnalyzer
{
    /// <summary>Nothing was queued since the last wait.</summary>
    public const string IdleShape = "idle";

    /// <summary>A copy that waits comes next.</summary>
    public const string BeforeCopyShape = "before-copy";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3002",
        title: "Synchronise that another wait makes superfluous",
        messageFormat: "'{0}' is one wait too many: {1}",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A copy between host and device waits until its stream is done. A synchronise right before it, or after it with nothing queued in between, "
            + "calls the driver once more and gains nothing.",
        helpLinkUri: HelpLinkBase + "PP3002.md");

    /// <summary>Creates the rule.</summary>
    public RedundantSynchronize()
        : base(Descriptor)
    {
    }

    /// <summary>Which shape a synchronise has, and the copy that comes next, if that is why; null where it is needed, as far as is known.</summary>
    internal static (string Shape, IOperation? Copy)? ShapeOf(CompilationModel model, RoleMatch match)
    {
        if (match.IsWrapped
            || match.Operation is not IInvocationOperation { Type.SpecialType: SpecialType.System_Void } call
            || Measuring.IsMeasuredOrTested(call)
            || StandsByAClock(call)
            || QueueFlow.Of(model, call) is not { } flow)
        {
            return null;
        }

        return flow.IsIdleBefore() ? (IdleShape, null)
            : flow.CopyAfter() is { } copy ? (BeforeCopyShape, copy)
            : null;
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.Synchronize, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (ShapeOf(context.Model, match) is not var (shape, copy))
        {
            return;
        }

        var facts = ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape);
        if (copy is not null && context.Model.Match(copy, Roles.DeviceToHost) is { } readback && Readback.ElementType(readback) is { } element)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        var reason = copy is null
            ? "the device has been waited for already, and nothing was queued since"
            : $"'{NameOf(copy)}', which comes next, waits for the same work itself";
        context.Report(match.Operation.Syntax.GetLocation(), facts, match.Display, reason);
    }

    // Somebody who measures separates what is measured from what came before, whether or not anything did.
    private static bool StandsByAClock(IInvocationOperation call)
    {
        IOperation statement = call;
        while (statement.Parent is { } parent and not IBlockOperation)
        {
            statement = parent;
        }

        if (statement.Parent is not IBlockOperation block)
        {
            return false;
        }

        var at = block.Operations.IndexOf(statement);
        return block.Operations.Where((_, index) => index >= at - 1 && index <= at + 1).Any(near => near.DescendantsAndSelf().Any(Measuring.IsClock));
    }

    private static string NameOf(IOperation copy) => copy switch
    {
        IConversionOperation conversion => $"({conversion.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)})",
        IPropertyReferenceOperation { Property.IsIndexer: true } => "[]",
        _ => WrapperModel.MemberOf(copy)?.Name ?? "the copy",
    };
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP6003: a loop that runs a model on every turn and leaves what comes out, which lies in native memory, to the garbage collector,
/// although nothing of it is wanted after the turn.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DroppedNative : RuleAnalyzer
{
    /// <summary>A loop that runs at most this often is left alone.</summary>
    public const int FewTurns = 4;

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP6003",
        title: "Native results are dropped on every turn of a loop",
        messageFormat: "What '{0}' returns lies in native memory and is dropped on every turn of this loop, where only the garbage collector finds it, which sees small objects: {1}",
        category: "Memory",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "The collector does not know how much native memory an object stands for, and lets it grow until the machine or the device has none left.",
        helpLinkUri: HelpLinkBase + "PP6003.md");

    private static readonly ImmutableHashSet<string> scopes = ImmutableHashSet.Create(Roles.DisposeScope);

    /// <summary>Creates the rule.</summary>
    public DroppedNative()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.Infer, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (match is not { IsWrapped: false, Operation: IInvocationOperation call }
            || !IsDisposable(call.Type)
            || call.Parent is IExpressionStatementOperation
            || HotRegion.Enclosing(call) is not { } region
            || region.TripCount <= FewTurns
            || region.IsRetry
            || region.GuardOf(call) is not null
            || Measuring.IsMeasuredOrTested(call)
            || NativeValue.MayOutliveTheTurn(call, region)
            || region.FeedsLaterTurn(call)
            || Evaluation.MethodAround(call) is not { } method
            || context.Model.Catalog.LineOf(method, Roles.Infer) is not null)
        {
            return;
        }

        var scope = context.Model.Catalog.LinesOfRole(Roles.DisposeScope).FirstOrDefault(line => line.Library == match.Line.Library);
        if (scope is not null
            && (Operations.RootOf(call).Descendants().OfType<IInvocationOperation>().Any(other => context.Model.Catalog.LineOf(other.TargetMethod, other, Roles.DisposeScope) is not null)
                || CallersByName.Mention(context.Model, method, context.Model.Catalog.SourceNames(scopes), context.CancellationToken)))
        {
            return;
        }

        context.Report(
            call.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty,
            match.Name,
            scope is null ? "declare it with 'using'" : $"open a scope in each turn with 'using var scope = {scope.Parts.MemberName}()', or declare each with 'using'");
    }

    private static bool IsDisposable(ITypeSymbol? type) =>
        type is INamedTypeSymbol { IsReferenceType: true } && type.AllInterfaces.Any(contract => contract.SpecialType == SpecialType.System_IDisposable);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP3006: a copy to the host of which nobody reads the result. It waits for the device all the same.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnusedReadback : RuleAnalyzer
{
    /// <summary>The result is dropped where it is returned.</summary>
    public const string DroppedShape = "dropped";

    /// <summary>The result lies in a variable that nothing reads.</summary>
    public const string UnreadShape = "unread";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3006",
        title: "Readback that nobody reads",
        messageFormat: "'{0}' waits for the device and copies to the host, but {1}",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A copy to the host waits until the device has done everything that was queued. Where its result is not read, the wait is all it does.",
        helpLinkUri: HelpLinkBase + "PP3006.md");

    /// <summary>Creates the rule.</summary>
    public UnusedReadback()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.DeviceToHost, Check);

    /// <summary>Whether the rule has something to say about a copy.</summary>
    internal static bool IsAbout(RuleContext context, RoleMatch match) => Find(context, match) is not null;

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (Find(context, match) is not var (shape, variable))
        {
            return;
        }

        context.Report(
            match.Operation.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape),
            ReadbackInLoop.NameOf(match),
            variable is null ? "its result is dropped" : $"nothing reads '{variable.Name}'");
    }

    // A tensor that is moved to the host and dropped is a move that somebody forgot to assign: another rule's subject.
    private static (string Shape, ILocalSymbol? Variable)? Find(RuleContext context, RoleMatch match) =>
        !match.IsWrapped
        && Unread(match.Operation) is { } found
        && Readback.AnyDeviceLine(context.Model, match.Operation.Type) is null
        && Readback.MayBeOnDevice(context, match, isWastedAnywhere: true)
        && !Measuring.IsMeasuredOrTested(match.Operation)
        && !HasAClock(match.Operation)
            ? found
            : null;

    private static (string Shape, ILocalSymbol? Variable)? Unread(IOperation operation)
    {
        if (operation.Type is { SpecialType: SpecialType.System_Void })
        {
            // buffer.CopyToCPU(host), where only copies ever see the array.
            return operation is IInvocationOperation call && FilledArray(call) is { } array && OnlyCopiesSee(array, call) ? (UnreadShape, array) : null;
        }

        if (Measuring.IsDiscarded(operation))
        {
            return (DroppedShape, null);
        }

        return operation.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }
            && local.DeclaringSyntaxReferences.Length > 0 && !References(operation, local).Any()
                ? (UnreadShape, local)
                : null;
    }

    private static ILocalSymbol? FilledArray(IInvocationOperation call) => call.Arguments
        .Where(argument => argument.Parameter?.RefKind is RefKind.None or RefKind.In)
        .Select(argument => Operations.Unwrap(argument.Value)).OfType<ILocalReferenceOperation>()
        .Where(local => local.Type is IArrayTypeSymbol && MemberIndex.Of(call).OnlyValueOf(local.Local) is { } value && Operations.Unwrap(value) is IArrayCreationOperation)
        .Select(local => local.Local).FirstOrDefault();

    private static bool OnlyCopiesSee(ILocalSymbol array, IInvocationOperation call) => References(call, array).All(use =>
        use.Parent is IArgumentOperation { Parent: IInvocationOperation other } && Operations.Same(other.TargetMethod, call.TargetMethod));

    private static IEnumerable<ILocalReferenceOperation> References(IOperation operation, ILocalSymbol local) =>
        Operations.RootOf(operation).Descendants().OfType<ILocalReferenceOperation>().Where(use => Operations.Same(use.Local, local) && !use.IsDeclaration);

    // Somebody who measures reads something back to wait for it.
    private static bool HasAClock(IOperation operation) => Operations.RootOf(operation).Descendants().Any(Measuring.IsClock);
}

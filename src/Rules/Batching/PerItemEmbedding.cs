using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>Decides whether inputs are embedded one by one that are all there before.</summary>
internal static class PerItemEmbedding
{
    /// <summary>A call behind more methods than these embeds on the way to something else: moving a document, answering a question.</summary>
    private const int MaxWrappers = 3;

    /// <summary>The region that embeds once per element; null where it does not, or not for certain.</summary>
    public static HotRegion? RegionOf(RuleContext context, RoleMatch match, IReadOnlyList<IOperation> inputs) =>
        match.Through.Length <= MaxWrappers
        && HotRegion.Enclosing(match.Operation) is { TripCount: null or > 1 } region
        && region.Kind != RegionKind.AsyncForEach
        && region.GuardOf(match.Operation) is null
        && InputOfTurn.IsElement(region, match, inputs, context.CancellationToken)
        && !region.FeedsLaterTurn(match.Operation)
        && !context.IsOnPurpose(match.Operation)
        && (match.IsWrapped || !Measuring.IsDiscarded(Awaited(match.Operation)))
            ? region
            : null;

    /// <summary>The operation around a call that has its result: the <c>await</c>, with <c>ConfigureAwait</c> or without.</summary>
    private static IOperation Awaited(IOperation operation)
    {
        while (operation.Parent is IAwaitOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" } or IParenthesizedOperation)
        {
            operation = operation.Parent;
        }

        return operation;
    }
}

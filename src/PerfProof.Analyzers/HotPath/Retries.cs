using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Tells loops that try until something works: a second turn is the exception.</summary>
internal static class Retries
{
    /// <summary>
    /// Whether the body of a <c>while</c>, <c>do</c> or <c>for</c> tries something that leaves the loop, or ends it by its condition, when
    /// it succeeds.
    /// </summary>
    public static bool IsRetry(HotRegion region) =>
        region.Owner is IWhileLoopOperation or IForLoopOperation
        && StatementsOf(region.Body).OfType<ITryOperation>().Any(attempt => !attempt.Catches.IsEmpty && StatementsOf(attempt.Body).LastOrDefault() is { } last && Ends(region, last));

    private static IEnumerable<IOperation> StatementsOf(IOperation body) =>
        body is IBlockOperation block ? block.Operations.SelectMany(StatementsOf) : [body];

    private static bool Ends(HotRegion region, IOperation last) => last switch
    {
        IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.Break } => true,
        IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: bool } } flag } =>
            Operations.VariableOf(flag.Target) is { } variable
            && (region.Owner is IWhileLoopOperation loop ? loop.Condition : (region.Owner as IForLoopOperation)?.Condition) is { } condition
            && condition.DescendantsAndSelf().Any(part => Operations.Same(Operations.VariableOf(part), variable)),
        _ => false,
    };
}

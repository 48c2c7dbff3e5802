using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>How a piece of code comes to run once per element.</summary>
public enum RegionKind
{
    /// <summary>A <c>for</c> loop.</summary>
    For,

    /// <summary>A <c>foreach</c> loop.</summary>
    ForEach,

    /// <summary>An <c>await foreach</c> loop.</summary>
    AsyncForEach,

    /// <summary>A <c>while</c> or <c>do</c> loop.</summary>
    While,

    /// <summary>A lambda that LINQ runs per element.</summary>
    Linq,

    /// <summary>A lambda of <c>List.ForEach</c> or <c>Array.ForEach</c>.</summary>
    ForEachLambda,

    /// <summary>A lambda of <c>Parallel.For</c>, <c>Parallel.ForEach</c> or their async forms.</summary>
    Parallel,
}

/// <summary>
/// Code that runs once per element: the body of a loop, or a lambda that something calls per element.
/// Everything that rules ask about repetition, guards and data flow between turns is answered here, so that all
/// rules mean the same by it. Unknown is answered on the side of silence.
/// </summary>
public sealed class HotRegion
{
    private HotRegion(RegionKind kind, IOperation owner, IOperation body)
    {
        this.Kind = kind;
        this.Owner = owner;
        this.Body = body;
    }

    /// <summary>How it repeats.</summary>
    public RegionKind Kind { get; }

    /// <summary>The loop, or the call that runs the lambda per element.</summary>
    public IOperation Owner { get; }

    /// <summary>What runs per element: the loop's body, or the lambda's.</summary>
    public IOperation Body { get; }

    /// <summary>What is enumerated; null for <c>for</c>, <c>while</c> and <c>do</c>.</summary>
    public IOperation? Source => (this.Owner as IForEachLoopOperation)?.Collection;

    /// <summary>The variable that holds the element of the turn; null where there is none.</summary>
    public ISymbol? Element => (this.Owner as IForEachLoopOperation)?.Locals.FirstOrDefault();

    /// <summary>
    /// The innermost region that runs the operation once per element; null when it runs once per call of its method.
    /// What a loop evaluates once (a <c>foreach</c> collection, a <c>for</c> initialiser) does not count.
    /// A lambda handed to <c>Task.Run</c> and the like runs where it is handed over.
    /// </summary>
    public static HotRegion? Enclosing(IOperation operation)
    {
        for (IOperation? child = operation, parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IForLoopOperation loop when child == loop.Body || child == loop.Condition || loop.AtLoopBottom.Contains(child):
                    return new(RegionKind.For, loop, loop.Body);
                case IForEachLoopOperation loop when child == loop.Body:
                    return new(loop.IsAsynchronous ? RegionKind.AsyncForEach : RegionKind.ForEach, loop, loop.Body);
                case IWhileLoopOperation loop:
                    return new(RegionKind.While, loop, loop.Body);
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }
        }

        return null;
    }

    /// <summary>The region around this one, if it is itself run per element.</summary>
    public HotRegion? Outer => Enclosing(this.Owner);

    /// <summary>
    /// Why the operation does not run on every turn, in a few words; null when it does, as far as can be seen.
    /// Log intervals, the first turn, verbose flags, and branches that leave the loop are guards.
    /// </summary>
    public string? GuardOf(IOperation operation) => null;

    /// <summary>Whether the value is the same on every turn, as far as can be proved.</summary>
    public bool IsInvariant(IOperation value) => false;

    /// <summary>Whether the value depends on something that an earlier turn computed.</summary>
    public bool ReadsEarlierTurn(IOperation value) => true;

    /// <summary>
    /// Whether the result of the operation reaches, on a later turn, its own receiver or arguments or the loop's condition:
    /// autoregressive decoding, denoising, layer chains, chat and retries do. True when it cannot be ruled out.
    /// </summary>
    public bool FeedsLaterTurn(IOperation operation) => true;

    /// <summary>Number of turns where the code states it as a constant; null otherwise.</summary>
    public long? TripCount => null;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Code that runs once per element: the body of a loop, or a lambda that something calls per element.
/// Everything that rules ask about repetition, guards and data flow between turns is answered here, so that all
/// rules mean the same by it. Unknown is answered on the side of silence.
/// </summary>
public sealed class HotRegion
{
    internal HotRegion(RegionKind kind, IOperation owner, IOperation body, IAnonymousFunctionOperation? lambda)
    {
        this.Kind = kind;
        this.Owner = owner;
        this.Body = body;
        this.Lambda = lambda;
    }

    /// <summary>How it repeats.</summary>
    public RegionKind Kind { get; }

    /// <summary>The loop, or the call that runs the lambda per element.</summary>
    public IOperation Owner { get; }

    /// <summary>What runs per element: the loop's body, the lambda's, or the reference to a method handed over by name.</summary>
    public IOperation Body { get; }

    /// <summary>The lambda that runs per element; null for a loop.</summary>
    public IAnonymousFunctionOperation? Lambda { get; }

    /// <summary>What is enumerated: the collection of a <c>foreach</c>, the receiver of a LINQ operator; null for <c>for</c>, <c>while</c>, <c>do</c> and <c>Parallel.For</c>.</summary>
    public IOperation? Source => this.Owner switch
    {
        IForEachLoopOperation loop => loop.Collection,
        IInvocationOperation call => Repeaters.SourceOf(call),
        _ => null,
    };

    /// <summary>The variable that holds the element of the turn; null where there is none.</summary>
    public ISymbol? Element => this.Owner switch
    {
        IForEachLoopOperation loop => loop.Locals.FirstOrDefault(),
        IInvocationOperation when this.IndexParameter is { Ordinal: 0 } => null,
        IInvocationOperation when this.Lambda is { Symbol.Parameters: { Length: > 0 } parameters } =>
            this.Accumulator is null ? parameters[0] : parameters.ElementAtOrDefault(1),
        _ => null,
    };

    /// <summary>The variable that counts the turns where the form of the region says so: of a canonical <c>for</c>, an index parameter; null otherwise.</summary>
    public ISymbol? Counter => this.Owner is IForLoopOperation loop ? TripCounts.CounterOf(loop)?.Counter : this.IndexParameter;

    /// <summary>
    /// The innermost region that runs the operation once per element; null when it runs once per call of its method.
    /// What a loop evaluates once (a <c>foreach</c> collection, a <c>for</c> initialiser, the receiver of a LINQ operator) does
    /// not count. A lambda handed to <c>Task.Run</c> and the like runs where it is handed over; a local function called in
    /// one place runs there. A loop that is always left on its first turn is none.
    /// </summary>
    public static HotRegion? Enclosing(IOperation operation) => RegionFinder.Enclosing(operation);

    /// <summary>
    /// Whether the code runs once per request of a server: an action of a controller, a minimal-API handler, a method of a gRPC
    /// service, the loop of a hosted service.
    /// </summary>
    public static bool IsPerRequest(IOperation operation) => Requests.IsPerRequest(operation);

    /// <summary>The region around this one, if it is itself run per element.</summary>
    public HotRegion? Outer => Enclosing(this.Owner);

    /// <summary>Number of turns where the code states it as a constant; null otherwise.</summary>
    public long? TripCount => TripCounts.Of(this);

    /// <summary>Whether the loop tries until something works, so that it seldom has a second turn.</summary>
    public bool IsRetry => Retries.IsRetry(this);

    /// <summary>
    /// Why the operation does not run on every turn, in a few words; null when it does, as far as can be seen.
    /// Log intervals, the first turn, verbose flags, lazy initialisation, catch blocks and branches that leave the loop are
    /// guards; a condition on the data is not.
    /// </summary>
    public string? GuardOf(IOperation operation) => Guards.Of(this, operation);

    /// <summary>
    /// Whether the value is the same on every turn, as far as can be proved. For data (texts, numbers, collections, builders)
    /// the content counts; for any other object - a tokenizer, a client - which object it is.
    /// </summary>
    public bool IsInvariant(IOperation value)
    {
        var facts = RegionFacts.Of(this);
        return !facts.IsUnknown && Invariance.IsInvariant(this, facts, value);
    }

    /// <summary>
    /// Whether the value depends on something that an earlier turn computed: <c>text = text.Substring(...)</c> does,
    /// <c>texts[i]</c> does not. Counters of the region (and items drawn from a reader or a queue) count only with
    /// <paramref name="includeCounters"/>. True when nothing is known.
    /// </summary>
    public bool ReadsEarlierTurn(IOperation value, bool includeCounters = false) => LaterTurns.ReadsEarlier(this, value, includeCounters);

    /// <summary>
    /// Whether the result of the operation reaches, on a later turn, its own receiver or arguments or the loop's condition:
    /// autoregressive decoding, denoising, layer chains, chat and retries do; collecting results does not. Also true where
    /// a person's answer, or an item that a service waits for, comes between the turns. True when it cannot be ruled out.
    /// </summary>
    public bool FeedsLaterTurn(IOperation operation) => LaterTurns.FeedsLater(this, operation);

    /// <summary>
    /// The expressions that the region assigns to this variable, null for an assignment without one (<c>ref</c>, <c>out</c>,
    /// <c>++</c>): what makes a text grow or shrink. Empty when the region never assigns it.
    /// </summary>
    public IEnumerable<IOperation?> ValuesAssignedTo(ISymbol variable) =>
        RegionFacts.Of(this).Roots.TryGetValue(variable, out var root) ? root.Writes.Select(write => write.Value) : [];

    /// <summary>Whether the variable has another value on every turn because the region counts with it.</summary>
    public bool IsCounter(ISymbol variable) => RegionFacts.Of(this).Counters.Contains(variable);

    /// <summary>The parameter of an Aggregate lambda that holds what the last turn returned.</summary>
    internal IParameterSymbol? Accumulator =>
        this.Owner is IInvocationOperation { TargetMethod.Name: "Aggregate" or "AggregateAsync" } && this.Lambda is { Symbol.Parameters: { Length: 2 } parameters }
            ? parameters[0]
            : null;

    /// <summary>The parameter that holds the index of the element.</summary>
    internal IParameterSymbol? IndexParameter
    {
        get
        {
            if (this.Lambda is not { Symbol.Parameters: var parameters } || this.Owner is not IInvocationOperation call || this.Accumulator is not null)
            {
                return null;
            }

            if (this.Kind == RegionKind.Parallel)
            {
                return call.TargetMethod.Name == "For" ? parameters.FirstOrDefault()
                    : parameters.Length == 3 && parameters[2].Type.SpecialType == SpecialType.System_Int64 ? parameters[2]
                    : null;
            }

            return this.Kind == RegionKind.Linq && parameters.Length == 2 && parameters[1].Type.SpecialType == SpecialType.System_Int32
                && call.TargetMethod.Name is "Select" or "Where" or "SelectMany" or "TakeWhile" or "SkipWhile"
                    ? parameters[1]
                    : null;
        }
    }

    /// <summary>The type whose member the region is part of.</summary>
    internal INamedTypeSymbol? ContainingType =>
        this.Owner.SemanticModel?.GetEnclosingSymbol(this.Owner.Syntax.SpanStart)?.ContainingType;
}

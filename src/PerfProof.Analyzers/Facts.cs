namespace PerfProof;

/// <summary>
/// Keys of <see cref="Microsoft.CodeAnalysis.Diagnostic.Properties"/>: what a rule found out and its fix or proof wants to know,
/// so that nothing is worked out twice in different ways.
/// </summary>
public static class Facts
{
    /// <summary>Which of the rule's shapes was found, where it has several (<c>invariant</c>, <c>growing</c>, <c>shrinking</c>).</summary>
    public const string Shape = "shape";

    /// <summary>Element type of the data involved, by its C# keyword or full name (<c>float</c>, <c>System.Half</c>).</summary>
    public const string ElementType = "element";

    /// <summary>Number of turns of the loop where the code states it.</summary>
    public const string TripCount = "trips";

    /// <summary>Documentation id of the batch or whole-span counterpart that resolves in this compilation.</summary>
    public const string Counterpart = "counterpart";

    /// <summary>A comparison under which the finding holds: its two sides, joined by a bar.</summary>
    public const string Guard = "guard";

    /// <summary>Wrappers between the call and the library, joined by <c>, </c>.</summary>
    public const string Through = "through";

    /// <summary>Most items that one call of the counterpart may take, by the option <c>perfproof.max_batch</c>.</summary>
    public const string MaxBatch = "max-batch";
}

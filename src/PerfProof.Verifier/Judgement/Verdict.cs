using PerfProof.Measurement;

namespace PerfProof.Judgement;

/// <summary>What an experiment showed.</summary>
public enum VerdictKind
{
    /// <summary>Same outputs, and faster by more than the threshold at every size of the range.</summary>
    Confirmed,

    /// <summary>Same outputs, and not faster by the threshold.</summary>
    Refuted,

    /// <summary>The rewrite changes what the code does.</summary>
    Incorrect,

    /// <summary>The measurement does not decide, or is too good to be believed.</summary>
    Inconclusive,

    /// <summary>Nothing could be measured; the reason says why.</summary>
    NotApplicable,
}

/// <summary>The verdict on an experiment.</summary>
/// <param name="Kind">What it showed.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Measured">The times it rests on; null when there are none.</param>
/// <param name="BreakEven">Smallest size measured from which it is faster, where it is not at every size; null otherwise.</param>
public sealed record Verdict(VerdictKind Kind, string Reason, Measured? Measured = null, int? BreakEven = null);

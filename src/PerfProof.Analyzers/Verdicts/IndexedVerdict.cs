namespace PerfProof.Verdicts;

/// <summary>A line of an index: what a finding came to when it was measured.</summary>
/// <param name="Id">The finding.</param>
/// <param name="Place">Its rule and member: <see cref="FindingId.Place"/>.</param>
/// <param name="Digest">Of the member's code as it was measured: <see cref="FlaggedCode.Digest"/>; empty where it is not known.</param>
/// <param name="Kind">What came of it.</param>
/// <param name="Subject">What it is about: <c>code</c>, <c>program</c>, <c>pattern</c>, or <c>none</c>.</param>
/// <param name="Lower">Lower bound of the speedup; null when there is none.</param>
/// <param name="Estimate">The speedup; null when none was measured.</param>
/// <param name="Upper">Upper bound; null likewise.</param>
/// <param name="Day">When, as year, month and day.</param>
/// <param name="Device">Where.</param>
public sealed record IndexedVerdict(
    string Id, string Place, string Digest, IndexedKind Kind, string Subject, double? Lower, double? Estimate, double? Upper, string Day, string Device)
{
    /// <summary>Whether the user's own code or program was run, and not a model of it: only then does it weigh.</summary>
    public bool IsOfOwnCode => this.Subject is "code" or "program";
}

/// <summary>What a verdict says.</summary>
public enum IndexedKind
{
    /// <summary>Faster.</summary>
    Confirmed,

    /// <summary>Not faster.</summary>
    Refuted,

    /// <summary>Another result.</summary>
    Incorrect,

    /// <summary>Measured, and not decided.</summary>
    Inconclusive,

    /// <summary>Could not be run.</summary>
    NotApplicable,
}

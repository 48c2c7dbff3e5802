using System.Collections.Immutable;

namespace PerfProof.Reporting;

/// <summary>What evidence has that earlier evidence has not.</summary>
internal static class Baseline
{
    /// <summary>
    /// The findings that were confirmed on the user's own code or program and that the baseline does not know. A finding that it knows is not new, whatever
    /// its verdict was there: nobody's change should fail because a machine was quieter this time. Models count on neither side.
    /// </summary>
    /// <param name="evidence">What was measured now.</param>
    /// <param name="baseline">What was measured before, of the branch that this one is to be merged into.</param>
    public static ImmutableArray<FindingEvidence> New(Evidence evidence, Evidence baseline)
    {
        var known = baseline.Findings.Select(finding => finding.Id).ToHashSet(StringComparer.Ordinal);
        return [.. evidence.Findings.Where(finding => finding is { Verdict: "Confirmed", Subject: "code" or "program" } && !known.Contains(finding.Id))];
    }
}

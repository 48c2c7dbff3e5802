using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;

namespace PerfProof.Verifier.Tests.Applying;

/// <summary>Evidence that says of findings what a test wants it to.</summary>
internal static class ToldEvidence
{
    /// <summary>Writes it.</summary>
    /// <param name="path">Where.</param>
    /// <param name="findings">The findings, as they are in the code.</param>
    /// <param name="told">What is said of each; confirmed on the user's own code when left out.</param>
    public static void Write(string path, IEnumerable<Finding> findings, Func<Finding, (string Verdict, string Subject)>? told = null) => EvidenceFile.Write(
        path,
        new Evidence(
            Evidence.CurrentSchema,
            "perfproof",
            DateTimeOffset.UnixEpoch,
            new("Linux", "X64", "A processor", 8, ".NET", null),
            [.. findings.Select(finding => new FindingEvidence(
                finding.Id, finding.Rule, finding.File, finding.Line, finding.Symbol, finding.Message, "safe", told?.Invoke(finding).Verdict ?? "Confirmed", told?.Invoke(finding).Subject ?? "code", "measured")
            {
                CodeDigest = finding.Code?.Digest,
            })],
            ImmutableSortedDictionary<string, double>.Empty),
        new Dictionary<string, IReadOnlyList<ForkSamples>>());
}

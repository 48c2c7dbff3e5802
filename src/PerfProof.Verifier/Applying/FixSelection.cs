using System.Collections.Immutable;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Verdicts;

namespace PerfProof.Applying;

/// <summary>A finding that is left as it is.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="IsStale">Whether it was confirmed, and the code has changed since.</param>
internal sealed record LeftFinding(Finding Finding, string Reason, bool IsStale = false);

/// <summary>Which findings evidence lets us fix: those that were measured to be faster, on the user's own code or program as it is now.</summary>
/// <param name="Chosen">These, from the last of a file to the first, so that what is fixed moves none that is still to be.</param>
/// <param name="Left">The others, with the reason.</param>
internal sealed record FixSelection(ImmutableArray<Finding> Chosen, ImmutableArray<LeftFinding> Left)
{
    /// <summary>Chooses.</summary>
    public static FixSelection Of(Evidence evidence, IEnumerable<Finding> findings)
    {
        var told = evidence.Findings.Where(finding => finding.Rule != Reported.PairRule).ToLookup(finding => finding.Id, StringComparer.Ordinal);
        var (chosen, left) = (new List<Finding>(), ImmutableArray.CreateBuilder<LeftFinding>());
        foreach (var finding in findings.Where(finding => finding.Document is not null))
        {
            if (WhyNot(finding, About(finding, told)) is { } why)
            {
                left.Add(why);
            }
            else
            {
                chosen.Add(finding);
            }
        }

        return new([.. chosen.OrderBy(finding => finding.File, StringComparer.Ordinal).ThenByDescending(finding => finding.Diagnostic.Location.SourceSpan.Start)], left.ToImmutable());
    }

    // The evidence may be of a folder above this one, or below: names of files then differ in how they begin.
    private static IReadOnlyList<FindingEvidence> About(Finding finding, ILookup<string, FindingEvidence> told) => told.Contains(finding.Id) ? [.. told[finding.Id]]
        : FindingId.NamesOf(finding.Document!.FilePath ?? finding.File).Select(name => finding.Code!.IdOf(finding.Rule, name)).Where(told.Contains).Select(id => told[id].ToList()).FirstOrDefault([]);

    private static LeftFinding? WhyNot(Finding finding, IReadOnlyList<FindingEvidence> told)
    {
        if (told.Count == 0)
        {
            return new(finding, "not measured yet");
        }

        if (told.FirstOrDefault(one => one.Verdict != "Confirmed") is { } other)
        {
            return new(finding, other.Machine is null ? other.Verdict : $"{other.Verdict} on {other.Machine}");
        }

        if (told.Any(one => one.Subject is not ("code" or "program")))
        {
            return new(finding, "only a model of it was measured");
        }

        return told.Any(one => one.CodeDigest != finding.Code?.Digest) ? new(finding, "the code has changed since it was measured", IsStale: true) : null;
    }
}

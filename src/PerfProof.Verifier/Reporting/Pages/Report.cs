using System.Collections.Immutable;
using PerfProof.Profiling;
using PerfProof.Reporting.Costs;

namespace PerfProof.Reporting.Pages;

/// <summary>What a report shows, whatever it is written as.</summary>
/// <param name="Name">How it is headed: the name of the evidence file.</param>
/// <param name="Evidence">What was measured.</param>
internal sealed record Report(string Name, Evidence Evidence)
{
    /// <summary>What the fixes save in hours and money; null where nobody asked.</summary>
    public CostReport? Costs { get; init; }

    /// <summary>A run of the program; null where none was given.</summary>
    public Profile? Profile { get; init; }

    /// <summary>What is confirmed and was not there before; null where nobody asked.</summary>
    public ImmutableArray<FindingEvidence>? New { get; init; }

    /// <summary>The verdicts that occur, with how often each does, in the order of <see cref="Words.Verdicts"/>; others last.</summary>
    public IReadOnlyList<(string Verdict, int Count)> Counts { get; } =
        [.. Evidence.Findings.GroupBy(finding => finding.Verdict, StringComparer.Ordinal).OrderBy(group => Rank(group.Key)).ThenBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))];

    /// <summary>The findings, what was proved first, then by speedup.</summary>
    public IReadOnlyList<FindingEvidence> Findings { get; } =
        [.. Evidence.Findings.OrderBy(finding => Rank(finding.Verdict)).ThenBy(finding => finding.Subject == "pattern").ThenByDescending(finding => finding.Speedup?.Estimate ?? 0).ThenBy(finding => finding.File, StringComparer.Ordinal).ThenBy(finding => finding.Line)];

    /// <summary>Whether pairs were compared rather than findings.</summary>
    public bool IsPairs => this.Evidence.Findings.Any(finding => finding.Rule == Reported.PairRule);

    /// <summary>Where and on what it was measured, in a sentence.</summary>
    public string Measured => $"Measured on {(this.Evidence.Machines is { } several ? $"{several.Count} machines" : this.Evidence.Device.Name)}, {this.Evidence.Device.Runtime}, {Words.Time(this.Evidence.Created)}, by {this.Evidence.Tool}.";

    /// <summary>What came of it, in a sentence.</summary>
    public string Result => this.Evidence.Findings.IsEmpty
        ? "Nothing was found to verify."
        : $"{Words.Count(this.Evidence.Findings.Length, this.IsPairs ? "pair" : "finding")}: {string.Join(", ", this.Counts.Select(count => $"{count.Count} {count.Verdict}"))}.{(this.Evidence.IsPartial ? " The run was stopped before all were measured." : "")}";

    private static int Rank(string verdict)
    {
        var rank = Words.Verdicts.ToList().FindIndex(word => word.Verdict == verdict);
        return rank < 0 ? int.MaxValue : rank;
    }
}

using System.Collections.Immutable;

namespace PerfProof.Build.Corpus;

/// <summary>A place that a rule reports, without the code that it was found in.</summary>
public sealed record CorpusFinding(string Repo, string Path, int Line, int Column, string Rule, string Severity, string Symbol, string Message);

/// <summary>What came of a labelled place.</summary>
public enum Outcome
{
    /// <summary>Its repository, or its file, was not read.</summary>
    NotRead,

    /// <summary>A rule that can mean it reports it.</summary>
    Reported,

    /// <summary>No rule that can mean it reports it.</summary>
    Silent,
}

/// <summary>A labelled place and what came of it.</summary>
/// <param name="Label">The place.</param>
/// <param name="Outcome">What came of it.</param>
/// <param name="By">The findings that mean it.</param>
/// <param name="Near">Every finding within the tolerance, of whatever rule.</param>
public sealed record ScoredLabel(Label Label, Outcome Outcome, ImmutableArray<CorpusFinding> By, ImmutableArray<CorpusFinding> Near);

/// <summary>What is known about a rule's findings.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="True">Findings at places labelled positive.</param>
/// <param name="False">Findings at places labelled negative.</param>
/// <param name="Right">Unlabelled findings that were judged right.</param>
/// <param name="Wrong">Unlabelled findings that were judged wrong.</param>
/// <param name="Unknown">Findings that have neither label nor judgement.</param>
public sealed record RuleScore(string Rule, int True, int False, int Right, int Wrong, int Unknown)
{
    /// <summary>The share of findings known to be right; null where nothing is known.</summary>
    public double? Precision => Share(this.True + this.Right, this.False + this.Wrong);

    /// <summary>The same from labels alone.</summary>
    public double? LabelledPrecision => Share(this.True, this.False);

    private static double? Share(int right, int wrong) => right + wrong == 0 ? null : (double)right / (right + wrong);
}

/// <summary>A finding without a label, and what a person said about it.</summary>
public sealed record UnlabelledFinding(CorpusFinding Finding, JudgedFinding? Judgement);

/// <summary>Findings held against labels.</summary>
/// <param name="Labels">Every label.</param>
/// <param name="Rules">Every rule that found something.</param>
/// <param name="Unlabelled">Findings that no label means.</param>
/// <param name="Idle">Judgements of findings that are no longer made.</param>
public sealed record Score(
    ImmutableArray<ScoredLabel> Labels, ImmutableArray<RuleScore> Rules, ImmutableArray<UnlabelledFinding> Unlabelled, ImmutableArray<JudgedFinding> Idle)
{
    /// <summary>Positives that were missed.</summary>
    public IEnumerable<ScoredLabel> Misses => this.Labels.Where(label => label.Label.IsPositive && label.Outcome == Outcome.Silent);

    /// <summary>Negatives that were reported.</summary>
    public IEnumerable<ScoredLabel> Flagged => this.Labels.Where(label => !label.Label.IsPositive && label.Outcome == Outcome.Reported);
}

/// <summary>
/// Says which finding means which labelled place: one in the same file, at most the tolerance away from the labelled lines, of a rule of the
/// label's pattern (A: PP1, B: PP2, C: PP3, D: PP4, others: any rule). Where a finding could mean several, it means the nearest of the
/// best fitting pattern, and among equals a positive: two labels on neighbouring lines are not both met by one finding.
/// </summary>
public static class Scoring
{
    // What the first digit of a rule's id is called in labels.
    private const string Patterns = "ABCD";

    /// <summary>Holds findings against labels.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="findings">The findings.</param>
    /// <param name="isRead">Whether the file of a label was read.</param>
    /// <param name="judgements">What was said about unlabelled findings.</param>
    /// <param name="tolerance">How many lines a finding may be away.</param>
    public static Score Create(
        ImmutableArray<Label> labels, IReadOnlyCollection<CorpusFinding> findings, Func<Label, bool> isRead, ImmutableArray<JudgedFinding> judgements, int tolerance)
    {
        var byFile = labels.ToLookup(label => (label.Repo, label.Path));
        var meant = findings.ToDictionary(
            finding => finding,
            finding => Meant(finding, byFile[(finding.Repo, finding.Path)].Where(label => label.Distance(finding.Line) <= tolerance)));
        var inFile = findings.ToLookup(finding => (finding.Repo, finding.Path));
        var scored = labels.Select(label =>
        {
            var near = inFile[(label.Repo, label.Path)].Where(finding => label.Distance(finding.Line) <= tolerance).ToImmutableArray();
            var by = near.Where(finding => meant[finding].Contains(label)).ToImmutableArray();
            return new ScoredLabel(label, !isRead(label) ? Outcome.NotRead : by.IsEmpty ? Outcome.Silent : Outcome.Reported, by, near);
        });

        var said = judgements.GroupBy(judgement => (judgement.Repo, judgement.Path, judgement.Line, judgement.Rule)).ToDictionary(group => group.Key, group => group.Last());
        var unlabelled = findings.Where(finding => meant[finding].IsEmpty)
            .Select(finding => new UnlabelledFinding(finding, said.GetValueOrDefault((finding.Repo, finding.Path, finding.Line, finding.Rule))))
            .ToImmutableArray();
        var used = unlabelled.Select(finding => finding.Judgement).OfType<JudgedFinding>().ToHashSet();
        return new Score(
            [.. scored],
            [.. findings.GroupBy(finding => finding.Rule).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => Rule(group.Key, group, meant, unlabelled))],
            unlabelled,
            [.. judgements.Where(judgement => !used.Contains(judgement))]);
    }

    /// <summary>How well a rule fits a pattern: 0 not at all, 1 it may be meant, 2 it is about just that.</summary>
    internal static int Fit(string rule, string pattern)
    {
        var area = rule.Length > 2 ? rule[2] - '1' : -1;
        var isCore = area >= 0 && area < Patterns.Length;
        return pattern.Length == 1 && Patterns.Contains(pattern[0], StringComparison.Ordinal)
            ? isCore && Patterns[area] == pattern[0] ? 2 : 0
            : isCore ? 1 : 2;
    }

    private static ImmutableArray<Label> Meant(CorpusFinding finding, IEnumerable<Label> near)
    {
        var best = near
            .Select(label => (Label: label, Fit: Fit(finding.Rule, label.Pattern), Distance: label.Distance(finding.Line)))
            .Where(candidate => candidate.Fit > 0)
            .GroupBy(candidate => (candidate.Fit, candidate.Distance))
            .OrderByDescending(group => group.Key.Fit)
            .ThenBy(group => group.Key.Distance)
            .FirstOrDefault()?
            .Select(candidate => candidate.Label)
            .ToList() ?? [];
        return [.. best.Exists(label => label.IsPositive) ? best.Where(label => label.IsPositive) : best];
    }

    private static RuleScore Rule(
        string rule, IEnumerable<CorpusFinding> findings, Dictionary<CorpusFinding, ImmutableArray<Label>> meant, ImmutableArray<UnlabelledFinding> unlabelled)
    {
        var labelled = findings.Select(finding => meant[finding]).Where(labels => !labels.IsEmpty).ToList();
        var rest = unlabelled.Where(finding => finding.Finding.Rule == rule).ToList();
        return new RuleScore(
            rule,
            labelled.Count(labels => labels[0].IsPositive),
            labelled.Count(labels => !labels[0].IsPositive),
            rest.Count(finding => finding.Judgement is { IsRight: true }),
            rest.Count(finding => finding.Judgement is { IsRight: false }),
            rest.Count(finding => finding.Judgement is null));
    }
}

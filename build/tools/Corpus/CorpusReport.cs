using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;

namespace PerfProof.Build.Corpus;

/// <summary>Writes a score for people, as Markdown.</summary>
public static class CorpusReport
{
    /// <summary>The text.</summary>
    /// <param name="score">The score.</param>
    /// <param name="repositories">What came of each repository.</param>
    /// <param name="tolerance">How many lines a finding may be away.</param>
    /// <param name="on">When and on what.</param>
    public static string Write(Score score, IReadOnlyList<RepositoryResult> repositories, int tolerance, string on)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# Findings against labels\n\n{on}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"A finding means a labelled place when it is in the same file, at most {tolerance} {(tolerance == 1 ? "line" : "lines")} away, and its rule is about the label's pattern\n");
        text.Append("(A: PP1, B: PP2, C: PP3, D: PP4, others: any rule); \"any rule\" leaves the last condition out. Rows that were not read count nowhere.\n\n");
        Section(text, "Patterns", PatternTable(score));
        Section(text, "Rules", RuleTable(score));
        text.Append("Precision is true / (true + false), with the unlabelled findings that were judged by reading.\n\n");
        Section(text, "Repositories", RuleTables.Table(
            ["Repository", "Files", "Lines", "Programs", "Findings", "Seconds"],
            repositories.Select(repository => new[]
            {
                repository.Repo, Number(repository.Files.Count), Number(repository.Lines), Number(repository.Programs), Number(repository.Findings.Length),
                repository.Took.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
            })));
        List(text, "Not read, or only in part", repositories.SelectMany(repository => repository.Failures.Select(failure => $"{repository.Repo}: {failure}"))
            .Concat(score.Labels.Where(label => label.Outcome == Outcome.NotRead).GroupBy(label => label.Label.Repo)
                .Select(group => $"{group.Key}: {group.Count()} labelled rows ({string.Join(", ", group.Select(label => label.Label.Path).Distinct().Take(3))}, ...) are in files that were not read")));
        List(text, "Missed", score.Misses.Select(Row));
        List(text, "Negatives that were flagged", score.Flagged.Select(row => $"{Row(row)}{string.Concat(row.By.Select(finding => $"\n  - {finding.Rule}, line {finding.Line}: {finding.Message}"))}"));
        List(text, "Unlabelled findings", score.Unlabelled.Select(Unlabelled));
        List(text, "Judgements of findings that are not made any more", score.Idle.Select(judgement => $"{judgement.Repo} {judgement.Path}:{judgement.Line} {judgement.Rule} ({(judgement.IsRight ? "right" : "wrong")})"));
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string PatternTable(Score score)
    {
        var read = score.Labels.Where(label => label.Outcome != Outcome.NotRead).ToList();
        var groups = read.GroupBy(label => label.Label.Pattern).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, Rows: group.ToList())).Append(("all", read));
        return RuleTables.Table(
            ["Pattern", "Positives", "Found", "Recall", "Found by any rule", "Negatives", "Flagged", "Rate", "Flagged by any rule"],
            groups.Select(group =>
            {
                var positives = group.Item2.Where(row => row.Label.IsPositive).ToList();
                var negatives = group.Item2.Where(row => !row.Label.IsPositive).ToList();
                var found = positives.Count(row => row.Outcome == Outcome.Reported);
                var flagged = negatives.Count(row => row.Outcome == Outcome.Reported);
                return new[]
                {
                    group.Item1, Number(positives.Count), Number(found), Percent(found, positives.Count), Number(positives.Count(row => !row.Near.IsEmpty)),
                    Number(negatives.Count), Number(flagged), Percent(flagged, negatives.Count), Number(negatives.Count(row => !row.Near.IsEmpty)),
                };
            }));
    }

    private static string RuleTable(Score score)
    {
        var sum = new RuleScore(
            "all",
            score.Rules.Sum(rule => rule.True),
            score.Rules.Sum(rule => rule.False),
            score.Rules.Sum(rule => rule.Right),
            score.Rules.Sum(rule => rule.Wrong),
            score.Rules.Sum(rule => rule.Unknown));
        return RuleTables.Table(
            ["Rule", "Labelled true", "Labelled false", "Unlabelled", "Judged right", "Judged wrong", "Not judged", "Precision (labels)", "Precision"],
            score.Rules.Append(sum).Select(rule => new[]
            {
                rule.Rule, Number(rule.True), Number(rule.False), Number(rule.Right + rule.Wrong + rule.Unknown), Number(rule.Right), Number(rule.Wrong), Number(rule.Unknown),
                Percent(rule.LabelledPrecision), Percent(rule.Precision),
            }));
    }

    private static string Row(ScoredLabel row) => $"{row.Label.Pattern} {row.Label.Repo} {row.Label.Path}:{row.Label.Line}: {OneLine(row.Label.Note)}"
        + (row.By.IsEmpty && !row.Near.IsEmpty ? $" (there: {string.Join(", ", row.Near.Select(finding => finding.Rule).Distinct())})" : "");

    private static string Unlabelled(UnlabelledFinding unlabelled)
    {
        var verdict = unlabelled.Judgement is { } judgement ? $" [{(judgement.IsRight ? "right" : "wrong")}{(judgement.Note.Length > 0 ? $": {OneLine(judgement.Note)}" : "")}]" : "";
        return $"{unlabelled.Finding.Rule} {unlabelled.Finding.Repo} {unlabelled.Finding.Path}:{unlabelled.Finding.Line}: {OneLine(unlabelled.Finding.Message)}{verdict}";
    }

    private static void Section(StringBuilder text, string title, string content) => text.Append(CultureInfo.InvariantCulture, $"## {title}\n\n{content}\n\n");

    private static void List(StringBuilder text, string title, IEnumerable<string> lines)
    {
        var all = lines.ToList();
        if (all.Count > 0)
        {
            Section(text, $"{title}: {all.Count}", string.Join('\n', all.Select(line => "- " + line)));
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(int part, int whole) => Percent(whole == 0 ? null : (double)part / whole);

    private static string Percent(double? share) => share is { } known ? (known * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %" : "-";
}

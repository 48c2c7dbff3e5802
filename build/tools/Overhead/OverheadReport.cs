using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;
using PerfProof.Measurement;

namespace PerfProof.Build.Overhead;

/// <summary>Runs of the compiler with one set of analyzers, in the order of the rounds.</summary>
public sealed record OverheadSeries(string Name, ImmutableArray<CompilerCost> Runs);

/// <summary>Writes what analyzers cost, as Markdown.</summary>
public static class OverheadReport
{
    /// <summary>Ours may take this part of the lightest of the others.</summary>
    public const double Goal = 0.1;

    /// <summary>Where nothing is referenced that a rule is about, this much besides the scan.</summary>
    public static readonly TimeSpan PlainGoal = TimeSpan.FromMilliseconds(5);

    private const double Risk = 0.05;
    private const int ShownRules = 12;

    /// <summary>The text, and whether the goals are met.</summary>
    public static (string Text, bool IsMet) Write(
        CleanTree tree, IReadOnlyList<OverheadSeries> series, CleanTree? plain, OverheadSeries? plainRuns, string on)
    {
        var ours = series.Single(one => one.Name == AnalyzerSet.Ours);
        var none = series.Single(one => one.Name == AnalyzerSet.None.Name);
        var others = series.Where(one => one != ours && one != none).ToList();
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# What the analyzers cost a build\n\n{on}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{tree.Lines} lines in {tree.Files.Length} files against {tree.References.Length} assemblies, compiled by the SDK's compiler in a process of its own with each set of analyzers in\n");
        text.Append(CultureInfo.InvariantCulture, $"turn, {ours.Runs.Length} rounds. Every rule of ours is on, as a warning; the others are as their packages ship. Analyzer time is what `/reportanalyzer` says, of all\n");
        text.Append("threads, without reading the references, which the compiler does in any case and charges to whoever asks first (a control asks before every set); CPU time is that of the whole process. Medians, and ratios of the same round (Hodges-Lehmann, with one-sided bounds of 95 % each).\n\n");
        text.Append(RuleTables.Table(
            ["Analyzers", "Analyzer time", "CPU time", "CPU time more than without", "Ours / theirs, analyzer time", "from", "to"],
            series.Select(one => (string[])
            [
                one.Name, Ms(Median(one, run => run.Analyzers)), Ms(Median(one, run => run.Cpu)), Ms(Median(one, run => run.Cpu) - Median(none, run => run.Cpu)),
                .. others.Contains(one) ? RatioCells(ours, one) : ["", "", ""],
            ])));
        var lightest = others.MinBy(one => Median(one, run => run.Analyzers));
        var isMet = lightest is null || Ratio(ours, lightest).Estimate <= Goal;
        if (lightest is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n\nGoal: at most {Goal} of the lightest, which is {lightest.Name}: {(isMet ? "met" : "missed")}.\n");
        }

        text.Append("\n## Ours, rule by rule\n\n").Append(RuleTables.Table(
            ["Rule", "Analyzer time"],
            ours.Runs.SelectMany(run => run.ByAnalyzer.Keys).Distinct()
                .Select(name => (name, Time: Median(ours, run => run.ByAnalyzer.GetValueOrDefault(name))))
                .OrderByDescending(rule => rule.Time)
                .ThenBy(rule => rule.name, StringComparer.Ordinal)
                .Take(ShownRules)
                .Select(rule => new[] { rule.name, Ms(rule.Time) }))).Append('\n');
        if (plain is not null && plainRuns is not null)
        {
            var time = Median(plainRuns, run => run.Analyzers);
            var isPlainMet = time <= PlainGoal + plain.Scan;
            isMet &= isPlainMet;
            text.Append("\n## A tree that no rule is about\n\n");
            text.Append(CultureInfo.InvariantCulture, $"{plain.Lines} lines in {plain.Files.Length} files of the same sources, against the framework alone, none of which names Half: {Ms(time)} for all rules; looking for one\n");
            text.Append(CultureInfo.InvariantCulture, $"word in all of it takes {Ms(plain.Scan)}. Goal: {Ms(PlainGoal)} plus the scan: {(isPlainMet ? "met" : "missed")}.\n");
        }

        return (text.ToString(), isMet);
    }

    private static string[] RatioCells(OverheadSeries ours, OverheadSeries theirs)
    {
        var (estimate, from, to) = Ratio(ours, theirs);
        return [Number(estimate), Number(from), Number(to)];
    }

    private static (double Estimate, double From, double To) Ratio(OverheadSeries ours, OverheadSeries theirs)
    {
        var logs = ours.Runs.Zip(theirs.Runs, (one, other) => Math.Log(Math.Max(one.Analyzers.TotalSeconds, 1e-4) / Math.Max(other.Analyzers.TotalSeconds, 1e-4))).ToArray();
        var (lower, upper) = Statistics.SignedRankBounds(logs, Risk);
        return (Math.Exp(Statistics.HodgesLehmann(logs)), Math.Exp(lower), Math.Exp(upper));
    }

    private static TimeSpan Median(OverheadSeries series, Func<CompilerCost, TimeSpan> value)
    {
        var sorted = series.Runs.Select(value).Order().ToList();
        return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
    }

    private static string Ms(TimeSpan time) => time.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture) + " ms";

    private static string Number(double number) => double.IsFinite(number) && number > 0 ? number.ToString("0.000", CultureInfo.InvariantCulture) : "-";
}

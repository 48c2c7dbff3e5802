using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;
using PerfProof.Judgement;

namespace PerfProof.Build.Gate;

/// <summary>Writes what came of a series of runs, as Markdown.</summary>
public static class SeriesReport
{
    private const double QuietPowerAt5 = 0.8;
    private const double LoadedPowerAt5 = 0.5;
    private const double LoadedPowerAt10 = 0.95;

    /// <summary>Code against itself: the text, and whether nothing was falsely Confirmed or called Incorrect.</summary>
    public static (string Text, bool IsMet) Aa(IReadOnlyList<GateRecord> records) => Same(
        "A/A: code against itself",
        "Each run is a pair whose two sides are the same code (byte-identical, renamed, or with its members in another order), put through the\nwhole gate. ",
        records);

    /// <summary>A whole program against itself: the text, and whether nothing was falsely Confirmed or called Incorrect.</summary>
    public static (string Text, bool IsMet) ReplayAa(IReadOnlyList<GateRecord> records) => Same(
        "A/A of replay: a program against itself",
        "Each run is a program as it is against the same program, built once more by its own build (nothing changed, or a comment added to\neach file), replayed from an entry as `verify --entry` does. ",
        records);

    private static (string Text, bool IsMet) Same(string title, string what, IReadOnlyList<GateRecord> records)
    {
        var text = Head(title, records)
            .Append(what)
            .Append("Confirmed is false here. The bound is exact (Clopper-Pearson, one-sided, 95%): the share of such verdicts that so many\nruns leave possible.\n\n");
        text.Append(RuleTables.Table(
            ["Load", "Runs that were timed", "False Confirmed", "Their share is below", "Refuted", "Inconclusive", "Incorrect", "NotApplicable", "Median time"],
            Groups(records, record => record.Load, "all").Select(group => AaRow(group.Name, group.Records))));
        var (all, confirmed) = (records.Count(record => record.IsTimed), records.Count(record => record.Verdict == VerdictKind.Confirmed));
        text.Append(CultureInfo.InvariantCulture, $"\n\n{confirmed} of {all} runs that were timed were Confirmed{(all > 0 ? $": the share of such verdicts is below {100 * Proportion.Upper(confirmed, all):0.##}%" : "")}.");
        text.Append("\n\n## By pair\n\n").Append(RuleTables.Table(
            ["Pair", "Runs that were timed", "False Confirmed", "Their share is below", "Refuted", "Inconclusive", "Incorrect", "NotApplicable", "Median time"],
            Groups(records, record => record.Pair, null).Select(group => AaRow(group.Name, group.Records))));
        Odd(text, records, record => record.Verdict is VerdictKind.Confirmed or VerdictKind.Incorrect or VerdictKind.NotApplicable);
        return (text.ToString(), !records.Any(record => record.Verdict is VerdictKind.Confirmed or VerdictKind.Incorrect));
    }

    /// <summary>Pairs whose true ratio is known: the text, and whether every goal with runs behind it is met.</summary>
    public static (string Text, bool IsMet) Power(IReadOnlyList<GateRecord> records)
    {
        var text = Head("Power: pairs whose true ratio is known", records)
            .Append("In each pair both sides do the same step over and over, *before* so many times as often as the ratio says, to the same result. Shares are\nof the runs that were timed, ")
            .Append("with exact intervals of 95% (Clopper-Pearson). An interval of the gate covers when the true ratio lies in it.\n\n");
        var isMet = true;
        text.Append(RuleTables.Table(
            ["True ratio", "Load", "Runs", "Confirmed", "Goal", "Refuted", "Inconclusive", "Interval covers", "Median estimate", "Median time"],
            from truth in records.GroupBy(record => record.Truth).OrderBy(pairs => pairs.Key)
            from load in Groups([.. truth], record => record.Load, null)
            select Row(truth.Key, load.Name, load.Records)));
        Odd(text, records, record => record.Verdict is VerdictKind.Incorrect or VerdictKind.NotApplicable || (record.Truth < Judge.Threshold && record.Verdict == VerdictKind.Confirmed));
        return (text.ToString(), isMet);

        string[] Row(double truth, string load, IReadOnlyList<GateRecord> group)
        {
            var timed = group.Where(record => record.IsTimed).ToList();
            var confirmed = Count(timed, VerdictKind.Confirmed);
            var (goal, met) = Goal(truth, load, timed.Count == 0 ? 0 : (double)confirmed / timed.Count);
            isMet &= met || timed.Count == 0;
            return
            [
                Ratio(truth), load, Number(timed.Count), Proportion.Text(confirmed, timed.Count), goal.Length == 0 || timed.Count == 0 ? goal : $"{goal}: {(met ? "met" : "missed")}",
                Share(timed, VerdictKind.Refuted), Share(timed, VerdictKind.Inconclusive),
                Proportion.Text(timed.Count(record => (record.Lower ?? 0) <= truth && truth <= (record.Upper ?? double.PositiveInfinity)), timed.Count),
                timed.Count == 0 ? "-" : Ratio(Median(timed.Select(record => record.Estimate!.Value))), Seconds(timed),
            ];
        }
    }

    private static (string Goal, bool IsMet) Goal(double truth, string load, double share) => (truth, load) switch
    {
        (< Judge.Threshold, _) => ("0%", share == 0),
        (1.05, "quiet") => ("80%", share >= QuietPowerAt5),
        (1.05, "loaded") => ("50%", share >= LoadedPowerAt5),
        (1.10, "loaded") => ("95%", share >= LoadedPowerAt10),
        _ => ("", true),
    };

    /// <summary>The head of a page: when, on what, with which build.</summary>
    internal static StringBuilder Head(string title, IReadOnlyList<GateRecord> records)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"# {title}\n\n");
        return records.Count == 0
            ? text.Append("No run yet.\n\n")
            : text.Append(CultureInfo.InvariantCulture, $"Measured {records.Min(record => record.Date):yyyy-MM-dd HH:mm} to {records.Max(record => record.Date):yyyy-MM-dd HH:mm} UTC on {Names(record => $"{record.Host}, {record.Runtime}")}; build {Names(record => record.Build)}.\n")
                .Append("A run is quiet when the load (average over a minute, before and after, the run itself included) is at most one more than the number\nof cores; a run alone on two cores shows 2.1 to 2.7.\n\n");

        string Names(Func<GateRecord, string> name) => string.Join("; ", records.Select(name).Distinct(StringComparer.Ordinal));
    }

    private static string[] AaRow(string name, IReadOnlyList<GateRecord> group)
    {
        var timed = group.Where(record => record.IsTimed).ToList();
        var confirmed = Count(timed, VerdictKind.Confirmed);
        return
        [
            name, Number(timed.Count), Number(confirmed), timed.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100 * Proportion.Upper(confirmed, timed.Count):0.##}%"),
            Share(timed, VerdictKind.Refuted), Share(timed, VerdictKind.Inconclusive), Number(Count(group, VerdictKind.Incorrect)), Number(Count(group, VerdictKind.NotApplicable)), Seconds(timed),
        ];
    }

    // What should not occur is shown as it was said.
    private static void Odd(StringBuilder text, IReadOnlyList<GateRecord> records, Func<GateRecord, bool> isOdd)
    {
        const int Shown = 20;
        var odd = records.Where(isOdd).ToList();
        text.Append('\n');
        if (odd.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## What should not occur ({odd.Count}{(odd.Count > Shown ? $", the last {Shown}" : "")})\n\n");
            foreach (var record in odd.TakeLast(Shown))
            {
                text.Append(CultureInfo.InvariantCulture, $"- {record.Date:yyyy-MM-dd HH:mm}, {record.Pair}, load {record.LoadBefore:0.0} to {record.LoadAfter:0.0}: {record.Verdict}, {record.Reason}\n");
            }
        }
    }

    private static IEnumerable<(string Name, IReadOnlyList<GateRecord> Records)> Groups(IReadOnlyList<GateRecord> records, Func<GateRecord, string> key, string? all)
    {
        var groups = records.GroupBy(key, StringComparer.Ordinal).OrderByDescending(group => group.Key, StringComparer.Ordinal).Select(group => (group.Key, (IReadOnlyList<GateRecord>)[.. group]));
        return all is null ? groups : groups.Append((all, records));
    }

    private static int Count(IEnumerable<GateRecord> records, VerdictKind kind) => records.Count(record => record.Verdict == kind);

    private static string Share(IReadOnlyCollection<GateRecord> records, VerdictKind kind) =>
        records.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{100.0 * Count(records, kind) / records.Count:0.#}%");

    private static string Seconds(IReadOnlyCollection<GateRecord> records) =>
        records.Count == 0 ? "-" : string.Create(CultureInfo.InvariantCulture, $"{Median(records.Select(record => record.Seconds)):0.0} s");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Ratio(double ratio) => ratio.ToString("0.00#", CultureInfo.InvariantCulture);

    /// <summary>The median of one or more values.</summary>
    internal static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}

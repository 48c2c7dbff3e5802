using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;
using PerfProof.Judgement;

namespace PerfProof.Build.Gate;

/// <summary>The suite of honest pairs with its two controls, and what is said of a run over it.</summary>
public static class PairSuite
{
    /// <summary>Whether a pair is a control: its rewrite is not faster, and must not be Confirmed.</summary>
    public static bool IsControl(string pair) => pair.Contains("Control", StringComparison.Ordinal);

    /// <summary>The last run of each pair, in the order of their names.</summary>
    public static IReadOnlyList<GateRecord> Latest(IEnumerable<GateRecord> records) =>
        [.. records.GroupBy(record => record.Pair, StringComparer.Ordinal).Select(group => group.Last()).OrderBy(record => record.Pair, StringComparer.Ordinal)];

    /// <summary>What came of the pairs, as Markdown, and whether no honest one is Incorrect and no control Confirmed.</summary>
    public static (string Text, bool IsMet) Report(IReadOnlyList<GateRecord> all)
    {
        var records = Latest(all);
        var (controls, honest) = (records.Where(record => IsControl(record.Pair)).ToList(), records.Where(record => !IsControl(record.Pair)).ToList());
        var faster = honest.Where(record => record.Verdict == VerdictKind.Confirmed).Select(record => record.Estimate!.Value).ToList();
        var timed = honest.Where(record => record.IsTimed).Select(record => record.Estimate!.Value).ToList();
        var text = SeriesReport.Head("Honest pairs", records)
            .Append("Each pair went through the whole gate, kernels on this CPU (the managed host, which says nothing about a device). Ratios are times before over times\nafter, at the largest size. ")
            .Append("Where a pair has several runs, the last one counts.\nThe share of the roofline is the time that the rewrite takes at least over the time that it takes: what the problem reads and writes, timed as a copy of as many bytes")
            .Append("\non one processor, or its additions and multiplications at the rate of one processor's vector unit, whichever takes longer.\n\n")
            .Append(RuleTables.Table(
                ["Pair", "Verdict", "Ratio", "from", "to", "Share of roofline", "Time", "Load", "Reason"],
                records.Select(record => (string[])
                [
                    record.Pair, record.Verdict.ToString(), Ratio(record.Estimate), Ratio(record.Lower), Ratio(record.Upper), Share(record.Share), string.Create(CultureInfo.InvariantCulture, $"{record.Seconds:0} s"),
                    string.Create(CultureInfo.InvariantCulture, $"{record.LoadBefore:0.0} to {record.LoadAfter:0.0}"), record.Reason,
                ])))
            .Append("\n\n")
            .Append(CultureInfo.InvariantCulture, $"Honest pairs: {honest.Count}, of these {Count(honest)}. Ratios of the {timed.Count} that were timed: median {Ratio(Median(timed))}, geometric mean {Ratio(GeometricMean(timed))}; of the {faster.Count} Confirmed: median {Ratio(Median(faster))}, geometric mean {Ratio(GeometricMean(faster))}.\n")
            .Append(Shares(honest))
            .Append(CultureInfo.InvariantCulture, $"Controls: {controls.Count}, of these {Count(controls)}.\n");
        return (text.ToString(), !honest.Exists(record => record.Verdict == VerdictKind.Incorrect) && !controls.Exists(record => record.Verdict == VerdictKind.Confirmed));
    }

    /// <summary>Two runs over the suite: the text, and the share of the pairs of both on which the verdicts agree.</summary>
    /// <exception cref="MeasuringException">They have no pair in common.</exception>
    public static (string Text, double Share) Agreement(IReadOnlyList<GateRecord> one, IReadOnlyList<GateRecord> other)
    {
        var both = Latest(one).Join(Latest(other), record => record.Pair, record => record.Pair, (a, b) => (First: a, Second: b)).ToList();
        if (both.Count == 0)
        {
            throw new MeasuringException("The two files have no pair in common: both are what 'pairs --out' wrote.");
        }

        var same = both.Count(pair => pair.First.Verdict == pair.Second.Verdict);
        var text = new StringBuilder()
            .Append("# Agreement\n\n")
            .Append(CultureInfo.InvariantCulture, $"First: {Origin(one)}.\nSecond: {Origin(other)}.\n\nVerdicts agree on {same} of {both.Count} pairs: {Proportion.Text(same, both.Count)}.\n");
        foreach (var (first, second) in both.Where(pair => pair.First.Verdict != pair.Second.Verdict))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {first.Pair}: {first.Verdict} ({first.Reason}), and {second.Verdict} ({second.Reason})");
        }

        return (text.ToString().TrimEnd('\n') + "\n", (double)same / both.Count);
    }

    /// <summary>The geometric mean: the only mean of ratios that says the same of both directions. NaN when there are none.</summary>
    internal static double GeometricMean(IReadOnlyCollection<double> ratios) => ratios.Count == 0 ? double.NaN : Math.Exp(ratios.Average(Math.Log));

    /// <summary>The shares of the roofline, in a line; nothing where none is known.</summary>
    internal static string Shares(IEnumerable<GateRecord> records) => records.Select(record => record.Share).OfType<double>().ToList() is { Count: > 0 } shares
        ? string.Create(CultureInfo.InvariantCulture, $"Share of the roofline that the rewrites reach: median {Share(Median(shares))} of {shares.Count}, from {Share(shares.Min())} to {Share(shares.Max())}.\n")
        : "";

    internal static string Share(double? share) => share is { } number && double.IsFinite(number) ? string.Create(CultureInfo.InvariantCulture, $"{100 * number:0.#}%") : "-";

    internal static double Median(List<double> values) => values.Count == 0 ? double.NaN : SeriesReport.Median(values);

    private static string Origin(IReadOnlyList<GateRecord> records) =>
        string.Create(CultureInfo.InvariantCulture, $"{records[^1].Host}, {records[^1].Runtime}, {records.Min(record => record.Date):yyyy-MM-dd HH:mm} UTC, build {records[^1].Build}");

    internal static string Count(IEnumerable<GateRecord> records) => records.GroupBy(record => record.Verdict).OrderBy(group => group.Key).ToList() is { Count: > 0 } groups
        ? string.Join(", ", groups.Select(group => $"{group.Count()} {group.Key}"))
        : "none yet";

    internal static string Ratio(double? ratio) => ratio is { } number && double.IsFinite(number) ? number.ToString("0.00", CultureInfo.InvariantCulture) : "-";
}

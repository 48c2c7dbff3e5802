using System.Globalization;
using System.Text;
using PerfProof.Build.Docs;

namespace PerfProof.Build.Gate;

/// <summary>Writes how long verdicts took, as Markdown.</summary>
public static class TimeReport
{
    /// <summary>How records begin that are about what is done once for all findings.</summary>
    internal const string Once = "once: ";

    private const double Goal = 30;
    private const double Aim = 10;

    /// <summary>The text, and whether the median of the verdicts that were timed meets its goal, loaded and quiet.</summary>
    public static (string Text, bool IsMet) Of(IReadOnlyList<GateRecord> all)
    {
        var once = all.Where(IsOnce).ToList();
        var verdicts = all.Where(record => !IsOnce(record)).ToList();
        var (timed, untimed) = (verdicts.Where(record => record.IsTimed).ToList(), verdicts.Where(record => !record.IsTimed).ToList());
        var loads = timed.GroupBy(record => record.Load, StringComparer.Ordinal).OrderByDescending(group => group.Key, StringComparer.Ordinal).ToList();
        var text = SeriesReport.Head("Time to verdict", all)
            .Append(CultureInfo.InvariantCulture, $"From a finding, or a pair, to its verdict, with nothing kept from earlier runs. The goal is a median of at most {Goal:0} s for verdicts that\nrest on times, on two loaded cores; the aim is {Aim:0} s quiet.\n\n")
            .Append(RuleTables.Table(
                ["Load", "Verdicts", "Median", "Quarter below", "Quarter above", "Longest", "Within 10 s", "Within 30 s"],
                [
                    .. loads.Select(group => Row(group.Key, [.. group])),
                    .. untimed.Count > 0 ? [Row("any, nothing timed", untimed)] : Array.Empty<string[]>(),
                ]))
            .Append("\n\n## Share of each stage\n\nOf the verdicts that rest on times.\n\n");
        foreach (var group in loads)
        {
            text.Append(CultureInfo.InvariantCulture, $"### {group.Key}\n\n").Append(Stages([.. group])).Append("\n\n");
        }

        if (once.Count > 0)
        {
            text.Append("## Done once for all findings\n\n").Append(RuleTables.Table(
                ["Code", "When", "Load", "Seconds", "Stages"],
                once.Select(record => (string[])
                [
                    record.Pair[Once.Length..] + ", " + record.Reason, $"{record.Date:yyyy-MM-dd HH:mm}", Loads(record), Seconds(record.Seconds),
                    string.Join(", ", record.Stages!.Select(stage => $"{stage.Key} {Seconds(stage.Value)}")),
                ]))).Append("\n\n");
        }

        text.Append("## Each run\n\n").Append(RuleTables.Table(
            ["What", "Verdict", "Seconds", "Processes", "Load", "Reason"],
            verdicts.Select(record => (string[])
                [record.Pair, record.Verdict.ToString(), Seconds(record.Seconds), record.Processes.ToString(CultureInfo.InvariantCulture), Loads(record), record.Reason]))).Append('\n');
        return (text.ToString(), loads.TrueForAll(group => SeriesReport.Median(group.Select(record => record.Seconds)) <= Goal));
    }

    private static bool IsOnce(GateRecord record) => record.Pair.StartsWith(Once, StringComparison.Ordinal);

    private static string[] Row(string name, IReadOnlyList<GateRecord> group)
    {
        var seconds = group.Select(record => record.Seconds).Order().ToList();
        return
        [
            name, group.Count.ToString(CultureInfo.InvariantCulture), Seconds(SeriesReport.Median(seconds)), Seconds(seconds[(seconds.Count - 1) / 4]), Seconds(seconds[((3 * (seconds.Count - 1)) + 2) / 4]), Seconds(seconds[^1]),
            Share(seconds.Count(time => time <= Aim), seconds.Count), Share(seconds.Count(time => time <= Goal), seconds.Count),
        ];
    }

    private static string Stages(IReadOnlyList<GateRecord> group)
    {
        var noted = group.Where(record => record.Stages is not null).ToList();
        var total = noted.Sum(record => record.Seconds);
        var stages = noted.SelectMany(record => record.Stages!).GroupBy(stage => stage.Key, StringComparer.Ordinal)
            .Select(stage => (Name: stage.Key, Seconds: stage.Sum(one => one.Value))).Where(stage => stage.Seconds > 0).OrderByDescending(stage => stage.Seconds).ToList();
        return noted.Count == 0 ? "Not noted." : RuleTables.Table(
            ["Stage", "Share", "Mean seconds a verdict"],
            stages.Select(stage => (string[])[stage.Name, Share(stage.Seconds, total), Seconds(stage.Seconds / noted.Count)]));
    }

    private static string Loads(GateRecord record) => string.Create(CultureInfo.InvariantCulture, $"{record.LoadBefore:0.0} to {record.LoadAfter:0.0}");

    private static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:0.0}");

    private static string Share(double part, double whole) => string.Create(CultureInfo.InvariantCulture, $"{100 * part / whole:0}%");
}

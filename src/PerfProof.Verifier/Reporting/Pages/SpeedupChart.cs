using System.Globalization;
using System.Xml.Linq;
using static PerfProof.Reporting.Pages.Svg;

namespace PerfProof.Reporting.Pages;

/// <summary>Every finding that was timed: a bar from 1 (as fast as before) to the estimate, whiskers from bound to bound, on a logarithmic axis.</summary>
internal static class SpeedupChart
{
    private const double Width = 920;
    private const double Left = 270;
    private const double Right = 700;
    private const double Row = 34;
    private const double Top = 30;
    private const int LongestLabel = 36;

    /// <summary>The picture; null when nothing was timed.</summary>
    public static XElement? Create(IEnumerable<FindingEvidence> findings)
    {
        var timed = findings.Where(finding => finding.Speedup is not null && finding.Verdict != "Incorrect").ToList();
        if (timed.Count == 0)
        {
            return null;
        }

        var axis = new LogAxis(timed.Select(finding => finding.Speedup!).SelectMany(Ends).Append(1), Left, Right);
        var bottom = Top + (timed.Count * Row);
        return Picture(
            "speedups",
            Width,
            bottom + 40,
            "Speedup of each fix with its interval",
            string.Join(" ", timed.Select(finding => $"{Label(finding)}: {finding.Verdict}, {Words.Interval(finding.Speedup!)}, {Words.About(finding.Subject)}.")),
            [
                .. axis.Ticks().SelectMany(tick => new[]
                {
                    Line(axis.At(tick), Top - 6, axis.At(tick), bottom, "grid"),
                    Text(axis.At(tick), bottom + 18, tick.ToString("0.####", CultureInfo.InvariantCulture) + "x", "middle", "small"),
                }),
                .. timed.SelectMany((finding, i) => Bar(finding, axis, Top + (i * Row) + (Row / 2))),
                Line(axis.At(1), Top - 10, axis.At(1), bottom, "one"),
                Text(axis.At(1), Top - 14, "as before", "middle", "small"),
                Text((Left + Right) / 2, bottom + 36, "time before / time after (further right is faster)", "middle", "small"),
            ]);
    }

    private static IEnumerable<object> Bar(FindingEvidence finding, LogAxis axis, double y)
    {
        var ratio = finding.Speedup!;
        var label = Label(finding);
        var (from, to) = (axis.At(Math.Min(1, ratio.Estimate)), axis.At(Math.Max(1, ratio.Estimate)));
        yield return Text(Left - 12, y + 4, label.Length <= LongestLabel ? label : "…" + label[^(LongestLabel - 1)..], "end");
        yield return Rectangle(from, y - 9, to - from, 18, $"bar {finding.Verdict}{(finding.Subject == "pattern" ? " modelled" : "")}");
        if (ratio.Lower is not null || ratio.Upper is not null)
        {
            yield return Line(axis.At(ratio.Lower ?? ratio.Estimate), y, axis.At(ratio.Upper ?? ratio.Estimate), y, "whisker");
        }

        foreach (var bound in new[] { ratio.Lower, ratio.Upper }.OfType<double>())
        {
            yield return Line(axis.At(bound), y - 6, axis.At(bound), y + 6, "whisker");
        }

        yield return Text(Right + 14, y - 2, Words.Interval(ratio));
        yield return Text(Right + 14, y + 11, $"{finding.Verdict}, {Words.About(finding.Subject)}", style: "small");
    }

    private static string Label(FindingEvidence finding) =>
        $"{Words.Title(finding)} {Path.GetFileName(finding.File)}:{finding.Line.ToString(CultureInfo.InvariantCulture)}";

    private static IEnumerable<double> Ends(Interval ratio) => [ratio.Lower ?? ratio.Estimate, ratio.Estimate, ratio.Upper ?? ratio.Estimate];
}

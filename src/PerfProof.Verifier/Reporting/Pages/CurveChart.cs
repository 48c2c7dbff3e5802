using System.Globalization;
using System.Xml.Linq;
using static PerfProof.Reporting.Pages.Html;
using static PerfProof.Reporting.Pages.Svg;

namespace PerfProof.Reporting.Pages;

/// <summary>The speedup over the size of the inputs, both axes logarithmic, with the size from which it is faster.</summary>
internal static class CurveChart
{
    private const double Width = 560;
    private const double Height = 230;
    private const double Left = 56;
    private const double Right = 540;
    private const double Top = 18;
    private const double Bottom = 180;

    /// <summary>The picture; null where there are not two sizes.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="points">The curve.</param>
    /// <param name="breakEven">The size from which it is faster; null where there is none to tell.</param>
    public static XElement? Create(string id, IReadOnlyList<CurvePoint> points, int? breakEven)
    {
        if (points.Count < 2)
        {
            return null;
        }

        var across = new LogAxis(points.Select(point => (double)point.N), Left + 14, Right - 14);
        var up = new LogAxis(points.SelectMany(point => new[] { point.Speedup.Lower ?? point.Speedup.Estimate, point.Speedup.Estimate, point.Speedup.Upper ?? point.Speedup.Estimate }).Append(1), Bottom, Top);
        return Picture(
            id,
            Width,
            Height,
            "Speedup over the size n of the inputs",
            string.Join(" ", points.Select(point => $"{Words.Size(point.N)}: {Words.Interval(point.Speedup)}.")) + (breakEven is { } n ? $" Faster from {Words.Size(n)}." : ""),
            [
                .. up.Ticks().SelectMany(tick => new[]
                {
                    Line(Left, up.At(tick), Right, up.At(tick), "grid"),
                    Text(Left - 6, up.At(tick) + 4, tick.ToString("0.####", CultureInfo.InvariantCulture) + "x", "end", "small"),
                }),
                Line(Left, up.At(1), Right, up.At(1), "one"),
                .. breakEven is { } from
                    ? new object[]
                    {
                        Line(across.At(from), Top, across.At(from), Bottom, "even"),
                        Text(across.At(from), Top - 5, $"faster from {Words.Size(from)}", across.At(from) > Width / 2 ? "end" : "start", "small"),
                    }
                    : [],
                E("polyline", A("class", "curve"), A("points", string.Join(' ', points.Select(point => $"{N(across.At(point.N))},{N(up.At(point.Speedup.Estimate))}")))),
                .. points.SelectMany(point => Point(point, across.At(point.N), up)),
                .. Labels(points, across),
                Text((Left + Right) / 2, Bottom + 40, "size n of the inputs", "middle", "small"),
            ]);
    }

    private static IEnumerable<object> Point(CurvePoint point, double x, LogAxis up)
    {
        var ratio = point.Speedup;
        yield return Line(x, up.At(ratio.Lower ?? ratio.Estimate), x, up.At(ratio.Upper ?? ratio.Estimate), "whisker");
        foreach (var bound in new[] { ratio.Lower, ratio.Upper }.OfType<double>())
        {
            yield return Line(x - 5, up.At(bound), x + 5, up.At(bound), "whisker");
        }

        yield return E("circle", A("cx", N(x)), A("cy", N(up.At(ratio.Estimate))), A("r", "4"), A("class", "dot"));
    }

    // A label that would stand on the one before it is left out; the table has them all.
    private static IEnumerable<object> Labels(IReadOnlyList<CurvePoint> points, LogAxis across)
    {
        const double Room = 52;
        var last = double.NegativeInfinity;
        foreach (var point in points)
        {
            var x = across.At(point.N);
            if (x - last >= Room)
            {
                last = x;
                yield return Text(x, Bottom + 18, point.N.ToString("#,0", CultureInfo.InvariantCulture), "middle", "small");
            }
        }
    }
}

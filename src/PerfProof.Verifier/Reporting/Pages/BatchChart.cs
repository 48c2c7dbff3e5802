using System.Globalization;
using System.Xml.Linq;
using static PerfProof.Reporting.Pages.Html;
using static PerfProof.Reporting.Pages.Svg;

namespace PerfProof.Reporting.Pages;

/// <summary>Throughput over the size of a batch, as a share of the best, with the size to take.</summary>
internal static class BatchChart
{
    private const double Width = 560;
    private const double Height = 230;
    private const double Left = 56;
    private const double Right = 540;
    private const double Top = 22;
    private const double Bottom = 180;

    /// <summary>The picture.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="batch">Two sizes or more.</param>
    public static XElement Create(string id, BatchEvidence batch)
    {
        var across = new LogAxis(batch.Points.Select(point => (double)point.N), Left + 14, Right - 14);
        return Picture(
            id,
            Width,
            Height,
            "Throughput over the size of a batch",
            string.Join(" ", batch.Points.Select(point => string.Create(CultureInfo.InvariantCulture, $"{point.N} items: {point.Throughput.Estimate:0%} of the best."))),
            [
                .. new[] { 0, 0.25, 0.5, 0.75, 1 }.SelectMany(share => new[]
                {
                    Line(Left, Up(share), Right, Up(share), "grid"),
                    Text(Left - 6, Up(share) + 4, share.ToString("0%", CultureInfo.InvariantCulture), "end", "small"),
                }),
                .. batch.Recommended is { } size
                    ? new object[]
                    {
                        Line(across.At(size), Top - 8, across.At(size), Bottom, "even"),
                        Text(across.At(size), Top - 12, $"take {size.ToString(CultureInfo.InvariantCulture)}", "middle", "small"),
                    }
                    : [],
                E("polyline", A("class", "curve"), A("points", string.Join(' ', batch.Points.Select(point => $"{N(across.At(point.N))},{N(Up(point.Throughput.Estimate))}")))),
                .. batch.Points.SelectMany(point => new object[]
                {
                    Line(across.At(point.N), Up(point.Throughput.Lower ?? point.Throughput.Estimate), across.At(point.N), Up(point.Throughput.Upper ?? point.Throughput.Estimate), "whisker"),
                    E("circle", A("cx", N(across.At(point.N))), A("cy", N(Up(point.Throughput.Estimate))), A("r", "4"), A("class", "dot")),
                    Text(across.At(point.N), Bottom + 18, point.N.ToString("#,0", CultureInfo.InvariantCulture), "middle", "small"),
                }),
                Text((Left + Right) / 2, Bottom + 40, "items in a batch", "middle", "small"),
            ]);
    }

    // An upper bound above the best is drawn up to the edge.
    private static double Up(double share) => Bottom - ((Bottom - Top) * Math.Min(share, 1.05));
}

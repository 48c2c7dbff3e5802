using System.Globalization;
using System.Xml.Linq;
using static PerfProof.Reporting.Pages.Html;

namespace PerfProof.Reporting.Pages;

/// <summary>Pictures as elements of the page. Colours come from its style by class, so that a picture is right in light, in dark and on paper.</summary>
internal static class Svg
{
    /// <summary>A picture.</summary>
    /// <param name="id">Unique on the page.</param>
    /// <param name="width">Width of its coordinates; shown as wide as there is room.</param>
    /// <param name="height">Height of its coordinates.</param>
    /// <param name="title">What it shows, for those who cannot see it.</param>
    /// <param name="description">What is to be seen on it.</param>
    /// <param name="content">Its elements.</param>
    public static XElement Picture(string id, double width, double height, string title, string description, IEnumerable<object?> content) => E(
        "svg",
        A("viewBox", $"0 0 {N(width)} {N(height)}"),
        A("width", N(width)),
        A("height", N(height)),
        A("role", "img"),
        A("aria-labelledby", $"{id}-title {id}-desc"),
        E("title", A("id", id + "-title"), title),
        E("desc", A("id", id + "-desc"), description),
        content);

    /// <summary>A line.</summary>
    public static XElement Line(double x1, double y1, double x2, double y2, string style) =>
        E("line", A("x1", N(x1)), A("y1", N(y1)), A("x2", N(x2)), A("y2", N(y2)), A("class", style));

    /// <summary>A rectangle.</summary>
    public static XElement Rectangle(double x, double y, double width, double height, string style, params object?[] content) =>
        E("rect", A("x", N(x)), A("y", N(y)), A("width", N(Math.Max(0, width))), A("height", N(height)), A("class", style), content);

    /// <summary>A line of text.</summary>
    /// <param name="x">Where its anchor is.</param>
    /// <param name="y">Its base line.</param>
    /// <param name="text">The text.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> or <c>end</c>.</param>
    /// <param name="style">Class.</param>
    public static XElement Text(double x, double y, string text, string anchor = "start", string? style = null) =>
        E("text", A("x", N(x)), A("y", N(y)), A("text-anchor", anchor), style is null ? null : A("class", style), text);

    /// <summary>A number as coordinates are written.</summary>
    public static string N(double number) => Math.Round(number, 2).ToString(CultureInfo.InvariantCulture);
}

using System.Xml;
using System.Xml.Linq;

namespace PerfProof.Reporting.Pages;

/// <summary>
/// HTML as a tree of elements. What comes out of files only ever becomes text of a node or an attribute, which are escaped
/// when the tree is written: there is no other way into the page.
/// </summary>
internal static class Html
{
    private static readonly HashSet<string> withoutEnd = new(["meta", "br", "hr", "col"], StringComparer.Ordinal);

    /// <summary>An element with its content: text, other elements, attributes; nulls are left out.</summary>
    public static XElement E(string name, params object?[] content) => new(name, content);

    /// <summary>An attribute.</summary>
    public static XAttribute A(string name, string value) => new(name, value);

    /// <summary>A table with a row of headings.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="headings">The headings; those that begin with a <c>#</c> (which is not shown) stand above numbers.</param>
    /// <param name="rows">The rows; the first cell of each is its heading.</param>
    public static XElement Table(string caption, IReadOnlyList<string> headings, IEnumerable<IReadOnlyList<object?>> rows) => E(
        "div",
        A("class", "scroll"),
        A("role", "region"),
        A("aria-label", caption),
        A("tabindex", "0"),
        E(
            "table",
            E("caption", caption),
            E("thead", E("tr", headings.Select(heading => E("th", A("scope", "col"), Class(heading), heading.TrimStart('#'))))),
            E("tbody", rows.Select(row => E("tr", row.Select((cell, i) => i == 0
                ? E("th", A("scope", "row"), Class(headings[i]), cell)
                : E("td", Class(headings[i]), headings[i].StartsWith('#') ? Kept(cell) : cell)))))));

    /// <summary>The page as text.</summary>
    public static string Page(XElement html)
    {
        Clean(html);
        foreach (var element in html.DescendantsAndSelf())
        {
            // <td/> would be read as the start of a cell; in a picture it ends one.
            if (element.IsEmpty && !withoutEnd.Contains(element.Name.LocalName) && !element.AncestorsAndSelf("svg").Any())
            {
                element.Value = "";
            }
        }

        return "<!DOCTYPE html>\n" + html.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    /// <summary>A picture as the text of a file of its own: outside a page it has to say what it is.</summary>
    public static string Picture(XElement svg)
    {
        Clean(svg);
        XNamespace name = "http://www.w3.org/2000/svg";
        foreach (var element in svg.DescendantsAndSelf())
        {
            element.Name = name + element.Name.LocalName;
        }

        return svg.ToString(SaveOptions.DisableFormatting) + "\n";
    }

    private static void Clean(XElement tree)
    {
        foreach (var element in tree.DescendantsAndSelf())
        {
            foreach (var attribute in element.Attributes())
            {
                attribute.Value = Clean(attribute.Value);
            }

            foreach (var text in element.Nodes().OfType<XText>())
            {
                text.Value = Clean(text.Value);
            }
        }
    }

    // An interval is not broken within its parentheses.
    private static object? Kept(object? cell) => cell is string text ? text.Replace(" to ", "\u00A0to\u00A0", StringComparison.Ordinal) : cell;

    private static XAttribute? Class(string heading) => heading.StartsWith('#') ? A("class", "number") : null;

    // What no XML can hold, and a browser would not show either.
    private static string Clean(string text)
    {
        if (text.All(character => XmlConvert.IsXmlChar(character)))
        {
            return text;
        }

        var clean = text.ToCharArray();
        for (var i = 0; i < clean.Length; i++)
        {
            if (XmlConvert.IsXmlChar(clean[i]))
            {
                continue;
            }

            if (i + 1 < clean.Length && XmlConvert.IsXmlSurrogatePair(clean[i + 1], clean[i]))
            {
                i++;
                continue;
            }

            clean[i] = '\uFFFD';
        }

        return new(clean);
    }
}

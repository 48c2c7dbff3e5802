using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Markdig.Syntax;

namespace PerfProof.Build.Site;

/// <summary>The words of all pages, section by section, as a script: a page that is opened as a file may load scripts, and nothing else.</summary>
public static class SearchIndex
{
    // Korean stays readable; what could end a script element is escaped all the same.
    private static readonly JsonSerializerOptions options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>The script.</summary>
    public static string Create(IEnumerable<MarkdownFile> pages) =>
        $"window.perfproofSearch={JsonSerializer.Serialize(pages.SelectMany(Sections), options)};\n";

    private static IEnumerable<Section> Sections(MarkdownFile page)
    {
        var heading = page.Title;
        var anchor = "";
        var text = new StringBuilder();
        foreach (var block in page.Document.Descendants())
        {
            if (block is HeadingBlock { Level: > 1 } next)
            {
                yield return new(page.Title, heading, Url(), Words());
                text.Clear();
                (_, heading, anchor) = page.Headings.Single(known => known.Block == next);
            }
            else if (block is CodeBlock code)
            {
                // What a fix changed in the results would drown what people look for.
                text.Append(code is FencedCodeBlock { Info: "diff" } ? "" : code.Lines.ToString()).Append(' ');
            }
            else if (block is ParagraphBlock paragraph)
            {
                text.Append(MarkdownFile.TextOf(paragraph)).Append(' ');
            }
        }

        yield return new(page.Title, heading, Url(), Words());

        string Url() => SitePage.FileOf(page.Path) + (anchor.Length > 0 ? "#" + anchor : "");
        string Words() => string.Join(' ', text.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed record Section(string Page, string Heading, string Url, string Text);
}

using System.Collections.Immutable;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PerfProof.Build.Site;

/// <summary>A page of Markdown, read as GitHub reads it.</summary>
/// <param name="Path">Below the root of the repository, with slashes.</param>
/// <param name="Document">What stands in it.</param>
public sealed record MarkdownFile(string Path, MarkdownDocument Document)
{
    /// <summary>What GitHub's Markdown has and the base language has not, as far as our pages use it; headings get the anchors that GitHub gives them.</summary>
    public static MarkdownPipeline Pipeline { get; } = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoLinks()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    /// <summary>Headings with their anchors, in order.</summary>
    public ImmutableArray<(HeadingBlock Block, string Text, string Anchor)> Headings { get; } =
        [.. Document.Descendants<HeadingBlock>().Select(heading => (heading, TextOf(heading), heading.GetAttributes().Id ?? ""))];

    /// <summary>Links and pictures.</summary>
    public ImmutableArray<LinkInline> Links { get; } = [.. Document.Descendants<LinkInline>()];

    /// <summary>The text of the first heading; the file's name where it has none.</summary>
    public string Title => this.Headings.IsEmpty ? System.IO.Path.GetFileNameWithoutExtension(this.Path) : this.Headings[0].Text;

    /// <summary>Blocks of code between fences: the language, the text, and the line of the fence, from 1.</summary>
    public IEnumerable<(string Language, string Text, int Line)> Code =>
        this.Document.Descendants<FencedCodeBlock>().Select(block => (block.Info ?? "", block.Lines.ToString(), block.Line + 1));

    /// <summary>Reads a text.</summary>
    public static MarkdownFile Parse(string path, string text) => new(path, Markdown.Parse(text, Pipeline));

    /// <summary>Reads a file of the repository.</summary>
    public static MarkdownFile Read(Checkout checkout, string path) => Parse(path, File.ReadAllText(checkout.PathOf(path)).ReplaceLineEndings("\n"));

    /// <summary>
    /// Where a link leads: the path below the root of the repository, empty where it leads out of it, and the anchor. Null for one that leaves the
    /// repository's files (an address).
    /// </summary>
    public (string Path, string Anchor)? Target(LinkInline link)
    {
        var url = link.Url ?? "";
        if (Uri.TryCreate(url, UriKind.Absolute, out var address) && !address.IsFile)
        {
            return null;
        }

        var parts = url.Split('#', 2);
        var anchor = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        return (parts[0].Length == 0 ? this.Path : Combine(Folder(this.Path), Uri.UnescapeDataString(parts[0])), anchor);
    }

    /// <summary>The words of a block, without their markup.</summary>
    public static string TextOf(LeafBlock block) => string.Concat(
        (block.Inline ?? Enumerable.Empty<Inline>()).SelectMany(inline => inline is ContainerInline container ? container.Descendants().Prepend(inline) : [inline])
            .Select(inline => inline switch
            {
                LiteralInline literal => literal.Content.ToString(),
                CodeInline code => code.Content,
                HtmlEntityInline entity => entity.Transcoded.ToString(),
                LineBreakInline => " ",
                _ => "",
            }));

    /// <summary>The folder of a path below the root; empty for a file in the root.</summary>
    public static string Folder(string path) => path.Contains('/', StringComparison.Ordinal) ? path[..path.LastIndexOf('/')] : "";

    private static string Combine(string folder, string path)
    {
        var parts = new List<string>(folder.Split('/', StringSplitOptions.RemoveEmptyEntries));
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part != "..")
            {
                parts.AddRange(part == "." ? [] : [part]);
            }
            else if (parts.Count == 0)
            {
                return "";
            }
            else
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return string.Join('/', parts);
    }
}

using System.Net;
using System.Text;
using Markdig;

namespace PerfProof.Build.Site;

/// <summary>Makes HTML of a page.</summary>
/// <param name="template">The page around the text: <c>Assets/page.html</c>.</param>
/// <param name="map">What the menu shows.</param>
/// <param name="checkout">The repository, to tell files of the site from others.</param>
public sealed class SitePage(string template, SiteMap map, Checkout checkout)
{
    /// <summary>Where files stand that are no part of the site.</summary>
    public const string Repository = "https://github.com/perfproof/perfproof/blob/main/";

    /// <summary>The HTML of a page, links led to where the site has what they lead to.</summary>
    public string Render(MarkdownFile page)
    {
        // Links are led elsewhere in a copy: who checks them wants them as they were written.
        var copy = MarkdownFile.Read(checkout, page.Path);
        foreach (var link in copy.Links)
        {
            if (copy.Target(link) is { } target && !link.Url!.StartsWith('#'))
            {
                link.Url = Url(page.Path, target.Path) + (target.Anchor.Length > 0 ? "#" + Uri.EscapeDataString(target.Anchor) : "");
            }
        }

        var root = string.Concat(Enumerable.Repeat("../", page.Path.Count(character => character == '/') - 1));
        return template
            .Replace("{{lang}}", page.Path.EndsWith(".ko.md", StringComparison.Ordinal) ? "ko" : "en", StringComparison.Ordinal)
            .Replace("{{title}}", WebUtility.HtmlEncode(page.Title), StringComparison.Ordinal)
            .Replace("{{root}}", root, StringComparison.Ordinal)
            .Replace("{{source}}", Repository + page.Path, StringComparison.Ordinal)
            .Replace("{{menu}}", this.Menu(page), StringComparison.Ordinal)
            .Replace("{{content}}", copy.Document.ToHtml(MarkdownFile.Pipeline), StringComparison.Ordinal);
    }

    /// <summary>The file of the site for a page of the repository: below <c>docs</c>, <c>README.md</c> as the index of its folder.</summary>
    public static string FileOf(string path)
    {
        var below = path["docs/".Length..];
        return (Path.GetFileName(below) == "README.md" ? below[..^"README.md".Length] + "index" : below[..^".md".Length]) + ".html";
    }

    /// <summary>Whether a file of the repository is a page or an attachment of the site.</summary>
    public static bool IsOfSite(string path) => path.StartsWith("docs/", StringComparison.Ordinal);

    private string Menu(MarkdownFile page)
    {
        var menu = new StringBuilder();
        foreach (var (title, pages) in map.Sections)
        {
            menu.Append("<h2>").Append(WebUtility.HtmlEncode(title)).Append("</h2>\n<ul>\n");
            foreach (var (text, path) in pages)
            {
                menu.Append("<li><a href=\"").Append(WebUtility.HtmlEncode(Url(page.Path, path))).Append('"')
                    .Append(path == page.Path ? " aria-current=\"page\"" : "")
                    .Append('>').Append(WebUtility.HtmlEncode(text)).Append("</a></li>\n");
            }

            menu.Append("</ul>\n");
        }

        return menu.ToString();
    }

    // Folders of the repository have no page of their own, unless a README makes one.
    private string Url(string from, string to)
    {
        if (IsOfSite(to) && Directory.Exists(checkout.PathOf(to)) && File.Exists(checkout.PathOf(to, "README.md")))
        {
            to += "/README.md";
        }

        if (!IsOfSite(to) || Directory.Exists(checkout.PathOf(to)))
        {
            return Repository + to;
        }

        var target = to.EndsWith(".md", StringComparison.Ordinal) ? "docs/" + FileOf(to) : to;
        return Path.GetRelativePath("/" + MarkdownFile.Folder(from), "/" + target).Replace('\\', '/');
    }
}

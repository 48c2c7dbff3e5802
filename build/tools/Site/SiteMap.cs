using System.Collections.Immutable;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace PerfProof.Build.Site;

/// <summary>
/// The order of the pages, read from <c>docs/README.md</c>: its headings of the second level are sections, the first link of each list item is a page. So
/// the menu of the site, and what GitHub shows, are one text.
/// </summary>
/// <param name="Sections">Title, and pages with the words that link to them.</param>
public sealed record SiteMap(ImmutableArray<(string Title, ImmutableArray<(string Text, string Path)> Pages)> Sections)
{
    /// <summary>The page that the map is read from, which is the first page of the site.</summary>
    public const string Home = "docs/README.md";

    /// <summary>Reads the map.</summary>
    public static SiteMap Read(MarkdownFile home)
    {
        var sections = new List<(string Title, List<(string Text, string Path)> Pages)>();
        foreach (var block in home.Document)
        {
            if (block is HeadingBlock { Level: 2 } heading)
            {
                sections.Add((MarkdownFile.TextOf(heading), []));
            }
            else if (block is ListBlock list && sections.Count > 0)
            {
                sections[^1].Pages.AddRange(
                    from item in list
                    let link = item.Descendants<LinkInline>().FirstOrDefault()
                    where link is not null
                    let target = home.Target(link)
                    where target is not null
                    select (link.Descendants<LiteralInline>().FirstOrDefault()?.Content.ToString() ?? target.Value.Path, target.Value.Path));
            }
        }

        return new([.. sections.Where(section => section.Pages.Count > 0).Select(section => (section.Title, section.Pages.ToImmutableArray()))]);
    }

    /// <summary>A line for each page that no link leads to, from the map on.</summary>
    public static IEnumerable<string> Unreachable(IReadOnlyCollection<MarkdownFile> pages)
    {
        var byPath = pages.ToDictionary(page => page.Path);
        var reached = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([Home]);
        while (open.TryPop(out var path))
        {
            if (reached.Add(path) && byPath.TryGetValue(path, out var page))
            {
                foreach (var link in page.Links)
                {
                    if (page.Target(link) is { } target)
                    {
                        open.Push(target.Path);
                    }
                }
            }
        }

        return byPath.Keys.Where(path => !reached.Contains(path)).Order(StringComparer.Ordinal)
            .Select(path => $"{path}: no link leads to this page; add it to {Home} or to a page that stands there.");
    }
}

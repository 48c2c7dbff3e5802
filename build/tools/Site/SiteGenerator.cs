using System.Collections.Immutable;

namespace PerfProof.Build.Site;

/// <summary>The documentation as pages that can be read and searched without a network, opened as files or from any server.</summary>
public static class SiteGenerator
{
    /// <summary>Markdown that people read, wherever it lies: below the root, with slashes.</summary>
    public static ImmutableArray<string> PagesOf(Checkout checkout) =>
    [
        .. new[] { "docs", "samples", ".github", "build/benchmarks", "src/Catalog" }
            .Where(folder => Directory.Exists(checkout.PathOf(folder)))
            .SelectMany(folder => Directory.EnumerateFiles(checkout.PathOf(folder), "*.md", SearchOption.AllDirectories))
            .Select(checkout.Display)
            .Append("README.md")
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Every file of the site.</summary>
    /// <param name="checkout">The repository.</param>
    /// <param name="problems">A line for each link that leads nowhere, and each page that no link leads to.</param>
    public static ImmutableArray<SiteFile> Create(Checkout checkout, ICollection<string> problems)
    {
        var all = PagesOf(checkout).Select(path => MarkdownFile.Read(checkout, path)).ToList();
        var pages = all.Where(page => SitePage.IsOfSite(page.Path)).ToList();
        foreach (var problem in LinkCheck.Problems(checkout, all).Concat(SiteMap.Unreachable(pages)))
        {
            problems.Add(problem);
        }

        var renderer = new SitePage(Asset("page.html"), SiteMap.Read(pages.Single(page => page.Path == SiteMap.Home)), checkout);
        return
        [
            .. pages.Select(page => new SiteFile(SitePage.FileOf(page.Path), renderer.Render(page), null)),
            new("search-index.js", SearchIndex.Create(pages), null),
            new("search.js", Asset("search.js"), null),
            new("site.css", Asset("site.css"), null),
            // Schemas, tables and pictures that pages link to.
            .. Directory.EnumerateFiles(checkout.PathOf("docs"), "*", SearchOption.AllDirectories)
                .Where(path => Path.GetExtension(path) != ".md")
                .Select(path => new SiteFile(checkout.Display(path)["docs/".Length..], null, path)),
        ];
    }

    private static string Asset(string name)
    {
        using var stream = typeof(SiteGenerator).Assembly.GetManifestResourceStream("Site." + name)
            ?? throw new InvalidOperationException($"Site/Assets/{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}

/// <summary>A file of the site.</summary>
/// <param name="Path">Below the folder of the site.</param>
/// <param name="Text">Its text; null when it is copied.</param>
/// <param name="Source">The file that it is a copy of; null when it has a text.</param>
public sealed record SiteFile(string Path, string? Text, string? Source);

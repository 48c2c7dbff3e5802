using PerfProof.Build;
using PerfProof.Build.Site;

namespace PerfProof.Tests.Documentation;

/// <summary>All Markdown that people read, parsed once.</summary>
internal static class Pages
{
    public static Checkout Checkout { get; } = new(Repository.Root);

    public static IReadOnlyList<MarkdownFile> All { get; } =
        [.. SiteGenerator.PagesOf(Checkout).Select(path => MarkdownFile.Read(Checkout, path))];

    /// <summary>Blocks of code in one of these languages, with their page and line.</summary>
    public static IEnumerable<(string Path, string Text, int Line)> Code(params string[] languages) =>
        from page in All
        from block in page.Code
        where languages.Contains(block.Language)
        select (page.Path, block.Text, block.Line);
}

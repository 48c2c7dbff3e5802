using System.Text.RegularExpressions;
using PerfProof.Build.Site;

namespace PerfProof.Tests.Documentation;

/// <summary>The documentation as a site: <c>dotnet run --project build/tools -- site</c>.</summary>
public sealed class SiteTests
{
    private static readonly List<string> problems = [];
    private static readonly IReadOnlyList<SiteFile> files = SiteGenerator.Create(Pages.Checkout, problems);

    /// <summary>Links and their anchors, in all Markdown; and pages that nothing leads to.</summary>
    [Fact]
    public void Links_LeadSomewhere_AndEveryPageIsReached() => Assert.True(problems.Count == 0, "\n" + string.Join('\n', problems));

    [Theory]
    [InlineData("[a](b.md)", "leads to nothing")]
    [InlineData("[a](../../../etc/passwd)", "leads to nothing")]
    [InlineData("[a](cli.md#no-such-heading)", "leads to a heading that is not there")]
    [InlineData("[a](#here)", "leads to a heading that is not there")]
    [InlineData("![a](images/none.png)", "leads to nothing")]
    public void Link_ThatLeadsNowhere_IsTold(string text, string problem) =>
        Assert.Contains(problem, Assert.Single(LinkCheck.Problems(Pages.Checkout, [MarkdownFile.Parse("docs/new.md", text)])));

    [Theory]
    [InlineData("[a](cli.md#exit-codes) [b](rules) [c](../src/Catalog) [d](https://example.org) [e](#heading)\n\n# Heading")]
    [InlineData("# `check`, *twice*\n\n[a](#check-twice)")]
    [InlineData("# 다섯 분 만에\n\n[a](#다섯-분-만에)")]
    public void Link_ThatLeadsSomewhere_IsNotTold(string text) =>
        Assert.Empty(LinkCheck.Problems(Pages.Checkout, [MarkdownFile.Parse("docs/new.md", text)]));

    [Fact]
    public void Page_ThatNothingLeadsTo_IsTold() => Assert.StartsWith(
        "docs/lost.md: ",
        Assert.Single(SiteMap.Unreachable([MarkdownFile.Parse(SiteMap.Home, "## A\n\n- [b](b.md)"), MarkdownFile.Parse("docs/b.md", ""), MarkdownFile.Parse("docs/lost.md", "[b](b.md)")])));

    [Fact]
    public void Page_HasAHeading_AndStandsInOneFileOfTheSite()
    {
        Assert.All(Pages.All.Where(page => SitePage.IsOfSite(page.Path)), page => Assert.Equal(1, page.Headings.Count(heading => heading.Block.Level == 1)));
        Assert.Equal(files.Count, files.Select(file => file.Path.ToUpperInvariant()).Distinct().Count());
        Assert.Contains(files, file => file.Path == "index.html");
        Assert.Contains(files, file => file.Path == "rules/index.html");
        Assert.Contains(files, file => file.Path == "rules/PP2001.html");
        Assert.Contains(files, file => file.Path == "evidence.schema.json");
    }

    /// <summary>The site works without a network: whatever a page loads stands beside it.</summary>
    [Fact]
    public void Page_LoadsNothingFromElsewhere()
    {
        var known = files.Select(file => file.Path).ToHashSet();
        foreach (var page in files.Where(file => file.Path.EndsWith(".html", StringComparison.Ordinal)))
        {
            var loaded = Regex.Matches(page.Text!, """<(?:script|img|link)\b[^>]*?\b(?:src|href)="([^"]*)" """.TrimEnd());
            Assert.NotEmpty(loaded);
            Assert.All(loaded, match => Assert.Contains(Beside(page.Path, match.Groups[1].Value), known));
        }
    }

    /// <summary>A heading whose anchor is that of the search box would be laid over the page in its place.</summary>
    [Fact]
    public void Anchors_OfAPage_AreItsOwn() => Assert.All(
        files.Where(file => file.Path.EndsWith(".html", StringComparison.Ordinal)),
        page => Assert.Empty(Regex.Matches(page.Text!, """<[a-z][^>]*? id="([^"]*)" """.TrimEnd()).Select(match => match.Groups[1].Value).GroupBy(id => id).Where(same => same.Count() > 1).Select(same => $"{page.Path}: {same.Key}")));

    /// <summary>Links of the pages as they are written, within the site and out of it.</summary>
    [Fact]
    public void Links_OfTheSite_LeadToItsFilesOrToTheRepository()
    {
        var known = files.Select(file => file.Path).ToHashSet();
        var missing =
            from page in files
            where page.Path.EndsWith(".html", StringComparison.Ordinal)
            from Match match in Regex.Matches(page.Text!, "<a [^>]*?href=\"([^\"#]+)")
            let url = match.Groups[1].Value
            where !url.StartsWith("https://", StringComparison.Ordinal) && !known.Contains(Beside(page.Path, url))
            select $"{page.Path}: {url}";
        Assert.Empty(missing);
    }

    [Fact]
    public void Search_KnowsEverySection()
    {
        var script = files.Single(file => file.Path == "search-index.js").Text!;
        Assert.Contains("\"Url\":\"cli.html#exit-codes\"", script);
        Assert.Contains("\"Url\":\"rules/PP2001.html#good\"", script);
        Assert.DoesNotContain("</script", script);
    }

    [Fact]
    public void Menu_IsTheListOfTheFirstPage()
    {
        var map = SiteMap.Read(MarkdownFile.Parse(SiteMap.Home, "# T\n\n- [no](no.md)\n\n## A\n\n- [one](one.md): text with [another](two.md)\n- no link\n\n## Empty\n\n## B\n\n- [three](rules/README.md)\n"));
        Assert.Equal(["A: one=docs/one.md", "B: three=docs/rules/README.md"], map.Sections.Select(section => $"{section.Title}: {string.Join(' ', section.Pages.Select(page => $"{page.Text}={page.Path}"))}"));
    }

    private static string Beside(string page, string url) =>
        Path.GetRelativePath("/", Path.GetFullPath(Path.Combine("/" + MarkdownFile.Folder(page), Uri.UnescapeDataString(url)))).Replace('\\', '/');
}

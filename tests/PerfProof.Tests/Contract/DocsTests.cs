using PerfProof.Build.Docs;
using PerfProof.Build.Rules;

namespace PerfProof.Tests.Contract;

/// <summary>What <c>docs</c> generates; that the checked-in files are current is for <c>docs --check</c> to say.</summary>
public sealed class DocsTests
{
    [Fact]
    public void Region_IsReplaced_AndProseSurvives() => Assert.Equal(
        "before\n<!-- generated: t -->\nnew\n<!-- end of t -->\nafter\n",
        MarkedRegion.Fill("p", "before\n<!-- generated: t -->\nold\nold\n<!-- end of t -->\nafter\n", "t", "new\n"));

    [Fact]
    public void Region_FilledTwice_IsTheSame()
    {
        var once = MarkedRegion.Fill("p", MarkedRegion.Empty("t"), "t", "text")!;
        Assert.Equal(once, MarkedRegion.Fill("p", once, "t", "text"));
    }

    [Fact]
    public void Region_Missing_IsNull() => Assert.Null(MarkedRegion.Fill("p", "no markers", "t", "text"));

    [Theory]
    [InlineData("<!-- generated: t -->\n")]
    [InlineData("<!-- end of t -->\n")]
    [InlineData("<!-- end of t -->\n<!-- generated: t -->\n")]
    public void Region_WithBrokenMarkers_IsRefused(string page) =>
        Assert.Contains("README.md", Assert.Throws<DocsException>(() => MarkedRegion.Fill("README.md", page, "t", "text")).Message);

    [Theory]
    [InlineData("")]
    [InlineData("# PP0001: An old title\n\n| Category |\n|---|\n| Old |\n\n")]
    [InlineData("# PP0001: An old title\n")]
    public void Header_OfPage_IsReplaced_AndTheRestSurvives(string old)
    {
        var rule = RuleBook.All[0];
        var page = RulePage.WithHeader(old + "## What it finds\n\n| a | table |\n", rule);
        Assert.Equal(RulePage.Header(rule) + "## What it finds\n\n| a | table |\n", page);
        Assert.Equal(page, RulePage.WithHeader(page, rule));
    }

    [Fact]
    public void Reason_IsTheRestOfItsLine()
    {
        const string Page = "## The fix\n\nFix: none, because the file is not C#.\nProof: none, because x\n";
        Assert.Equal("the file is not C#.", RulePage.ReasonFor(Page, "Fix"));
        Assert.Null(RulePage.ReasonFor(Page, "Proof"));
        Assert.Null(RulePage.ReasonFor("no reason", "Fix"));
    }

    [Fact]
    public void Presets_NameEveryRule() => Assert.All(Presets.All(RuleBook.All), preset => Assert.All(
        RuleBook.All,
        rule => Assert.Contains($"dotnet_diagnostic.{rule.Id}.severity = ", preset.Text)));
}

using System.Text.RegularExpressions;

namespace PerfProof.Tests.Documentation;

/// <summary>The Korean README says what the English one says: the same blocks, numbers and sections; only words differ.</summary>
public sealed class KoreanReadmeTests
{
    private const string English = "README.md";
    private const string Korean = "docs/README.ko.md";

    [Fact]
    public void Blocks_AreTheSame_ButForTheirComments() => Assert.Equal(Blocks(English), Blocks(Korean));

    [Fact]
    public void Sections_AreAsMany() => Assert.Equal(Sections(English), Sections(Korean));

    /// <summary>What was measured stands in both, so that neither is forgotten when it is measured again.</summary>
    [Fact]
    public void MeasuredRows_AreTheSame()
    {
        Assert.NotEmpty(Rows(English));
        Assert.Equal(Rows(English), Rows(Korean));
    }

    [Fact]
    public void EachLinksToTheOther()
    {
        Assert.Contains(Of(English).Links, link => Of(English).Target(link)?.Path == Korean);
        Assert.Contains(Of(Korean).Links, link => Of(Korean).Target(link)?.Path == English);
    }

    private static Build.Site.MarkdownFile Of(string path) => Pages.All.Single(page => page.Path == path);

    private static IEnumerable<string> Blocks(string path) => Of(path).Code.Select(block => block.Language + "\n" + (block.Language switch
    {
        "xml" => Regex.Replace(block.Text, "<!--.*?-->", "", RegexOptions.Singleline),
        "sh" or "ini" => Regex.Replace(block.Text, "[ \t]*#.*", ""),
        _ => block.Text,
    }));

    private static int Sections(string path) => Of(path).Headings.Count(heading => heading.Block.Level == 2);

    // Rows of results: a rule, where, a verdict, what about, a speedup.
    private static IEnumerable<string> Rows(string path) =>
        File.ReadAllLines(Repository.PathOf(path)).Where(line => Regex.IsMatch(line, @"^\| PP[0-9]{4} \|"));
}

using PerfProof.Build.Docs;
using PerfProof.Build.NewRule;

namespace PerfProof.Tests.Contract;

/// <summary>What every rule owes its readers: a page at its help link, with the sections of the template and code that was compiled.</summary>
public sealed class RulePageTests
{
    private const string HelpLinkBase = "https://github.com/perfproof/perfproof/blob/main/docs/rules/";

    public static TheoryData<string> Ids => Contract.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void HelpLink_LeadsToPage(string id)
    {
        Assert.Equal($"{HelpLinkBase}{id}.md", Contract.Rule(id).Descriptor.HelpLinkUri);
        Assert.True(File.Exists(Contract.Checkout.PageOf(id)), $"{id} has no page: write {Contract.Checkout.Display(Contract.Checkout.PageOf(id))}.");
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Heading_IsTitle(string id) =>
        Assert.Equal($"# {id}: {Contract.Rule(id).Title}", Contract.Page(id).Split('\n')[0]);

    [Theory]
    [MemberData(nameof(Ids))]
    public void Sections_AreThoseOfTheTemplate(string id)
    {
        var page = Contract.Page(id);
        Assert.Equal(RulePage.Sections, page.Split('\n').Where(line => line.StartsWith("## ", StringComparison.Ordinal)).Select(line => line[3..]));
        Contract.None(RulePage.Sections
            .Where(section => RulePage.Section(page, section) is null or { Length: < 20 })
            .Select(section => $"{id}: the section '{section}' says nothing."));
        Assert.DoesNotContain(Scaffold.Placeholder, page);
        Assert.Contains(id, RulePage.Section(page, "When to ignore it"));
    }

    /// <summary>The samples are compiled and analysed (<see cref="RuleSampleTests"/>); a page that quotes them cannot rot.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Code_IsQuotedFromTheSamples(string id)
    {
        foreach (var side in new[] { "Bad", "Good" })
        {
            var blocks = CodeBlocks(RulePage.Section(Contract.Page(id), side)!).ToList();
            Assert.True(blocks.Count > 0, $"{id}: the section '{side}' shows no code.");
            var folder = Contract.Checkout.PathOf("samples", "rules", id);
            var sample = Directory.EnumerateFiles(folder, side + ".*").OrderBy(path => path.Length).SelectMany(File.ReadAllLines).Select(Code).ToList();
            foreach (var block in blocks)
            {
                var at = 0;
                foreach (var line in block.Select(Code).Where(line => line.Length > 0))
                {
                    var found = sample.IndexOf(line, at);
                    Assert.True(found >= 0, $"{id}: the page shows '{line}' under '{side}', which samples/rules/{id}/{side}.* does not have (or not in this order).");
                    at = found + 1;
                }
            }
        }
    }

    /// <summary>A line without its indentation and its comment: a page may explain more than the sample does.</summary>
    private static string Code(string line) => line.Split("//")[0].Trim();

    private static IEnumerable<List<string>> CodeBlocks(string section)
    {
        List<string>? block = null;
        foreach (var line in section.Split('\n'))
        {
            if (!line.StartsWith("```", StringComparison.Ordinal))
            {
                block?.Add(line);
            }
            else if (block is null)
            {
                block = [];
            }
            else
            {
                yield return block;
                block = null;
            }
        }
    }
}

using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Catalog;

namespace PerfProof.Tests.Catalog;

/// <summary>docs/catalog.md says everything there is, and nothing else; the example of docs/own-wrappers.md works.</summary>
public class CatalogDocsTests
{
    private static readonly string page = File.ReadAllText(Repository.PathOf("docs", "catalog.md"));

    [Fact]
    public void EveryRoleHasARow() => Assert.Equal(Roles.All.Order(), Rows("## Roles").Select(row => row[0]).Order());

    [Fact]
    public void EveryKeyHasARow() => Assert.Equal(Keys.All.Order(), Rows("## Keys").Select(row => row[0]).Order());

    [Fact]
    public void KeyUsedByALine_StandsInTheRowOfItsRole()
    {
        var documented = Rows("## Roles").ToDictionary(row => row[0], row => row[^1]);
        foreach (var line in BuiltInCatalog.Files.SelectMany(file => file.Text.Lines))
        {
            // until is about versions and may stand anywhere.
            Assert.All(line.Keys.Keys.Where(key => key != Keys.Until), key => Assert.Contains($"`{key}`", documented[line.Role], StringComparison.Ordinal));
        }
    }

    [Fact]
    public void ExampleOfAUserCatalog_Works()
    {
        var example = CatalogText.Parse(Regex.Match(File.ReadAllText(Repository.PathOf("docs", "own-wrappers.md")), @"```text\n(.*?)```", RegexOptions.Singleline).Groups[1].Value);
        var compilation = CSharpCompilation.Create(
            "Contoso.Search",
            [CSharpSyntaxTree.ParseText("""
                using System.Collections.Generic; using System.Threading.Tasks;
                namespace Contoso.Search
                {
                    public interface ITokenCounter { int Count(string text); }
                    public class Embedder
                    {
                        public Task<float[]> EmbedAsync(string text) => null!;
                        public Task<IReadOnlyList<float[]>> EmbedManyAsync(IEnumerable<string> texts) => null!;
                    }
                    public class Mine : ITokenCounter { public int Count(string text) => 0; }
                }
                """)],
            Libraries.Framework);
        var catalog = RoleCatalog.Create(compilation, [example]);
        var findings = CatalogCheck.Run("PerfProof.Apis.txt", example, compilation).ToList();

        Assert.Equal(3, findings.Count);
        Assert.All(findings, finding => Assert.Null(finding.Problem));
        Assert.NotNull(catalog.LineOf(compilation.GetTypeByMetadataName("Contoso.Search.Mine")!.GetMembers("Count").Single(), Roles.CountTokens));
    }

    private static List<string[]> Rows(string heading)
    {
        var section = page[page.IndexOf(heading + "\n", StringComparison.Ordinal)..];
        var end = section.IndexOf("\n## ", StringComparison.Ordinal);
        return
        [
            .. section[..end].Split('\n')
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Trim('|', ' ').Split(" | ").Select(cell => cell.Trim()).ToArray())
                .Select(cells => (string[])[cells[0].Trim('`'), .. cells[1..]]),
        ];
    }
}

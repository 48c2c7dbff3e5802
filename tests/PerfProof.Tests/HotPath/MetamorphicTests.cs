using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.HotPath;

namespace PerfProof.Tests.HotPath;

/// <summary>The same code written another way gets the same answers; code that is broken gets some answer.</summary>
public class MetamorphicTests
{
    // A local function around the turn, or a method after it, hides from the model what it must then find again; where names
    // and places say less than before, it may fall silent, but never the other way.
    private static readonly string[] hiding = ["extracted local function", "extracted method"];

    public static TheoryData<string> Rewrites => [.. Rewriting.All.Select(rewrite => rewrite.Name)];

    [Theory]
    [MemberData(nameof(Rewrites))]
    public void Model_RewrittenCode_AnswersTheSame(string name)
    {
        var apply = Rewriting.All.Single(rewrite => rewrite.Name == name).Apply;
        var failures = new List<string>();
        var changed = 0;
        foreach (var one in HotPathCases.All)
        {
            if (one.NamesMatter && Rewriting.DependsOnNames(name))
            {
                continue;
            }

            if (apply(HotPathSource.Parse(one.Code)) is not { } rewritten)
            {
                continue;
            }

            changed++;
            var asked = name.StartsWith("for", StringComparison.Ordinal) ? one with { Region = null } : one;
            asked = hiding.Contains(name) ? asked with { Invariant = asked.Invariant == false ? false : null, Guarded = null, Reads = asked.Reads == true ? true : null, Feeds = asked.Feeds == true ? true : asked.Feeds } : asked;
            if (Record.Exception(() => asked.Check(rewritten, $"{one.Name}, {name}")) is { } failure)
            {
                failures.Add(failure.Message);
            }
        }

        Assert.True(changed >= 5, $"only {changed} cases could be rewritten: {name}");
        Assert.True(failures.Count == 0, $"{failures.Count} of {changed}\n{string.Join("\n----\n", failures)}");
    }

    [Fact]
    public void Model_CodeWithDroppedTokens_NeverThrows()
    {
        var random = new Random(20240817);
        var asked = 0;
        foreach (var one in HotPathCases.All)
        {
            var text = HotPathSource.Parse(one.Code).ToFullString();
            var tokens = CSharpSyntaxTree.ParseText(text).GetRoot().DescendantTokens().Where(token => token.SpanStart > text.IndexOf("class Snippet", StringComparison.Ordinal) + 14).ToList();
            for (var round = 0; round < 3; round++)
            {
                var token = tokens[random.Next(tokens.Count)];
                var broken = round switch
                {
                    0 => text.Remove(token.SpanStart, token.Span.Length),
                    1 => text.Insert(token.Span.End, " " + token.Text),
                    _ => text[..token.SpanStart] + "}",
                };
                asked += AskEverything(CSharpSyntaxTree.ParseText(broken, new CSharpParseOptions(LanguageVersion.Preview)).GetRoot());
            }
        }

        Assert.True(asked > 5000, $"only {asked} operations were asked about");
    }

    private static int AskEverything(SyntaxNode root)
    {
        var (compilation, tree) = HotPathSource.Compile(root);
        var model = compilation.GetSemanticModel(tree);
        var asked = 0;
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            if (model.GetOperation(node) is not { } operation)
            {
                continue;
            }

            asked++;
            HotRegion.IsPerRequest(operation);
            for (var region = HotRegion.Enclosing(operation); region is not null; region = region.Outer)
            {
                _ = (region.TripCount, region.Element, region.Source, region.Counter);
                region.GuardOf(operation);
                region.IsInvariant(operation);
                region.ReadsEarlierTurn(operation);
                region.FeedsLaterTurn(operation);
            }
        }

        return asked;
    }
}

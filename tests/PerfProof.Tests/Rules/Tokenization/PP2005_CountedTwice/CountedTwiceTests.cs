using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2005 where it must report: every way to the place has read the same text before.</summary>
public sealed class CountedTwiceTests
{
    private static readonly RuleTest<CountedTwice> rule = CountedTwiceSources.Rule;

    [Theory]
    [InlineData("var a = tokenizer.CountTokens(text); var b = [|tokenizer.CountTokens(text)|]; return a + b;")]
    [InlineData("if (tokenizer.CountTokens(text) > max) { Console.WriteLine([|tokenizer.CountTokens(text)|]); } return 0;")]
    [InlineData("return tokenizer.CountTokens(text) > max ? [|tokenizer.CountTokens(text)|] - max : 0;")]
    [InlineData("var ids = tokenizer.EncodeToIds(text); return ids[0] + [|tokenizer.CountTokens(text)|];")]
    [InlineData("var n = tokenizer.CountTokens(text); var ids = [|tokenizer.EncodeToIds(text)|]; return n + ids[0];")]
    [InlineData("var one = tokenizer.EncodeToIds(text); var two = [|tokenizer.EncodeToIds(text)|]; return one[0] + two[1];")]
    [InlineData("var n = tokenizer.CountTokens(text.Trim()); return n + [|tokenizer.CountTokens(text.Trim())|];")]
    [InlineData("var n = tokenizer.CountTokens(text); Console.WriteLine(text); return n + [|tokenizer.CountTokens(text.AsSpan())|];")]
    [InlineData("var n = tokenizer.CountTokens($\"{text}:{max}\"); return n + [|tokenizer.CountTokens($\"{text}:{max}\")|];")]
    [InlineData("int n; if (max > 5) { n = tokenizer.CountTokens(text); } else { n = 2 * tokenizer.CountTokens(text); } return n + [|tokenizer.CountTokens(text)|];")]
    [InlineData("int n; while (true) { n = tokenizer.CountTokens(text); if (n <= max) break; text = text.Substring(1); } return n + [|tokenizer.CountTokens(text)|];")]
    public Task SameText_ReadBefore_Reports(string body) => rule.Reports(CountedTwiceSources.Method(body));

    [Fact]
    public Task Builder_NotChangedInBetween_Reports() => rule.Reports(CountedTwiceSources.Method("""
        var builder = new StringBuilder(text);
        var n = tokenizer.CountTokens(builder.ToString());
        Console.WriteLine(builder.Length);
        return n + [|tokenizer.CountTokens(builder.ToString())|];
        """));

    [Fact]
    public Task EachItem_CountedAndCountedAgainInTheTurn_Reports() => rule.Reports("""
        class Chunk { public string Text { get; init; } = ""; public int Tokens { get; set; } }
        class C
        {
            int M(Tokenizer tokenizer, List<Chunk> chunks, int max)
            {
                var total = 0;
                foreach (var chunk in chunks)
                {
                    if (total + tokenizer.CountTokens(chunk.Text) > max)
                    {
                        break;
                    }

                    chunk.Tokens = [|tokenizer.CountTokens(chunk.Text)|];
                    total += chunk.Tokens;
                }

                return total;
            }
        }
        """);

    [Fact]
    public async Task Wrapper_CalledTwice_ReportsWithItsName()
    {
        const string source = """
            class TokenCounter
            {
                private static readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");
                public int Count(string text) => encoding.Encode(text).Count;
            }
            class C
            {
                private readonly TokenCounter counter = new();
                int M(string text, int max)
                {
                    if (counter.Count(text) > max)
                    {
                        return max;
                    }

                    return [|counter.Count(text)|];
                }
            }
            """;
        await rule.Reports(source);
        Assert.StartsWith("'Count' (through TokenCounter.Count) counts 'text' again, which line ", Assert.Single(await rule.Diagnose(source)).GetMessage(null), StringComparison.Ordinal);
    }

    [Fact]
    public Task EncodingFetchedEachTime_SameName_Reports() => rule.Reports("""
        class C
        {
            int M(string text)
            {
                var n = GptEncoding.GetEncoding("cl100k_base").CountTokens(text);
                var ids = [|GptEncoding.GetEncoding("cl100k_base").Encode(text)|];
                return n + ids[0];
            }
        }
        """);
}

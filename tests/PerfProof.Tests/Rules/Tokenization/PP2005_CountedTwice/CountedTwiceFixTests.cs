using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>The fixes of PP2005: the first count is used again where a local holds it, or can.</summary>
public sealed class CountedTwiceFixTests
{
    private static readonly RuleTest<CountedTwice> rule = CountedTwiceSources.Rule;

    [Theory]
    [InlineData("var a = tokenizer.CountTokens(text); var b = [|tokenizer.CountTokens(text)|]; return a + b;", "var a = tokenizer.CountTokens(text); var b = a; return a + b;")]
    [InlineData("var ids = tokenizer.EncodeToIds(text); return ids[0] + [|tokenizer.CountTokens(text)|];", "var ids = tokenizer.EncodeToIds(text); return ids[0] + ids.Count;")]
    [InlineData(
        "int n; while (true) { n = tokenizer.CountTokens(text); if (n <= max) break; text = text.Substring(1); } return n + [|tokenizer.CountTokens(text)|];",
        "int n; while (true) { n = tokenizer.CountTokens(text); if (n <= max) break; text = text.Substring(1); } return n + n;")]
    public Task LocalThatHoldsTheCount_IsUsedAgain(string before, string after) =>
        rule.Fixes<CountedTwiceFix>(CountedTwiceSources.Method(before), CountedTwiceSources.Method(after));

    [Fact]
    public Task CountInACondition_GetsALocal() => rule.Fixes<CountedTwiceFix>(
        CountedTwiceSources.Method("""
            // Too long.
            if (tokenizer.CountTokens(text) > max)
            {
                return [|tokenizer.CountTokens(text)|] - max;
            }

            return [|tokenizer.CountTokens(text)|];
            """),
        CountedTwiceSources.Method("""
            var textTokens = tokenizer.CountTokens(text);
            // Too long.
            if (textTokens > max)
            {
                return textTokens - max;
            }

            return textTokens;
            """));

    [Fact]
    public Task LocalThatHoldsSomethingElseByNow_IsLeftAlone() => rule.Fixes<CountedTwiceFix>(
        CountedTwiceSources.Method("""
            long n = tokenizer.CountTokens(text);
            n++;
            return (int)n + [|tokenizer.CountTokens(text)|];
            """),
        CountedTwiceSources.Method("""
            var textTokens = tokenizer.CountTokens(text);
            long n = textTokens;
            n++;
            return (int)n + textTokens;
            """));

    [Theory]
    [InlineData("if (max > 5 && tokenizer.CountTokens(text) > max) { return [|tokenizer.CountTokens(text)|]; } return 0;")]
    [InlineData("{ var n = 2 * tokenizer.CountTokens(text); max -= n; } return max + [|tokenizer.CountTokens(text)|];")]
    [InlineData("var one = tokenizer.EncodeToIds(text); var two = [|tokenizer.EncodeToIds(text)|]; return one[0] + two[1];")]
    [InlineData("var encoding = GptEncoding.GetEncoding(text); var ids = encoding.Encode(text); ids.Clear(); return [|encoding.CountTokens(text)|];")]
    public Task WhatCannotBeUsedAgain_HasNoFix(string body) => rule.OffersNoFix<CountedTwiceFix>(CountedTwiceSources.Method(body));

    [Fact]
    public async Task Wrapper_IsOfferedOnly()
    {
        const string source = """
            class TokenCounter
            {
                public int Count(GptEncoding encoding, string text) { Console.WriteLine("counting"); return encoding.Encode(text).Count; }
            }
            class C
            {
                int M(TokenCounter counter, GptEncoding encoding, string text)
                {
                    var n = counter.Count(encoding, text);
                    return n + [|counter.Count(encoding, text)|];
                }
            }
            """;
        await rule.OffersNoFix<CountedTwiceFix>(source);
        await rule.Fixes<CountedTwiceOfferedFix>(source, source.Replace("[|counter.Count(encoding, text)|]", "n", StringComparison.Ordinal));
    }
}

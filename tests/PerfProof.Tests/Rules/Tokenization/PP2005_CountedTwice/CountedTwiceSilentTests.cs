using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2005 where it must be silent: another text, another tokenizer, another way, or a purpose of its own.</summary>
public sealed class CountedTwiceSilentTests
{
    private static readonly RuleTest<CountedTwice> rule = CountedTwiceSources.Rule;

    [Theory]
    [InlineData("var n = tokenizer.CountTokens(text); text += \".\"; return n + tokenizer.CountTokens(text);")]
    [InlineData("var n = tokenizer.CountTokens(text); if (n > max) { text = text.Substring(0, max); } return tokenizer.CountTokens(text);")]
    [InlineData("var n = tokenizer.CountTokens(text); Change(ref text); return n + tokenizer.CountTokens(text);")]
    [InlineData("var n = tokenizer.CountTokens(text); (text, max) = (text.Trim(), n); return max + tokenizer.CountTokens(text);")]
    [InlineData("Action cut = () => text = text.Trim(); var n = tokenizer.CountTokens(text); cut(); return n + tokenizer.CountTokens(text);")]
    [InlineData("var b = new StringBuilder(text); var n = tokenizer.CountTokens(b.ToString()); b.Append('.'); return n + tokenizer.CountTokens(b.ToString());")]
    [InlineData("var b = new StringBuilder(text); var n = tokenizer.CountTokens(b.ToString()); Fill(b); return n + tokenizer.CountTokens(b.ToString());")]
    [InlineData("var b = new StringBuilder(text); var n = tokenizer.CountTokens(b.ToString()); b.Length--; return n + tokenizer.CountTokens(b.ToString());")]
    [InlineData("var lines = new List<string> { text }; var n = tokenizer.CountTokens(lines[0]); lines[0] = \"\"; return n + tokenizer.CountTokens(lines[0]);")]
    [InlineData("var lines = new[] { text, \"\" }; var n = tokenizer.CountTokens(lines[0]); return n + tokenizer.CountTokens(lines[1]);")]
    public Task TextChangedInBetween_IsSilent(string body) => rule.IsSilent(CountedTwiceSources.Method(body));

    [Theory]
    [InlineData("return tokenizer.CountTokens(text) + other.CountTokens(text);")]
    [InlineData("var n = tokenizer.CountTokens(text); tokenizer = other; return n + tokenizer.CountTokens(text);")]
    [InlineData("return GptEncoding.GetEncoding(\"cl100k_base\").CountTokens(text) + GptEncoding.GetEncoding(\"o200k_base\").CountTokens(text);")]
    [InlineData("return tokenizer.CountTokens(text) + tokenizer.CountTokens(text, considerNormalization: false);")]
    [InlineData("return tokenizer.CountTokens(text) + tokenizer.EncodeToIds(text, considerPreTokenization: false)[0];")]
    public Task DifferentTokenizersOrOptions_IsSilent(string body) => rule.IsSilent(CountedTwiceSources.Method(body));

    [Theory]
    [InlineData("if (max > 5) { return tokenizer.CountTokens(text); } else { return 2 * tokenizer.CountTokens(text); }")]
    [InlineData("return max switch { 1 => tokenizer.CountTokens(text), 2 => 2 * tokenizer.CountTokens(text), _ => 0 };")]
    [InlineData("var n = 0; if (max > 5) { n = tokenizer.CountTokens(text); } return n + tokenizer.CountTokens(text);")]
    [InlineData("return (max > 5 && tokenizer.CountTokens(text) > 5) || tokenizer.CountTokens(text) < 2 ? 1 : 0;")]
    [InlineData("try { return tokenizer.CountTokens(text); } catch (ArgumentException) { return tokenizer.CountTokens(text); }")]
    public Task ExclusiveBranches_IsSilent(string body) => rule.IsSilent(CountedTwiceSources.Method(body));

    [Theory]
    [InlineData("var n = tokenizer.CountTokens(text); if (n <= max) { return n; } return tokenizer.EncodeToIds(text)[max];")]
    [InlineData("return tokenizer.CountTokens(text) <= max ? 0 : tokenizer.EncodeToIds(text)[max];")]
    public Task CountThatSparesTheEncoding_IsSilent(string body) => rule.IsSilent(CountedTwiceSources.Method(body));

    [Theory]
    [InlineData("if (tokenizer.CountTokens(text) > max) { throw new ArgumentException($\"{tokenizer.CountTokens(text)} tokens\"); } return 0;")]
    [InlineData("var n = tokenizer.CountTokens(text); System.Diagnostics.Debug.WriteLine(tokenizer.CountTokens(text)); return n;")]
    [InlineData("tokenizer.CountTokens(text); return tokenizer.CountTokens(text);")]
    [InlineData("var ids = tokenizer.EncodeToIds(text, max, out _, out _); return ids[0] + tokenizer.CountTokens(text);")]
    [InlineData("var total = tokenizer.CountTokens(text); var b = new StringBuilder(text); b.Append(max); return total + tokenizer.CountTokens(b.ToString().AsSpan(text.Length));")]
    public Task SeldomReachedWarmUpOrAnotherPart_IsSilent(string body) => rule.IsSilent(CountedTwiceSources.Method(body));

    [Fact]
    public Task SameTextOnEveryTurn_IsAnotherRules_IsSilent() => rule.IsSilent(CountedTwiceSources.Method("""
        var total = tokenizer.CountTokens(text);
        for (var i = 0; i < max; i++)
        {
            total += tokenizer.CountTokens(text);
        }

        return total;
        """));

    [Fact]
    public Task EachItemOnce_IsSilent() => rule.IsSilent(CountedTwiceSources.Method("""
        var total = 0;
        foreach (var line in text.Split('\n'))
        {
            total += tokenizer.CountTokens(line);
        }

        foreach (var word in text.Split(' '))
        {
            total += tokenizer.CountTokens(word);
        }

        return total;
        """));

    [Fact]
    public Task ItemMadeAnewByACall_IsSilent() => rule.IsSilent("""
        class Message { public string Text { get; set; } = ""; public void Cut() => Text = ""; }
        class C
        {
            private string history = "";
            private void Trim() => history = history.Trim();
            private static void Shorten(Message message) => message.Text = "";

            int Method(Tokenizer tokenizer, Message message)
            {
                var n = tokenizer.CountTokens(message.Text);
                message.Cut();
                n += tokenizer.CountTokens(message.Text);
                Shorten(message);
                return n + tokenizer.CountTokens(message.Text);
            }

            int Field(Tokenizer tokenizer)
            {
                var n = tokenizer.CountTokens(history);
                Trim();
                return n + tokenizer.CountTokens(history);
            }

            async Task<int> Waiting(Tokenizer tokenizer)
            {
                var n = tokenizer.CountTokens(history);
                await Task.Delay(1);
                return n + tokenizer.CountTokens(history);
            }
        }
        """);

    [Fact]
    public Task Tests_CompareOnPurpose_IsSilent() => rule.IsSilent("""
        using Xunit;
        namespace Xunit { class FactAttribute : Attribute { } }
        class CountTests
        {
            [Fact]
            public void Count_IsTheLengthOfTheIds()
            {
                var encoding = GptEncoding.GetEncoding("cl100k_base");
                if (encoding.Encode("a").Count != encoding.CountTokens("a")) { throw new Exception(); }
            }
        }
        """);

    [Fact]
    public Task Benchmark_IsSilent() => rule.IsSilent("""
        class CountBenchmark
        {
            public int Run(Tokenizer tokenizer, string text) => tokenizer.CountTokens(text) + tokenizer.CountTokens(text);
        }
        """);

    [Fact]
    public Task CountsOfDifferentCalls_IsSilent() => rule.IsSilent("""
        class C
        {
            private readonly Dictionary<string, int> known = new();
            int One(Tokenizer tokenizer, string text) => tokenizer.CountTokens(text);
            int Two(Tokenizer tokenizer, string text) { Func<int> later = () => tokenizer.CountTokens(text); return tokenizer.CountTokens("x" + text) + later(); }
            int Remembered(Tokenizer tokenizer, string text)
            {
                if (!known.TryGetValue(text, out var n)) { known[text] = n = tokenizer.CountTokens(text); }
                return n;
            }
            int Twice(Tokenizer tokenizer, string text) => Remembered(tokenizer, text) + Remembered(tokenizer, text);
        }
        """);
}

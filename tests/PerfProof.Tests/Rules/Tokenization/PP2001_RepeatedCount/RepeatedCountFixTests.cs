using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>The fixes of PP2001: hoisting, and cutting by index.</summary>
public class RepeatedCountFixTests
{
    private static readonly RuleTest<RepeatedCount> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken"],
        Usings = RepeatedCountSources.Usings,
    };

    [Fact]
    public Task Expression_OfANonNullText_IsHoistedSafely() => rule.Fixes<RepeatedCountFix>(
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, List<string> documents)
            {
                var total = 0;

                // Every document gets the header.
                foreach (var document in documents)
                {
                    // The header counts too.
                    total += [|tokenizer.CountTokens(header)|] + document.Length; // both
                }

                return total;
            }
        }
        """,
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, List<string> documents)
            {
                var total = 0;

                var headerTokens = tokenizer.CountTokens(header);
                // Every document gets the header.
                foreach (var document in documents)
                {
                    // The header counts too.
                    total += headerTokens + document.Length; // both
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task Declaration_OfTheTurn_MovesWithItsComment() => rule.Fixes<RepeatedCountFix>(
        """
        class C
        {
            private readonly Tokenizer _tokenizer = TiktokenTokenizer.CreateForModel("gpt-4o");
            private readonly string _header = "";

            int M(List<string> documents)
            {
                var total = 0;
                for (var i = 0; i < documents.Count; i++)
                {
                    // What the header takes.
                    int used = [|_tokenizer.CountTokens(_header)|]; // tokens

                    total += used + documents[i].Length;
                }

                return total;
            }
        }
        """,
        """
        class C
        {
            private readonly Tokenizer _tokenizer = TiktokenTokenizer.CreateForModel("gpt-4o");
            private readonly string _header = "";

            int M(List<string> documents)
            {
                var total = 0;
                // What the header takes.
                int used = _tokenizer.CountTokens(_header); // tokens
                for (var i = 0; i < documents.Count; i++)
                {
                    total += used + documents[i].Length;
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task SameCountTwice_IsHoistedOnce() => rule.Fixes<RepeatedCountFix>(
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, string[] documents)
            {
                var headerTokens = 0;
                foreach (var document in documents)
                {
                    headerTokens += [|tokenizer.CountTokens(header)|] * document.Length;
                    headerTokens -= [|tokenizer.CountTokens(header)|];
                }

                return headerTokens;
            }
        }
        """,
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, string[] documents)
            {
                var headerTokens = 0;
                var headerTokens2 = tokenizer.CountTokens(header);
                foreach (var document in documents)
                {
                    headerTokens += headerTokens2 * document.Length;
                    headerTokens -= headerTokens2;
                }

                return headerTokens;
            }
        }
        """);

    [Fact]
    public Task LoopWithoutBlockAround_GetsOne() => rule.Fixes<RepeatedCountFix>(
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, string[] documents, bool all)
            {
                var total = 0;
                if (all)
                    foreach (var document in documents)
                        total += [|tokenizer.CountTokens(header)|] + document.Length;
                return total;
            }
        }
        """,
        """
        class C
        {
            int M(Tokenizer tokenizer, string header, string[] documents, bool all)
            {
                var total = 0;
                if (all)
                {
                    var headerTokens = tokenizer.CountTokens(header);
                    foreach (var document in documents)
                        total += headerTokens + document.Length;
                }
                return total;
            }
        }
        """);

    [Fact]
    public Task Condition_OfTheLoop_IsEvaluatedFirstAnyway_IsHoistedSafely() => rule.Fixes<RepeatedCountFix>(
        """
        class C
        {
            int M(GptEncoding encoding, string text)
            {
                var total = 0;
                for (var i = 0; i < [|encoding.Encode(text).Count|]; i++)
                {
                    total += i;
                }

                return total;
            }
        }
        """,
        """
        class C
        {
            int M(GptEncoding encoding, string text)
            {
                var total = 0;
                var textTokens = encoding.Encode(text).Count;
                for (var i = 0; i < textTokens; i++)
                {
                    total += i;
                }

                return total;
            }
        }
        """);

    private const string MayThrow = """
        class C
        {
            int M(GptEncoding encoding, string header, List<string> documents)
            {
                var total = 0;
                foreach (var document in documents)
                {
                    total += [|encoding.CountTokens(header)|] + document.Length;
                }

                return total;
            }
        }
        """;

    [Fact]
    public Task CountThatMayThrow_IsNotASafeFix() => rule.OffersNoFix<RepeatedCountFix>(MayThrow);

    [Fact]
    public Task CountThatMayThrow_IsOffered() => rule.Fixes<RepeatedCountOfferedFix>(
        MayThrow,
        """
        class C
        {
            int M(GptEncoding encoding, string header, List<string> documents)
            {
                var total = 0;
                var headerTokens = encoding.CountTokens(header);
                foreach (var document in documents)
                {
                    total += headerTokens + document.Length;
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task TextThatMayBeNull_IsNotASafeFix() => rule.OffersNoFix<RepeatedCountFix>("""
        class C
        {
            int M(Tokenizer tokenizer, string? header, List<string> documents)
            {
                var total = 0;
                foreach (var document in documents)
                {
                    total += [|tokenizer.CountTokens(header!)|] + document.Length;
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task OneCount_HasOneFix()
    {
        return Check();

        static async Task Check()
        {
            Assert.Empty(await rule.FixTitles<RepeatedCountFix>(MayThrow));
            Assert.Equal(["Count once, before the loop (it then runs even when the loop has no turns)"], await rule.FixTitles<RepeatedCountOfferedFix>(MayThrow));
        }
    }

    [Fact]
    public Task LocalOfTheTurn_IsNotHoistedFromUnderIts_Declaration()
    {
        const string source = """
            class C
            {
                int M(Tokenizer tokenizer, string header, List<string> documents)
                {
                    var total = 0;
                    foreach (var document in documents)
                    {
                        var text = header;
                        total += [|tokenizer.CountTokens(text)|] + document.Length;
                    }

                    return total;
                }
            }
            """;
        return Task.WhenAll(rule.OffersNoFix<RepeatedCountFix>(source), rule.OffersNoFix<RepeatedCountOfferedFix>(source));
    }

    [Theory]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) text = text.Substring(0, text.Length - 100);", "text = text.Substring(0, tokenizer.GetIndexByTokenCount(text, max, out _, out _, considerNormalization: false));")]
    [InlineData("while ([|tokenizer.CountTokens(text)|] >= max) { text = text[..^100]; }", "text = text.Substring(0, tokenizer.GetIndexByTokenCount(text, max - 1, out _, out _, considerNormalization: false));")]
    [InlineData("while (max < [|tokenizer.CountTokens(text)|]) { text = text.Remove(text.Length - 100); }", "text = text.Substring(0, tokenizer.GetIndexByTokenCount(text, max, out _, out _, considerNormalization: false));")]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) { text = text.Substring(100); }", "text = text.Substring(tokenizer.GetIndexByTokenCountFromEnd(text, max, out _, out _, considerNormalization: false));")]
    public Task ShrinkingLoop_BecomesOneCut(string before, string after) => rule.Fixes<RepeatedCountOfferedFix>(Shrinking(before), Shrinking(after));

    [Theory]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) { text = text.Substring(0, text.Length / 2); }")]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) { text = text[..^100]; max--; }")]
    [InlineData("while ([|encoding.CountTokens(text)|] > max) { text = text[..^100]; }")]
    [InlineData("foreach (var line in text.Split('\\n')) { builder.Append(line); if ([|tokenizer.CountTokens(builder.ToString())|] > max) builder.Clear(); }")]
    public Task OtherGrowthAndShrinking_HasNoFix(string loop) => rule.OffersNoFix<RepeatedCountOfferedFix>(Shrinking(loop));

    private static string Shrinking(string loop) => $$"""
        class C
        {
            string M(Tokenizer tokenizer, GptEncoding encoding, string text, int max)
            {
                var builder = new StringBuilder();
                // At most so many.
                {{loop}}
                return text + builder;
            }
        }
        """;
}

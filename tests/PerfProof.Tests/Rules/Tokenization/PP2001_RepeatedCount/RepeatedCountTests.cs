using Microsoft.CodeAnalysis;
using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2001 where it must report: the same text on every turn, and a text that grows or shrinks a piece at a time.</summary>
public class RepeatedCountTests
{
    private static readonly RuleTest<RepeatedCount> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Tiktoken.Core", "Microsoft.SemanticKernel.Core"],
        Usings = RepeatedCountSources.Usings,
    };

    [Fact]
    public Task Header_CountedPerDocument_Reports() => rule.Reports("""
        class C
        {
            int M(Tokenizer tokenizer, string header, List<string> documents)
            {
                var total = 0;
                foreach (var document in documents)
                {
                    total += [|tokenizer.CountTokens(header)|] + tokenizer.CountTokens(document);
                }

                return total;
            }
        }
        """);

    [Theory]
    [InlineData("for (var i = 0; i < documents.Count; i++) { total += [|tokenizer.CountTokens(header)|] + documents[i].Length; }")]
    [InlineData("for (int i = 0; i < documents.Count; ++i) total += ([|tokenizer.CountTokens((header))|]) + documents[i].Length;")]
    [InlineData("foreach (string document in documents) { int n = [|tokenizer.CountTokens(header)|]; total += n + document.Length; }")]
    [InlineData("foreach (var document in documents) { var h = header; var n = [|tokenizer.CountTokens(h)|]; total += n + document.Length; }")]
    [InlineData("var it = 0; while (it < documents.Count) { total += [|tokenizer.CountTokens(header)|]; it++; }")]
    [InlineData("var it = 0; do { total += [|tokenizer.CountTokens(header)|]; it++; } while (it < documents.Count);")]
    [InlineData("for (var i = 0; i < [|tokenizer.CountTokens(header)|]; i++) { total += i; }")]
    [InlineData("total = documents.Sum(document => document.Length + [|tokenizer.CountTokens(header)|]);")]
    [InlineData("documents.ForEach(document => total += document.Length + [|tokenizer.CountTokens(header)|]);")]
    public Task Invariant_HoweverTheLoopIsWritten_Reports(string loop) => rule.Reports($$"""
        class C
        {
            int M(Tokenizer tokenizer, string header, List<string> documents)
            {
                var total = 0;
                {{loop}}
                return total;
            }
        }
        """);

    [Fact]
    public Task EncodingOnlyToCount_OfTheSameText_Reports() => rule.Reports("""
        class C
        {
            int M(GptEncoding encoding, Tokenizer tokenizer, string header, string[] documents)
            {
                var total = 0;
                foreach (var document in documents)
                {
                    total += [|encoding.Encode(header).Count|];
                    total += [|tokenizer.EncodeToIds(header).Count()|];
                    var ids = [|encoding.Encode(header)|];
                    total += ids.Count + document.Length;
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task Wrapper_OfTheCompilation_ReportsWithItsName()
    {
        return rule.Reports("""
            interface ITokenCounter { int Count(string text); }
            class TokenCounter : ITokenCounter
            {
                private static readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");
                public int Count(string text) => string.IsNullOrEmpty(text) ? 0 : encoding.CountTokens(text);
            }
            class Packer
            {
                private readonly ITokenCounter counter = new TokenCounter();
                int M(string header, string[] documents)
                {
                    var total = 0;
                    foreach (var document in documents)
                    {
                        total += [|counter.Count(header)|] + counter.Count(document);
                    }

                    return total;
                }
            }
            """);
    }

    [Fact]
    public async Task CataloguedDelegate_CalledByTheNameOfAParameter_Reports()
    {
        const string source = """
            using Microsoft.SemanticKernel.Text;
            class C
            {
                static List<string> Build(IEnumerable<string> lines, int max, TextChunker.TokenCounter? tokenCounter)
                {
                    var builder = new StringBuilder();
                    var paragraphs = new List<string>();
                    foreach (var line in lines)
                    {
                        if (builder.Length > 0)
                        {
                            string? paragraph = null;
                            var count = line.Length;
                            if (count < max)
                            {
                                count += tokenCounter is null ? builder.Length : [|tokenCounter(paragraph = builder.ToString())|];
                            }

                            if (count >= max)
                            {
                                paragraphs.Add(paragraph ?? builder.ToString());
                                builder.Clear();
                            }
                        }

                        builder.AppendLine(line);
                    }

                    return paragraphs;
                }
            }
            """;
        var test = new RuleTest<RepeatedCount> { Libraries = rule.Libraries, Usings = "using System; using System.Collections.Generic; using System.Linq; using System.Text;\n" };
        await test.Reports(source);
        var message = Assert.Single(await test.Diagnose(source)).GetMessage(null);
        Assert.StartsWith("'tokenCounter' counts", message, StringComparison.Ordinal);
    }

    [Fact]
    public Task UserCatalog_NamesAWrapper_Reports() => new RuleTest<RepeatedCount>
    {
        Catalog = "library Test\ncount-tokens | Counter::Count\n",
    }.Reports("""
        interface Counter { int Count(string text); }
        class Packer
        {
            int M(Counter counter, string header, string[] documents)
            {
                var used = 0;
                foreach (var document in documents)
                {
                    used += document.Length - [|counter.Count(header)|];
                }

                return used;
            }
        }
        """);

    [Theory]
    [InlineData("if ([|tokenizer.CountTokens(current + paragraph)|] > max) { chunks.Add(current); current = \"\"; } current += paragraph;")]
    [InlineData("if ([|tokenizer.CountTokens($\"{current}\\n{paragraph}\")|] > max) { chunks.Add(current); current = \"\"; } current = current + paragraph;")]
    [InlineData("var candidate = current.Length == 0 ? paragraph : current + \"\\n\" + paragraph; if ([|tokenizer.CountTokens(candidate)|] > max) { chunks.Add(current); current = paragraph; } else { current = candidate; }")]
    [InlineData("string candidate; candidate = string.Concat(current, paragraph); if ([|tokenizer.CountTokens(candidate)|] > max) { chunks.Add(current); current = paragraph; continue; } current = candidate;")]
    [InlineData("current += paragraph; if ([|tokenizer.CountTokens(current.Trim())|] > max) { chunks.Add(current); current = string.Empty; }")]
    [InlineData("builder.AppendLine(paragraph); if ([|tokenizer.CountTokens(builder.ToString())|] > max) { chunks.Add(builder.ToString()); builder.Clear(); }")]
    [InlineData("if (builder.Length > 0 && [|tokenizer.CountTokens(builder + paragraph)|] > max) { chunks.Add(builder.ToString()); builder.Clear(); } builder.Append(paragraph).Append('\\n');")]
    [InlineData("lines.Add(paragraph); if ([|tokenizer.CountTokens(string.Join(\"\\n\", lines))|] > max) { chunks.Add(string.Join(\"\\n\", lines)); lines.Clear(); }")]
    [InlineData("lines.Add(paragraph); var text = string.Concat(lines); if ([|tokenizer.EncodeToIds(text).Count|] > max) { chunks.Add(text); lines = new List<string>(); }")]
    public Task Growing_Accumulator_Reports(string body) => rule.Reports($$"""
        class C
        {
            List<string> M(Tokenizer tokenizer, string[] paragraphs, int max)
            {
                var chunks = new List<string>();
                var current = "";
                var builder = new StringBuilder();
                var lines = new List<string>();
                foreach (var paragraph in paragraphs)
                {
                    {{body}}
                }

                chunks.Add(current);
                return chunks;
            }
        }
        """);

    [Theory]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) text = text.Substring(0, text.Length - 100);")]
    [InlineData("while ([|tokenizer.CountTokens(text)|] > max) { text = text[..^100]; }")]
    [InlineData("while (max < [|tokenizer.CountTokens(text)|]) { text = text.Remove(text.Length - 100); }")]
    [InlineData("while (true) { var tokens = [|tokenizer.CountTokens(text)|]; if (tokens <= max) break; text = text.Substring(100); }")]
    [InlineData("var tokens = tokenizer.CountTokens(text); while (tokens > max) { text = text.Substring(text.Length / 10); tokens = [|tokenizer.CountTokens(text)|]; }")]
    [InlineData("for (; [|tokenizer.CountTokens(text)|] > max; text = text.Substring(1)) { }")]
    public Task Shrinking_Text_Reports(string loop) => rule.Reports($$"""
        class C
        {
            string M(Tokenizer tokenizer, string text, int max)
            {
                {{loop}}
                return text;
            }
        }
        """);

    [Theory]
    [InlineData("for (var n = 100; n < text.Length; n += 100) { if ([|tokenizer.CountTokens(text.Substring(0, n))|] > max) return n; }")]
    [InlineData("var n = 0; while (n < text.Length) { n += 10; if ([|tokenizer.CountTokens(text[..n])|] > max) return n; }")]
    [InlineData("var n = text.Length; while (n > 0 && [|tokenizer.CountTokens(text.AsSpan(0, n))|] > max) { n--; }")]
    [InlineData("var n = 0; while (n < text.Length && [|tokenizer.CountTokens(text.Substring(n))|] > max) { n += 100; }")]
    public Task PrefixOrSuffix_ThatMoves_Reports(string loop) => rule.Reports($$"""
        class C
        {
            int M(Tokenizer tokenizer, string text, int max)
            {
                {{loop}}
                return -1;
            }
        }
        """);

    [Fact]
    public Task GrowingList_InALambdaThatTheLoopCalls_Reports() => rule.Reports("""
        class C
        {
            string M(GptEncoding encoding, List<string> remaining, int max)
            {
                var part = new List<string>();
                var complete = false;
                var move = () =>
                {
                    part.Add(remaining[0]);
                    remaining.RemoveAt(0);
                    complete = [|encoding.CountTokens(string.Join("\n", part))|] >= max;
                };
                while (!complete && remaining.Count > 0)
                {
                    move();
                }

                return string.Join("\n", part);
            }
        }
        """);

    [Fact]
    public Task Messages_SayShapeAndRemedy_ForEachKind() => AssertMessages();

    private static async Task AssertMessages()
    {
        var diagnostics = await rule.Diagnose("""
            class C
            {
                void M(Tokenizer tokenizer, GptEncoding encoding, string header, string text, string[] documents)
                {
                    var n = 0;
                    for (var i = 0; i < 12; i++) { n += tokenizer.CountTokens(header); }
                    while (tokenizer.CountTokens(text) > n) { text = text[..^1]; }
                    var all = "";
                    foreach (var document in documents) { all += document; n += encoding.CountTokens(all); }
                }
            }
            """);
        Assert.Equal(3, diagnostics.Length);
        Assert.Equal("'CountTokens' counts the same text 'header' on every turn of the loop: count it once, before the loop", diagnostics[0].GetMessage(null));
        Assert.Equal("invariant", diagnostics[0].Properties[Facts.Shape]);
        Assert.Equal("12", diagnostics[0].Properties[Facts.TripCount]);
        Assert.Contains("while it shrinks, which is quadratic: 'GetIndexByTokenCount' gives the place to cut", diagnostics[1].GetMessage(null), StringComparison.Ordinal);
        Assert.StartsWith("M:Microsoft.ML.Tokenizers.Tokenizer.GetIndexByTokenCount(System.String,", diagnostics[1].Properties[Facts.Counterpart], StringComparison.Ordinal);
        Assert.Contains("while it grows, which is quadratic: encode it once", diagnostics[2].GetMessage(null), StringComparison.Ordinal);
        Assert.False(diagnostics[2].Properties.ContainsKey(Facts.Counterpart));
    }
}

using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2001 where it must be silent: each text counted once, counts that a turn needs, and code that repeats on purpose.</summary>
public class RepeatedCountNegativeTests
{
    private static readonly RuleTest<RepeatedCount> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Tiktoken.Core"],
        Usings = RepeatedCountSources.Usings,
    };

    private static Task IsSilent(string body, string members = "") => rule.IsSilent($$"""
        class Document { public string Text = ""; public string Title { get; set; } = ""; public List<string> Lines = new(); }
        class C
        {
            private readonly Tokenizer tokenizer = TiktokenTokenizer.CreateForModel("gpt-4o");
            private readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");
            {{members}}
            int M(List<Document> documents, string[] paragraphs, string text, int max, bool verbose)
            {
                var total = 0;
                {{body}}
                return total;
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var d in documents) { total += tokenizer.CountTokens(d.Text); }")]
    [InlineData("for (var i = 0; i < documents.Count; i++) { total += tokenizer.CountTokens(documents[i].Text); }")]
    [InlineData("total = documents.Sum(d => tokenizer.CountTokens(d.Text));")]
    [InlineData("documents.ForEach(d => total += tokenizer.CountTokens(d.Text));")]
    [InlineData("var counts = documents.Select(d => encoding.Encode(d.Text).Count).ToList(); total = counts.Sum();")]
    [InlineData("foreach (var d in documents) { var view = $\"{d.Title}\\n{d.Text}\"; var n = tokenizer.CountTokens(view); if (total + n > max) break; total += n; }")]
    [InlineData("foreach (var d in documents) { total += tokenizer.CountTokens(string.Join(\"\\n\", d.Lines)); }")]
    public Task EachDistinctItem_CountedOnce_IsSilent(string body) => IsSilent(body);

    [Theory]
    [InlineData("var sb = new StringBuilder(); foreach (var p in paragraphs) { var tail = sb.Length; sb.Append(p); total += tokenizer.CountTokens(sb.ToString(tail, sb.Length - tail)); }")]
    [InlineData("var all = \"\"; foreach (var p in paragraphs) { var tail = all.Length; all += p; total += tokenizer.CountTokens(all.AsSpan(tail)); }")]
    [InlineData("var all = \"\"; var tail = 0; foreach (var p in paragraphs) { all += p; total += tokenizer.CountTokens(all.Substring(tail)); tail = all.Length; }")]
    public Task IncrementalCount_OfTheTailOnly_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task RunningSum_OfPieces_IsSilent() => IsSilent("""
        var current = new StringBuilder();
        foreach (var paragraph in paragraphs)
        {
            var tokens = tokenizer.CountTokens(paragraph);
            if (total + tokens > max)
            {
                current.Clear();
                total = 0;
            }

            current.Append(paragraph);
            total += tokens;
        }
        """);

    [Theory]
    [InlineData("foreach (var d in documents) { var sb = new StringBuilder(); sb.Append(d.Title).Append(d.Text); total += tokenizer.CountTokens(sb.ToString()); }")]
    [InlineData("var sb = new StringBuilder(); foreach (var d in documents) { sb.Clear(); sb.Append(d.Title).Append(d.Text); total += tokenizer.CountTokens(sb.ToString()); }")]
    [InlineData("var lines = new List<string>(); foreach (var d in documents) { lines = new List<string>(); lines.Add(d.Title); lines.Add(d.Text); total += tokenizer.CountTokens(string.Join(\" \", lines)); }")]
    [InlineData("string current; foreach (var d in documents) { current = d.Title; current += d.Text; total += tokenizer.CountTokens(current); }")]
    [InlineData("foreach (var d in documents) { var current = d.Title; foreach (var line in d.Lines) { current += line; } total += tokenizer.CountTokens(current); }")]
    public Task TextBuiltFreshly_OnEveryTurn_IsSilent(string body) => IsSilent(body);

    [Theory]
    [InlineData("var previous = \"\"; foreach (var d in documents) { total += previous.Length > 0 ? tokenizer.CountTokens(previous) : 0; previous = d.Text; }")]
    [InlineData("for (var i = 0; i + max <= text.Length; i += max) { total += tokenizer.CountTokens(text.Substring(i, max)); }")]
    [InlineData("var start = 0; while (start < text.Length) { var end = text.IndexOf('\\n', start); if (end < 0) end = text.Length; total += tokenizer.CountTokens(text[start..end]); start = end + 1; }")]
    [InlineData("var rest = text; while (rest.Length > 0) { var n = Math.Min(max, rest.Length); total += tokenizer.CountTokens(rest.Substring(0, n)); rest = rest.Substring(n); }")]
    [InlineData("var queue = new Queue<string>(paragraphs); while (queue.Count > 0) { total += tokenizer.CountTokens(queue.Dequeue()); }")]
    public Task AnotherPiece_OnEveryTurn_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task BinarySearch_ForTheCut_IsSilent() => IsSilent("""
        int low = 0, high = text.Length;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (tokenizer.CountTokens(text.Substring(0, middle)) <= max) low = middle; else high = middle - 1;
        }

        total = low;
        """);

    [Theory]
    [InlineData("for (var i = 0; i < documents.Count; i++) { if (i % 100 == 0) Console.WriteLine(tokenizer.CountTokens(text)); }")]
    [InlineData("for (var i = 0; i < documents.Count; i++) { if (i == 0) total = tokenizer.CountTokens(text); }")]
    [InlineData("foreach (var d in documents) { if (verbose) Console.WriteLine(tokenizer.CountTokens(text)); }")]
    [InlineData("foreach (var d in documents) { if (d.Text.Length > max) { total = tokenizer.CountTokens(text); break; } }")]
    [InlineData("foreach (var d in documents) { if (d.Text.Length > max) { return tokenizer.CountTokens(text); } }")]
    public Task Guarded_ByIntervalFirstTurnVerboseOrExit_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task OneTurn_OrNoLoop_IsSilent() => IsSilent("total = tokenizer.CountTokens(text); for (var i = 0; i < 1; i++) { total += tokenizer.CountTokens(text); }");

    [Fact]
    public Task CollectionOfTheLoop_IsEvaluatedOnce_IsSilent() => IsSilent("foreach (var i in Enumerable.Range(0, tokenizer.CountTokens(text))) { total += i; }");

    [Theory]
    [InlineData("foreach (var t in new Tokenizer[] { tokenizer }) { total += t.CountTokens(text); }")]
    [InlineData("foreach (var d in documents) { text = d.Text; total += tokenizer.CountTokens(text); }")]
    [InlineData("foreach (var d in documents) { text = Load(d); total += tokenizer.CountTokens(text); }")]
    [InlineData("foreach (var d in documents) { this.header = d.Title; total += tokenizer.CountTokens(this.header); }")]
    public Task ReceiverOrTextThatVaries_IsSilent(string body) => IsSilent(body, "private string header = \"\"; private string Load(Document d) => d.Text;");

    [Fact]
    public Task FieldThatACallMayChange_IsSilent() => IsSilent(
        "foreach (var d in documents) { this.Advance(); total += tokenizer.CountTokens(this.header); }",
        "private string header = \"\"; private void Advance() { this.header += \"x\"; }");

    [Theory]
    [InlineData("for (var i = 0; i < 100; i++) { tokenizer.CountTokens(text); }")]
    [InlineData("for (var i = 0; i < 100; i++) { _ = tokenizer.CountTokens(text); }")]
    public Task WarmUp_WhoseResultIsDropped_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task BenchmarkDotNet_Method_IsSilent() => rule.IsSilent("""
        namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } class GlobalSetupAttribute : Attribute { } }
        class Benchmarks
        {
            private readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");
            private readonly string text = "";

            [BenchmarkDotNet.Attributes.Benchmark]
            public int CountTokens()
            {
                var sum = 0;
                for (var i = 0; i < 1000; i++) { sum += encoding.CountTokens(text); }
                return sum;
            }

            [BenchmarkDotNet.Attributes.GlobalSetup]
            public void Setup()
            {
                var sum = "";
                for (var i = 0; i < 1000; i++) { sum += "x" + encoding.CountTokens(sum); }
            }
        }
        """);

    [Fact]
    public Task SystemTextEncoding_GetEncodingAndGetByteCount_IsSilent() => IsSilent("""
        foreach (var d in documents)
        {
            total += Encoding.GetEncoding("utf-8").GetByteCount(text) + Encoding.UTF8.GetBytes(text).Length;
        }
        """);

    [Fact]
    public Task GeneratorTokenCount_IsACheapGetter_IsSilent() => rule.IsSilent("""
        class Generator { public bool IsDone() => false; public void GenerateNextToken() { } public int TokenCount() => 0; }
        class C
        {
            int M(Generator generator)
            {
                var n = 0;
                while (!generator.IsDone()) { generator.GenerateNextToken(); n += generator.TokenCount(); }
                return n;
            }
        }
        """);

    [Fact]
    public Task ClipEncode_IsInference_IsSilent() => rule.IsSilent("""
        class ClipImageEncoder { public float[] Encode(string path) => new float[512]; }
        class C
        {
            int M(ClipImageEncoder encoder, string path, string[] others)
            {
                var n = 0;
                foreach (var other in others) { n += encoder.Encode(path).Length; }
                return n;
            }
        }
        """);

    [Fact]
    public Task EncodingUsedForItsIds_IsSilent() => IsSilent("""
        var all = new List<int>();
        var batch = "";
        foreach (var d in documents)
        {
            var ids = encoding.Encode(text);
            all.AddRange(ids);
            total += ids.Count;
            batch += d.Text;
            all.AddRange(encoding.Encode(batch));
        }
        """);

    [Fact]
    public Task Aggregator_OverChunks_IsSilent() => IsSilent(
        "total = paragraphs.Aggregate(0, (sum, paragraph) => sum + tokenizer.CountTokens(paragraph));");

    [Fact]
    public Task ChatLoop_ThatWaitsForTheModel_IsSilent() => rule.IsSilent("""
        interface IChat { Task<string> Ask(string history); }
        class C
        {
            async Task M(Tokenizer tokenizer, IChat chat, int max)
            {
                var history = "";
                while (true)
                {
                    history += Console.ReadLine();
                    if (tokenizer.CountTokens(history) > max) return;
                    history += await chat.Ask(history);
                }
            }
        }
        """);

    [Theory]
    [InlineData("for (var attempt = 0; attempt < 3; attempt++) { try { var n = tokenizer.CountTokens(text); total = Send(text, n); break; } catch (IOException) { Thread.Yield(); } }")]
    [InlineData("for (var attempt = 0; ; attempt++) { var n = tokenizer.CountTokens(text); try { return Send(text, n); } catch (IOException) when (attempt < 3) { } }")]
    [InlineData("while (true) { try { return Send(text, tokenizer.CountTokens(text)); } catch (IOException e) { Console.WriteLine(e); } }")]
    [InlineData("var done = false; while (!done) { try { total = Send(text, tokenizer.CountTokens(text)); done = true; } catch (IOException) { } }")]
    public Task Retry_ThatSeldomHasASecondTurn_IsSilent(string body) => IsSilent(body, "private int Send(string text, int tokens) => tokens;");

    [Fact]
    public Task CutByIndex_PerElement_IsSilent() => IsSilent("""
        foreach (var d in documents)
        {
            var index = tokenizer.GetIndexByTokenCount(d.Text, max, out _, out var n);
            total += tokenizer.CountTokens(d.Text.Substring(0, index)) + n;
        }
        """);
}

using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2003: tokenizers that are built again and again, and those that are kept.</summary>
public sealed class TokenizerPerCallTests
{
    private static readonly RuleTest<TokenizerPerCall> rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Tiktoken.Core"],
        Usings = RepeatedCountSources.Usings,
    };

    [Theory]
    [InlineData("var encoding = [|GptEncoding.GetEncoding(\"cl100k_base\")|]; total += encoding.Encode(text).Count;")]
    [InlineData("total += [|GptEncoding.GetEncodingForModel(\"gpt-4\")|].CountTokens(text);")]
    [InlineData("total += [|TiktokenTokenizer.CreateForModel(\"gpt-4o\")|].CountTokens(text);")]
    [InlineData("var tokenizer = [|BertTokenizer.Create(vocabulary)|]; total += tokenizer.CountTokens(text);")]
    public Task EveryTurn_Reports(string turn) => rule.Reports($$"""
        class C
        {
            int M(List<string> texts, string vocabulary)
            {
                var total = 0;
                foreach (var text in texts)
                {
                    {{turn}}
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task EveryCall_OfACounter_Reports() => rule.Reports("""
        public class TokenCounter
        {
            public int Count(string text)
            {
                var encoding = [|GptEncoding.GetEncoding("cl100k_base")|];
                return encoding.Encode(text).Count;
            }

            public static bool Fits(string text, int max) => [|TiktokenTokenizer.CreateForModel("gpt-4o")|].CountTokens(text) <= max;
        }
        """);

    [Fact]
    public Task Counter_CalledInALoop_Reports() => rule.Reports("""
        class Splitter
        {
            private int Count(string text) => [|GptEncoding.GetEncoding("cl100k_base")|].CountTokens(text);
            public int Sum(string[] texts) => texts.Sum(text => Count(text));
        }
        """);

    [Fact]
    public async Task Message_SaysWhatIsBuiltAgain()
    {
        var messages = (await rule.Diagnose("""
            public class C
            {
                public int One(string text) => GptEncoding.GetEncoding("cl100k_base").CountTokens(text);
                public int Two(string text) => TiktokenTokenizer.CreateForModel("gpt-4o").CountTokens(text);
            }
            """)).Select(diagnostic => diagnostic.GetMessage(null)).ToList();
        Assert.Equal(
            [
                "'GptEncoding.GetEncoding' builds a tokenizer again on every call of 'One', with all tables of its vocabulary: build it once and keep it",
                "'TiktokenTokenizer.CreateForModel' builds a tokenizer again on every call of 'Two', with an empty cache of words: build it once and keep it",
            ],
            messages);
    }

    [Theory]
    [InlineData("private static readonly GptEncoding encoding = GptEncoding.GetEncoding(\"cl100k_base\"); public int M(string text) => encoding.CountTokens(text);")]
    [InlineData("private static readonly Lazy<GptEncoding> encoding = new(() => GptEncoding.GetEncoding(\"cl100k_base\")); public int M(string text) => encoding.Value.CountTokens(text);")]
    [InlineData("private GptEncoding? encoding; public int M(string text) => (encoding ??= GptEncoding.GetEncoding(\"cl100k_base\")).CountTokens(text);")]
    [InlineData("private readonly GptEncoding encoding; public C() { encoding = GptEncoding.GetEncoding(\"cl100k_base\"); } public int M(string text) => encoding.CountTokens(text);")]
    [InlineData("private static readonly GptEncoding encoding; static C() { encoding = GptEncoding.GetEncoding(\"cl100k_base\"); } public int M(string text) => encoding.CountTokens(text);")]
    [InlineData("private GptEncoding? encoding; public int M(string text) { if (encoding is null) { encoding = GptEncoding.GetEncoding(\"cl100k_base\"); } return encoding.CountTokens(text); }")]
    [InlineData("private readonly Dictionary<string, GptEncoding> known = new(); public int M(string model, string text) { if (!known.TryGetValue(model, out var e)) { known[model] = e = GptEncoding.GetEncodingForModel(model); } return e.CountTokens(text); }")]
    [InlineData("private readonly System.Collections.Concurrent.ConcurrentDictionary<string, GptEncoding> known = new(); public int M(string model, string text) => known.GetOrAdd(model, name => GptEncoding.GetEncodingForModel(name)).CountTokens(text);")]
    [InlineData("public static GptEncoding Create() => GptEncoding.GetEncoding(\"cl100k_base\");")]
    [InlineData("public Tokenizer Make(Stream vocabulary) { var made = TiktokenTokenizer.Create(vocabulary, null, null); return made; }")]
    public Task KeptOrReturned_IsSilent(string members) => rule.IsSilent($"public class C {{ {members} }}");

    [Theory]
    [InlineData("public static void Main() { var encoding = GptEncoding.GetEncoding(\"cl100k_base\"); Console.WriteLine(encoding.CountTokens(Console.ReadLine())); }")]
    [InlineData("public void Initialize(string text) { var encoding = GptEncoding.GetEncoding(\"cl100k_base\"); Console.WriteLine(encoding.CountTokens(text)); }")]
    [InlineData("public int M(List<string> texts) { var encoding = GptEncoding.GetEncoding(\"cl100k_base\"); return texts.Sum(text => encoding.CountTokens(text)); } public static void Main() => Console.WriteLine(new C().M(new()));")]
    [InlineData("public int M(string model, string text) => GptEncoding.GetEncodingForModel(model).CountTokens(text);")]
    [InlineData("public int M(List<(string Model, string Text)> xs) { var n = 0; foreach (var x in xs) { n += GptEncoding.GetEncodingForModel(x.Model).CountTokens(x.Text); } return n; }")]
    public Task OnceOrFromWhatTheCallerGives_IsSilent(string members) => rule.IsSilent($"public class C {{ {members} }}");

    // System.Text has a GetEncoding of its own, and keeps what it gives.
    [Fact]
    public Task EncodingOfTheBaseLibrary_IsSilent() => rule.IsSilent("""
        public class C
        {
            public int M(List<string> texts) => texts.Sum(text => System.Text.Encoding.GetEncoding("utf-8").GetByteCount(text));
        }
        """);

    [Fact]
    public Task TestsOfAnEncoding_IsSilent() => rule.IsSilent("""
        namespace NUnit.Framework { class TestAttribute : Attribute { } }
        class EncodingTests
        {
            private static readonly List<(string Name, string Text)> data = new();

            [NUnit.Framework.Test]
            public async Task InParallel()
            {
                var tasks = data.Select(item => Task.Run(() =>
                {
                    var encoding = GptEncoding.GetEncoding(item.Name);
                    return encoding.Decode(encoding.Encode(item.Text));
                }));
                await Task.WhenAll(tasks);
                foreach (var item in data) { GptEncoding.GetEncoding("cl100k_base").Encode(item.Text); }
            }
        }
        """);

    [Fact]
    public Task Benchmark_IsSilent() => rule.IsSilent("""
        public class SetUpBenchmark
        {
            public int Run(string text) => GptEncoding.GetEncoding("cl100k_base").CountTokens(text);
        }
        """);

    [Fact]
    public Task Loop_TokenizerBuiltBeforeIt() => rule.Fixes<TokenizerPerCallFix>("""
        class C
        {
            int M(List<string> texts)
            {
                var total = 0;
                foreach (var text in texts)
                {
                    var encoding = [|GptEncoding.GetEncoding("cl100k_base")|];
                    total += encoding.CountTokens(text);
                }

                return total;
            }
        }
        """, """
        class C
        {
            int M(List<string> texts)
            {
                var total = 0;
                var encoding = GptEncoding.GetEncoding("cl100k_base");
                foreach (var text in texts)
                {
                    total += encoding.CountTokens(text);
                }

                return total;
            }
        }
        """);

    [Fact]
    public Task Call_TokenizerKeptInAField() => rule.Fixes<TokenizerPerCallFix>("""
        public class TokenCounter
        {
            public int Count(string text)
            {
                var encoding = [|GptEncoding.GetEncoding("cl100k_base")|];
                return encoding.Encode(text).Count;
            }
        }
        """, """
        public class TokenCounter
        {
            private static readonly Lazy<GptEncoding> gptEncoding = new Lazy<GptEncoding>(() => GptEncoding.GetEncoding("cl100k_base"));

            public int Count(string text)
            {
                var encoding = gptEncoding.Value;
                return encoding.Encode(text).Count;
            }
        }
        """);
}

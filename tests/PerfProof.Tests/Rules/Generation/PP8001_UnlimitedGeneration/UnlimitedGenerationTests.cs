using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Generation;

/// <summary>PP8001.</summary>
public sealed class UnlimitedGenerationTests
{
    private static readonly RuleTest<UnlimitedGeneration> test = new()
    {
        Libraries = ["LLamaSharp", "Microsoft.ML.OnnxRuntimeGenAI"],
        Usings = """
            using System; using System.Collections.Generic; using System.Text; using System.Threading; using System.Threading.Tasks;
            using LLama; using LLama.Common; using LLama.Abstractions; using Microsoft.ML.OnnxRuntimeGenAI;

            """,
    };

    private static string Llama(string body) => $$"""
        class C { async Task M(StatelessExecutor executor, ILLamaExecutor any, ChatSession session, string prompt, CancellationToken token, StringBuilder text, int count) { {{body}} } }
        """;

    private static string GenAI(string body) => $$"""
        class C { void M(Model model, Sequences tokens, int limit, string name) { {{body}} } static void Configure(GeneratorParams options) { } }
        """;

    [Theory]
    [InlineData("await foreach (var t in executor.InferAsync(prompt, [|new InferenceParams()|])) text.Append(t);")]
    [InlineData("var options = [|new InferenceParams { TokensKeep = 3 }|]; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    [InlineData("InferenceParams options = [|new() { MaxTokens = -1 }|]; await foreach (var t in any.InferAsync(prompt, options, token)) { text.Append(t); }")]
    [InlineData("var options = [|new InferenceParams()|]; options.TokensKeep = 3; await foreach (var t in session.ChatAsync(new ChatHistory.Message(prompt), options).ConfigureAwait(false)) { text.Append(t); }")]
    [InlineData("await foreach (var t in [|executor.InferAsync(prompt)|]) text.Append(t);")]
    [InlineData("await foreach (var t in [|session.ChatAsync(new ChatHistory.Message(prompt), null, token)|]) text.Append(t);")]
    public async Task WithoutALimit_Reports(string body) => await test.Reports(Llama(body));

    [Theory]
    [InlineData("using var options = [|new GeneratorParams(model)|]; using var generator = new Generator(model, options); while (!generator.IsDone()) generator.GenerateNextToken();")]
    [InlineData("using (var options = [|new GeneratorParams(model)|]) { options.SetSearchOption(\"top_p\", 0.9); using (var generator = new Generator(model, options)) { generator.AppendTokenSequences(tokens); while (!generator.IsDone()) { generator.GenerateNextToken(); } } }")]
    public async Task GeneratorWithoutALimit_Reports(string body) => await test.Reports(GenAI(body));

    [Fact]
    public async Task OptionsInAPrivateField_Report_Reports() => await test.Reports("""
        class C
        {
            private readonly InferenceParams options = [|new() { TokensKeep = 1 }|];
            async Task M(StatelessExecutor executor, string prompt) { await foreach (var t in executor.InferAsync(prompt, this.options)) Console.Write(t); }
        }
        """);

    [Fact]
    public async Task Message_SaysWhatHappens()
    {
        var found = Assert.Single(await test.Diagnose(Llama("await foreach (var t in executor.InferAsync(prompt)) text.Append(t);")));
        Assert.Equal(
            "'InferAsync' generates until the model ends by itself: nothing limits it, and a model that repeats itself goes on until the context is full; set 'MaxTokens'",
            found.GetMessage(null));

        found = Assert.Single(await test.Diagnose(GenAI("var options = new GeneratorParams(model); var generator = new Generator(model, options); while (!generator.IsDone()) generator.GenerateNextToken();")));
        Assert.Equal(
            "'Generator' generates until the model ends by itself: nothing limits it, and the cache is allocated for the longest context of the model; set 'max_length'",
            found.GetMessage(null));
    }

    [Theory]
    [InlineData("await foreach (var t in executor.InferAsync(prompt, new InferenceParams { MaxTokens = 10 })) text.Append(t);")]
    [InlineData("var options = new InferenceParams { MaxTokens = count }; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    public async Task LimitInTheOptions_IsSilent(string body) => await test.IsSilent(Llama(body));

    [Theory]
    [InlineData("var options = new InferenceParams(); options.MaxTokens = 10; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    [InlineData("var options = new InferenceParams(); if (count > 0) options.MaxTokens = count; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    public async Task LimitSetLaterOnTheSameObject_IsSilent(string body) => await test.IsSilent(Llama(body));

    [Fact]
    public async Task AntiPrompts_IsSilent() => await test.IsSilent(Llama("await foreach (var t in session.ChatAsync(new ChatHistory.Message(prompt), new InferenceParams { AntiPrompts = [\"User:\"] })) text.Append(t);"));

    [Fact]
    public async Task ConversationAtTheConsole_IsSilent() => await test.IsSilent(Llama(
        "while (true) { var question = Console.ReadLine(); await foreach (var t in executor.InferAsync(question, new InferenceParams { MaxTokens = -1 })) { Console.Write(t); } }"));

    [Fact]
    public async Task LoopThatAsksNobody_Reports() => await test.Reports(Llama(
        "Console.ReadLine(); while (text.Length < 100) { await foreach (var t in executor.InferAsync(prompt, [|new InferenceParams { MaxTokens = -1 }|])) { text.Append(t); } }"));

    [Theory]
    [InlineData("await foreach (var t in executor.InferAsync(prompt)) { text.Append(t); if (text.Length > 100) break; }")]
    [InlineData("await foreach (var t in executor.InferAsync(prompt)) { text.Append(t); if (t.Contains('\\n')) return; }")]
    public async Task BreakInTheConsumingLoop_IsSilent(string body) => await test.IsSilent(Llama(body));

    [Theory]
    [InlineData("var options = new InferenceParams(); Set(options); await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t); static void Set(InferenceParams o) { }")]
    [InlineData("var options = new InferenceParams() with { MaxTokens = 3 }; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    [InlineData("var options = new InferenceParams(); var shorter = options with { MaxTokens = 3 }; await foreach (var t in executor.InferAsync(prompt, shorter)) text.Append(t);")]
    [InlineData("var stream = executor.InferAsync(prompt); Use(stream); static void Use(IAsyncEnumerable<string> s) { }")]
    [InlineData("var options = new InferenceParams();")]
    public async Task WhatCannotBeSeen_IsSilent(string body) => await test.IsSilent(Llama(body));

    [Fact]
    public async Task LimitSetByConfiguration_IsSilent() => await test.IsSilent("""
        class Settings { public InferenceParams Inference { get; set; } = new(); }
        class C { async Task M(StatelessExecutor executor, Settings settings, string prompt) { await foreach (var t in executor.InferAsync(prompt, settings.Inference)) Console.Write(t); } }
        """);

    [Fact]
    public async Task TokensThatAreYieldedOn_IsSilent() => await test.IsSilent("""
        class C
        {
            async IAsyncEnumerable<string> M(StatelessExecutor executor, string prompt) { await foreach (var t in executor.InferAsync(prompt)) yield return t; }
            IAsyncEnumerable<string> N(StatelessExecutor executor, string prompt) => executor.InferAsync(prompt);
        }
        """);

    [Fact]
    public async Task TokenThatEndsItAfterATime_IsSilent() => await test.IsSilent(Llama(
        "using var source = new CancellationTokenSource(TimeSpan.FromSeconds(5)); await foreach (var t in executor.InferAsync(prompt, new InferenceParams(), source.Token)) text.Append(t);"));

    [Theory]
    [InlineData("using var options = new GeneratorParams(model); options.SetSearchOption(\"max_length\", limit); using var generator = new Generator(model, options); while (!generator.IsDone()) generator.GenerateNextToken();")]
    [InlineData("using var options = new GeneratorParams(model); options.SetSearchOption(name, limit); using var generator = new Generator(model, options); while (!generator.IsDone()) generator.GenerateNextToken();")]
    [InlineData("using var options = new GeneratorParams(model); Configure(options); using var generator = new Generator(model, options); while (!generator.IsDone()) generator.GenerateNextToken();")]
    [InlineData("using var options = new GeneratorParams(model); using var generator = new Generator(model, options); int n = 0; while (!generator.IsDone() && n++ < limit) generator.GenerateNextToken();")]
    [InlineData("using var options = new GeneratorParams(model); using var generator = new Generator(model, options); while (!generator.IsDone()) { generator.GenerateNextToken(); if (--limit == 0) break; }")]
    [InlineData("using var options = new GeneratorParams(model); using var generator = new Generator(model, options); for (int i = 0; i < limit; i++) generator.GenerateNextToken();")]
    public async Task LimitedGenerator_IsSilent(string body) => await test.IsSilent(GenAI(body));
}

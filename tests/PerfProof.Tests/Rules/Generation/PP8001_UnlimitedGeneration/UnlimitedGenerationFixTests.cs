using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Generation;

/// <summary>The fix of PP8001.</summary>
public sealed class UnlimitedGenerationFixTests
{
    private static readonly RuleTest<UnlimitedGeneration> test = new()
    {
        Libraries = ["LLamaSharp", "Microsoft.ML.OnnxRuntimeGenAI"],
        Usings = """
            using System.Text;
            using System.Threading.Tasks;
            using LLama;
            using LLama.Common;
            using Microsoft.ML.OnnxRuntimeGenAI;


            """,
    };

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(StatelessExecutor executor, Model model, string prompt, StringBuilder text)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData(
        "await foreach (var t in executor.InferAsync(prompt, [|new InferenceParams()|])) text.Append(t);",
        "await foreach (var t in executor.InferAsync(prompt, new InferenceParams() { MaxTokens = 1024 })) text.Append(t);")]
    [InlineData(
        "var options = [|new InferenceParams { TokensKeep = 3 }|]; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);",
        "var options = new InferenceParams { TokensKeep = 3, MaxTokens = 1024 }; await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);")]
    [InlineData(
        "await foreach (var t in [|executor.InferAsync(prompt)|]) text.Append(t);",
        "await foreach (var t in executor.InferAsync(prompt, inferenceParams: new InferenceParams { MaxTokens = 1024 })) text.Append(t);")]
    public async Task Options_GetALimit(string body, string @fixed) => await test.Fixes<UnlimitedGenerationFix>(Method(body), Method(@fixed));

    [Fact]
    public async Task InitializerOfSeveralLines_KeepsItsForm() => await test.Fixes<UnlimitedGenerationFix>(
        Method("""
        var options = [|new InferenceParams
                {
                    // what stays of the prompt
                    TokensKeep = 3,
                }|];
                await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);
        """),
        Method("""
        var options = new InferenceParams
                {
                    // what stays of the prompt
                    TokensKeep = 3,
                    MaxTokens = 1024,
                };
                await foreach (var t in executor.InferAsync(prompt, options)) text.Append(t);
        """));

    [Fact]
    public async Task Generator_GetsALimitBehindTheDeclaration() => await test.Fixes<UnlimitedGenerationFix>(
        Method("""
        using var options = [|new GeneratorParams(model)|];
                using var generator = new Generator(model, options);
                while (!generator.IsDone()) generator.GenerateNextToken();
        """),
        Method("""
        using var options = new GeneratorParams(model);
                options.SetSearchOption("max_length", 4096);
                using var generator = new Generator(model, options);
                while (!generator.IsDone()) generator.GenerateNextToken();
        """));

    [Fact]
    public async Task Title_SaysWhatIsCutOff() => Assert.Equal(
        ["Set MaxTokens to 1,024 (cuts off longer answers)"],
        await test.FixTitles<UnlimitedGenerationFix>(Method("await foreach (var t in executor.InferAsync(prompt)) text.Append(t);")));

    [Fact]
    public async Task LimitThatIsSaidToBeNone_OffersNoFix() => await test.OffersNoFix<UnlimitedGenerationFix>(
        Method("await foreach (var t in executor.InferAsync(prompt, [|new InferenceParams { MaxTokens = -1 }|])) text.Append(t);"));
}

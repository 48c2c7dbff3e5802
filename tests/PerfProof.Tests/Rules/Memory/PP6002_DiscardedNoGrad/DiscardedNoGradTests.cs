using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6002.</summary>
public sealed class DiscardedNoGradTests
{
    private static readonly RuleTest<DiscardedNoGrad> test = new() { Libraries = ["TorchSharp"], Usings = "using System; using System.Threading.Tasks; using TorchSharp; using static TorchSharp.torch;\n" };

    [Theory]
    [InlineData("[|torch.no_grad()|];")]
    [InlineData("[|no_grad()|];")]
    [InlineData("[|torch.inference_mode()|];")]
    [InlineData("_ = [|torch.no_grad()|];")]
    [InlineData("var scope = [|torch.no_grad()|];")]
    public Task Dropped_Reports(string statement) => test.Reports(Method(statement));

    [Theory]
    [InlineData("using var noGrad = torch.no_grad();")]
    [InlineData("using (torch.no_grad()) { x = x + 1; }")]
    [InlineData("using (var scope = torch.inference_mode()) { x = x + 1; }")]
    [InlineData("var scope = torch.no_grad(); try { x = x + 1; } finally { scope.Dispose(); }")]
    [InlineData("this.held = torch.no_grad();")]
    [InlineData("Keep(torch.no_grad());")]
    [InlineData("torch.no_grad().Dispose();")]
    [InlineData("torch.set_grad_enabled(false);")]
    public Task HeldOrMeantToStay_IsSilent(string statement) => test.IsSilent(Method(statement));

    [Fact]
    public Task Returned_IsSilent() => test.IsSilent("class C { IDisposable Off() => torch.no_grad(); IDisposable Off2() { return torch.inference_mode(); } }");

    [Fact]
    public Task Statement_IsFixed() => test.Fixes<DiscardedNoGradFix>(Method("""
        // predict only
        [|torch.no_grad()|]; // off
        var kept = [|inference_mode()|];
        """), Method("""
        // predict only
        using var noGrad = torch.no_grad(); // off
        using var kept = inference_mode();
        """));

    [Fact]
    public Task LastStatementAndAsync_AreNotFixed() => test.OffersNoFix<DiscardedNoGradFix>("""
        class C
        {
            C() { [|torch.no_grad()|]; }
            async Task M() { [|torch.no_grad()|]; await Task.Yield(); Console.WriteLine(); }
            void N(bool off) { if (off) [|torch.no_grad()|]; Console.WriteLine(); }
        }
        """);

    private static string Method(string body) => $$"""
        class C
        {
            IDisposable? held;
            void Keep(IDisposable scope) { this.held = scope; }
            torch.Tensor M(torch.Tensor x)
            {
                {{body}}
                return x + 1;
            }
        }
        """;
}

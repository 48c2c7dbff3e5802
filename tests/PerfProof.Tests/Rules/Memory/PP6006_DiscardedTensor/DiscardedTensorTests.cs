using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP6006.</summary>
public sealed class DiscardedTensorTests
{
    private static readonly RuleTest<DiscardedTensor> test = new()
    {
        Libraries = ["TorchSharp"],
        Usings = "using System; using System.Collections.Generic; using System.Linq; using TorchSharp; using static TorchSharp.torch; using static TorchSharp.torch.nn;\n",
    };

    [Theory]
    [InlineData("[|x.to(torch.CUDA)|];")]
    [InlineData("[|x.to(ScalarType.BFloat16)|];")]
    [InlineData("[|x.cuda()|];")]
    [InlineData("[|x.cpu()|];")]
    [InlineData("[|x.half()|];")]
    [InlineData("[|this.weight.to(DeviceType.CUDA)|];")]
    [InlineData("all.ForEach(t => [|t.cuda()|]);")]
    [InlineData("foreach (var t in all) { [|t.cpu()|]; }")]
    [InlineData("try { [|x.cuda()|]; x = x + 1; } catch (Exception) { }")]
    public Task Dropped_Reports(string statement) => test.Reports(Method(statement));

    [Theory]
    [InlineData("x = x.to(torch.CUDA);")]
    [InlineData("var y = x.cpu(); x = y;")]
    [InlineData("x.cpu().print();")]
    [InlineData("x.cuda().backward();")]
    [InlineData("_ = x.cuda();")]
    [InlineData("model.to(torch.CUDA);")]
    [InlineData("model.cuda(); model.half();")]
    [InlineData("torch.zeros(1).cuda();")]
    [InlineData("try { x.cuda(); } catch (Exception) { }")]
    [InlineData("Throws(() => x.to(ScalarType.Float16));")]
    [InlineData("var moved = all.Select(t => t.cuda()).ToList();")]
    [InlineData("x.add_(x);")]
    public Task UsedOrInPlace_IsSilent(string statement) => test.IsSilent(Method(statement));

    [Fact]
    public Task WarmUp_IsSilent() => test.IsSilent("class C { void WarmUp(Tensor x) { x.cuda(); } }");

    [Fact]
    public Task ExpressionBodied_IsSilent() => test.IsSilent("class C { Tensor Move(Tensor x) => x.cuda(); }");

    [Fact]
    public Task Variable_IsFixed() => test.Fixes<DiscardedTensorFix>(Method("""
        // to the device
        [|x.to(torch.CUDA)|]; // now
        [|this.weight.cpu()|];
        """), Method("""
        // to the device
        x = x.to(torch.CUDA); // now
        this.weight = this.weight.cpu();
        """));

    [Fact]
    public Task ReadOnlyVariables_AreNotFixed() => test.OffersNoFix<DiscardedTensorFix>(Method("""
        foreach (var t in all) { [|t.cpu()|]; }
        using var u = x + 1;
        [|u.cpu()|];
        [|this.bias.cpu()|];
        all.ForEach(t => [|t.cuda()|]);
        """));

    private static string Method(string body) => $$"""
        class C
        {
            Tensor weight = torch.zeros(1);
            readonly Tensor bias = torch.zeros(1);
            void Throws(Func<object> action) { }
            Tensor M(Tensor x, List<Tensor> all, Module<Tensor, Tensor> model)
            {
                {{body}}
                return x + 1;
            }
        }
        """;
}

using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP2006: the shape of a tensor, read on every turn of a loop over elements.</summary>
public sealed class CostlyGetterTests
{
    private static readonly RuleTest<CostlyGetter> rule = new()
    {
        Libraries = ["TorchSharp"],
        Usings = "using System; using System.Linq; using System.Threading.Tasks; using TorchSharp; using static TorchSharp.torch;\n",
    };

    private static string Method(string body) => $$"""
        class C
        {
            private readonly Tensor mask;
            C(Tensor mask) => this.mask = mask;

            async Task<float> M(Tensor tensor, Tensor other, float[] values)
            {
                var sum = 0f;
                {{body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
                await Task.Yield();
                return sum;
            }

            private static void Change(ref long size) => size++;
            private static void Keep(long[] sizes) => Console.WriteLine(sizes.Length);
        }
        """;

    [Theory]
    [InlineData("for (var i = 0; i < [|tensor.shape|][0]; i++) { sum += values[i]; }")]
    [InlineData("foreach (var value in values) { sum += value / [|tensor.shape|][1]; }")]
    [InlineData("var i = 0; while (i < [|tensor.shape|][0]) { sum += values[i++]; }")]
    [InlineData("foreach (var value in values) { if (value < 0) { continue; } sum += tensor.shape.Length * [|tensor.shape|][0]; }")]
    [InlineData("for (var i = 0; i < [|mask.shape|][0]; i++) { sum += values[i]; }")]
    [InlineData("for (var y = 0; y < [|tensor.shape|][0]; y++) { for (var x = 0; x < tensor.shape[1]; x++) { sum += values[(y * tensor.shape[1]) + x]; } }")]
    [InlineData("var data = tensor.data<float>(); for (var i = 0; i < [|tensor.shape|][0]; i++) { sum += data[i]; }")]
    public Task ReadOnEveryTurn_Reports(string body) => rule.Reports(Method(body));

    [Theory]
    [InlineData("var size = tensor.shape[0]; for (var i = 0; i < size; i++) { sum += values[i]; }")]
    [InlineData("for (long i = tensor.shape[0] - 1; i >= 0; i--) { sum += values[i]; }")]
    [InlineData("foreach (var size in tensor.shape) { sum += size; }")]
    [InlineData("for (var i = 0; i < tensor.size(0); i++) { sum += values[i]; }")]
    [InlineData("sum += tensor.shape[0];")]
    [InlineData("for (var i = 0; i < 4; i++) { sum += values[i] / tensor.shape[i]; }")]
    public Task ReadOnceOrCheap_IsSilent(string body) => rule.IsSilent(Method(body));

    [Theory]
    [InlineData("for (var i = 0; i < tensor.shape[0]; i++) { sum += tensor[i].item<float>(); }")]
    [InlineData("for (var i = 0; i < tensor.shape[0]; i++) { other = other + 1; }")]
    [InlineData("foreach (var value in values) { tensor = other.reshape(2, 3); sum += tensor.shape[0]; }")]
    [InlineData("for (var i = 0; i < tensor.shape[0]; i++) { await Task.Delay(5); }")]
    [InlineData("var weight = new TorchSharp.Modules.Parameter(); for (var i = 0; i < tensor.shape[0]; i++) { sum += weight.GetHashCode(); }")]
    [InlineData("for (var i = 0; i < tensor.shape.Length; i++) { sum += tensor.shape[i]; }")]
    [InlineData("for (var i = 0; i < tensor.ndim; i++) { sum += tensor.shape[i]; }")]
    [InlineData("foreach (var t in new[] { tensor, other }) { sum += t.shape[0]; }")]
    public Task LoopOverDimensionsOrTensors_IsSilent(string body) => rule.IsSilent(Method(body));

    [Theory]
    [InlineData("for (var i = 0; i < values.Length; i++) { Keep(tensor.shape); }")]
    [InlineData("for (var i = 0; i < values.Length; i++) { Change(ref tensor.shape[0]); }")]
    [InlineData("for (var i = 0; i < values.Length; i++) { tensor.shape[0] = 5; }")]
    [InlineData("for (var i = 0; i < values.Length; i++) { if (i % 100 == 0) { Console.WriteLine(tensor.shape[0]); } }")]
    public Task ArrayThatIsKeptOrChanged_OrReadSeldom_IsSilent(string body) => rule.IsSilent(Method(body));

    [Fact]
    public Task ShapeOfAnotherType_IsSilent() => rule.IsSilent("""
        class Grid { public long[] shape = new long[2]; }
        class C { long M(Grid grid) { long sum = 0; for (var i = 0; i < grid.shape[0]; i++) { sum += i; } return sum; } }
        """);

    [Theory]
    [InlineData(
        "// all\nfor (var i = 0; i < [|tensor.shape|][0]; i++)\n{\n    sum += values[i];\n}",
        "var tensorShape = tensor.shape;\n// all\nfor (var i = 0; i < tensorShape[0]; i++)\n{\n    sum += values[i];\n}")]
    [InlineData(
        "for (var y = 0; y < [|tensor.shape|][0]; y++)\n{\n    for (var x = 0; x < tensor.shape[1]; x++)\n    {\n        sum += values[(y * tensor.shape[1]) + x];\n    }\n}",
        "var tensorShape = tensor.shape;\nfor (var y = 0; y < tensorShape[0]; y++)\n{\n    for (var x = 0; x < tensorShape[1]; x++)\n    {\n        sum += values[(y * tensorShape[1]) + x];\n    }\n}")]
    [InlineData(
        "var maskShape = 1;\nfor (var i = 0; i < [|this.mask.shape|][0]; i++)\n{\n    sum += values[i] * maskShape;\n}",
        "var maskShape = 1;\nvar maskShape2 = this.mask.shape;\nfor (var i = 0; i < maskShape2[0]; i++)\n{\n    sum += values[i] * maskShape;\n}")]
    public Task Read_MovesBeforeTheLoop(string before, string after) => rule.Fixes<CostlyGetterFix>(Method(before), Method(after));

    [Theory]
    [InlineData("if (sum < 5) for (var i = 0; i < [|tensor.shape|][0]; i++) { sum += values[i]; }")]
    public Task LoopThatIsNoStatementOfABlock_HasNoFix(string body) => rule.OffersNoFix<CostlyGetterFix>(Method(body));
}

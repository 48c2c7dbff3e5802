using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>Rewrites that do not change what a program does do not change what PP3001 says of it.</summary>
public class ReadbackInLoopMetamorphicTests
{
    private static readonly RuleTest<ReadbackInLoop> test = new()
    {
        Libraries = ["ILGPU", "TorchSharp"],
        Usings = """
            using System; using System.Collections.Generic; using System.Linq; using System.Threading.Tasks;
            using ILGPU; using ILGPU.Runtime; using TorchSharp; using static TorchSharp.torch;

            """,
    };

    private static string InMethod(string body, string members = "") => $$"""
        class Simulation
        {
            readonly Accelerator accelerator;
            readonly Action<Index1D, ArrayView<float>, float> kernel;
            readonly torch.Device gpu = torch.CUDA;
            MemoryBuffer1D<float, Stride1D.Dense> field = null!;
            Simulation(Accelerator accelerator)
            {
                this.accelerator = accelerator;
                this.kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step);
            }
            static void Step(Index1D i, ArrayView<float> a, float dt) { a[i] += dt; }
            static void Show(float[] values) { }
            {{members}}
            void Run(int[] steps, float[] host, List<Tensor> losses)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("for (int i = 0; i < steps.Length; i++) { kernel(1, field.View, 1f); [|accelerator.Synchronize()|]; }")]
    [InlineData("for (int turn = 0; turn < steps.Length; ++turn) { this.kernel(1, this.field.View, 1f); [|this.accelerator.Synchronize()|]; }")]
    [InlineData("foreach (var step in steps) { kernel(1, field.View, step); [|accelerator.Synchronize()|]; }")]
    [InlineData("foreach (int step in steps) { kernel.Invoke((1), (field.View), (step)); [|(accelerator).Synchronize()|]; }")]
    [InlineData("int i = 0; while (i < steps.Length) { kernel(1, field.View, 1f); [|accelerator.Synchronize()|]; i++; }")]
    [InlineData("int i = 0; do { kernel(1, field.View, 1f); [|accelerator.Synchronize()|]; } while (++i < steps.Length);")]
    [InlineData("for (int i = 0; i < steps.Length; i++) { var view = field.View; kernel(1, view, 1f); [|accelerator.Synchronize()|]; }")]
    [InlineData("var a = accelerator; for (int i = 0; i < steps.Length; i++) { kernel(1, field.View, 1f); [|a.Synchronize()|]; }")]
    [InlineData("for (int i = 0; i < steps.Length; i++) { var a = accelerator; kernel(1, field.View, 1f); [|a.Synchronize()|]; }")]
    [InlineData("for (int i = 0; i < steps.Length; i++) { Launch(); [|accelerator.Synchronize()|]; }")]
    [InlineData("void Go() { kernel(1, field.View, 1f); } for (int i = 0; i < steps.Length; i++) { Go(); [|accelerator.Synchronize()|]; }")]
    [InlineData("var k = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step); for (int i = 0; i < steps.Length; i++) { k(1, field.View, 1f); [|accelerator.Synchronize()|]; }")]
    [InlineData("Parallel.For(0, steps.Length, i => { kernel(1, field.View, 1f); [|accelerator.Synchronize()|]; });")]
    public Task Synchronize_WrittenDifferently_Reports(string body) => test.Reports(InMethod(body, "void Launch() => kernel(1, field.View, 1f);"));

    [Theory]
    [InlineData("float sum = 0; foreach (var loss in losses) { sum += [|loss.item<float>()|]; } Console.WriteLine(sum);")]
    [InlineData("float sum = 0; foreach (var loss in losses) { var value = [|loss.item<float>()|]; sum += value; } Console.WriteLine(sum);")]
    [InlineData("float sum = 0; foreach (Tensor loss in losses) { sum = sum + ([|loss.item<float>()|]); } Console.WriteLine(sum);")]
    [InlineData("float sum = 0; for (var i = 0; i < losses.Count; i++) { sum += [|losses[i].item<float>()|]; } Console.WriteLine(sum);")]
    [InlineData("float sum = 0; losses.ForEach(loss => sum += [|loss.item<float>()|]); Console.WriteLine(sum);")]
    [InlineData("float sum = losses.Sum(loss => [|loss.item<float>()|]); Console.WriteLine(sum);")]
    public Task Item_WrittenDifferently_Reports(string body) => test.Reports(InMethod(body));

    [Theory]
    [InlineData("for (int i = 0; i < steps.Length; i++) { kernel(1, field.View, 1f); [|Pull(host)|]; Show(host); }")]
    [InlineData("foreach (var step in steps) { kernel(1, field.View, 1f); Show([|Read()|]); }")]
    public Task Readback_BehindAHelper_ReportsTheCallOfTheHelper(string body) =>
        test.Reports(InMethod(body, "void Pull(float[] host) => field.CopyToCPU(host); float[] Read() { return field.GetAsArray1D(); }"));

    [Theory]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); field.CopyToCPU(host); if (host[0] < 1) break; }")]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); field.CopyToCPU(host); var first = host[0]; var done = first < 1; if (done) { break; } }")]
    [InlineData("bool done = false; for (int i = 0; i < 100 && !done; i++) { kernel(1, field.View, 1f); field.CopyToCPU(host); done = host[0] < 1; }")]
    [InlineData("bool done = false; while (!done) { kernel(1, field.View, 1f); field.CopyToCPU(host); if (host[0] < 1) { done = true; } }")]
    [InlineData("foreach (var step in steps) { kernel(1, field.View, 1f); field.CopyToCPU(host); if (!(host[0] < 1)) { continue; } return; }")]
    [InlineData("do { kernel(1, field.View, 1f); } while (field.GetAsArray1D()[0] > 1);")]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); switch (field.GetAsArray1D()[0]) { case > 1: continue; default: return; } }")]
    public Task Convergence_WrittenDifferently_IsSilent(string body) => test.IsSilent(InMethod(body));

    [Theory]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); if (i % 10 == 0) Show(field.GetAsArray1D()); }")]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); if (i % 10 != 0) continue; Show(field.GetAsArray1D()); }")]
    [InlineData("for (int i = 0; i < 100; i++) { kernel(1, field.View, 1f); if ((i + 1) % 10 == 0 || i == 99) { accelerator.Synchronize(); Show(field.GetAsArray1D()); } }")]
    public Task LogInterval_WrittenDifferently_IsSilent(string body) => test.IsSilent(InMethod(body));

    // Looking at each jump again for every jump after it would take 2^200 steps: the test would never end.
    [Fact]
    public Task Continues_ByTheHundred_IsSilent()
    {
        var skips = string.Concat(Enumerable.Range(0, 200).Select(i => $"if (host[{i}] > {i}) continue; "));
        return test.IsSilent(InMethod($"for (int i = 0; i < 100; i++) {{ field.CopyToCPU(host); {skips} kernel(1, field.View, 1f); }}"));
    }
}

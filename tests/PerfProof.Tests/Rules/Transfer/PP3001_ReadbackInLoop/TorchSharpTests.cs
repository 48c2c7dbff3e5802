using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3001 on TorchSharp: reading a scalar of a device tensor waits for everything queued before it.</summary>
public partial class ReadbackInLoopTorchSharpTests
{
    private static readonly RuleTest<ReadbackInLoop> test = new()
    {
        Libraries = ["TorchSharp"],
        Usings = """
            using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq;
            using System.Threading.Tasks; using TorchSharp; using static TorchSharp.torch; using static TorchSharp.torch.nn;

            """,
    };

    private static string InMethod(string body, string members = "", string device = "Device device = null!;") => $$"""
        class Trainer
        {
            {{device}}
            readonly List<float> losses = new();
            int _logInterval = 100;
            {{members}}
            void Run(Module<Tensor, Tensor> model, List<Tensor> data, List<Tensor> targets, optim.Optimizer optimizer, int n, bool verbose)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task ToSingle_AddedUpPerBatch_Reports() => test.Reports(InMethod("""
        double sum = 0;
        foreach (var x in data)
        {
            var output = functional.mse_loss(model.call(x), x);
            sum += [|output.ToSingle()|];
        }
        Console.WriteLine(sum / data.Count);
        """));

    [Fact]
    public Task ToInt64_CountingCorrectAnswersWhileTraining_Reports() => test.Reports(InMethod("""
        long correct = 0; long total = 0; int batchId = 1;
        foreach (var x in data)
        {
            optimizer.zero_grad();
            var prediction = model.call(x);
            var output = functional.cross_entropy(prediction, targets[0]);
            output.backward();
            optimizer.step();
            total += x.shape[0];
            correct += [|prediction.argmax(1).eq(targets[0]).sum().ToInt64()|];
            if (batchId % _logInterval == 0 || total == n)
            {
                Console.WriteLine($"Loss: {output.ToSingle()} Accuracy: {(float)correct / total}");
            }
            batchId++;
        }
        """));

    [Fact]
    public Task Item_AfterToCpu_ReportsOnce() => test.Reports(InMethod("""
        float total = 0;
        foreach (var x in data)
        {
            using (var output = model.call(x))
            {
                total += [|functional.mse_loss(output, x).to(torch.CPU)|].item<float>();
            }
        }
        Console.WriteLine(total);
        """));

    [Fact]
    public Task Cast_IsAReadback_Reports() => test.Reports(InMethod("""
        foreach (var x in data)
        {
            losses.Add([|(float)functional.mse_loss(model.call(x), x)|]);
        }
        """));

    [Fact]
    public Task ArgmaxPerRow_AfterABatchedForward_Reports() => test.Reports(InMethod("""
        var result = model.forward(data[0]);
        var actions = new int[n][];
        for (int i = 0; i < n; i++)
        {
            Tensor best = result[i].argmax(-1).squeeze().to(ScalarType.Int32);
            actions[i] = [|best.data<int>()|].ToArray();
        }
        Console.WriteLine(actions.Length);
        """));

    [Fact]
    public Task Multinomial_PerRowAndHead_Reports() => test.Reports(InMethod("""
        var result = model.forward(data[0]);
        var actions = new int[n][];
        for (int i = 0; i < n; i++)
        {
            actions[i] = new int[4];
            for (int j = 0; j < 4; j++)
            {
                var sample = torch.multinomial(result[i, j], 1, true);
                actions[i][j] = (int)[|sample.item<long>()|];
            }
        }
        """));

    [Fact]
    public Task Argmax_AddedToAListPerHead_Reports() => test.Reports(InMethod("""
        var result = model.forward(data[0]);
        var actions = new List<int>();
        for (int i = 0; i < n; i++)
        {
            actions.Add((int)[|result[i].argmax().item<long>()|]);
        }
        """));

    [Fact]
    public Task Exploration_ChoosesTheDeviceOnMostTurns_Reports() => test.Reports(InMethod("""
        var random = new Random();
        var q = model.forward(data[0]);
        var actions = new long[n];
        for (int i = 0; i < n; i++)
        {
            if (random.NextDouble() > 0.1) { actions[i] = [|q[i].argmax().item<long>()|]; }
            else { actions[i] = random.Next(4); }
        }
        """));

    [Fact]
    public Task Cpu_ForAPreviewOfEveryStep_Reports() => test.Reports(InMethod("""
        var latents = data[0];
        for (int i = 0; i < n; i++)
        {
            using (NewDisposeScope())
            {
                Tensor preview = model.forward(latents);
                preview = [|(preview * 127.5f).cpu()|];
                OnProgress(i + 1, preview.data<float>().ToArray());
                latents = latents - model.forward(latents) * 0.1f;
                latents = latents.MoveToOuterDisposeScope();
            }
        }
        """, "event Action<float[]>? Progress; void OnProgress(int i, float[] image) => Progress?.Invoke(image);"));

    [Fact]
    public Task Synchronize_PerBatch_IsSilentWithoutALaunchInSight() => test.IsSilent(InMethod("""
        foreach (var x in data) { cuda.synchronize(); Console.WriteLine(x.shape[0]); }
        """));

    [Fact]
    public Task Select_WithItemPerElement_Reports() => test.Reports(InMethod("""
        var best = data.Select(x => [|model.forward(x).argmax().item<long>()|]).ToList();
        Console.WriteLine(best.Count);
        """));

    [Fact]
    public Task Helper_ThatReadsOneAnswerPerState_ReportsTheCall() => test.Reports(InMethod("""
        var actions = new List<long>();
        foreach (var state in data) { actions.Add([|Choose(model, state)|]); }
        """, "static long Choose(Module<Tensor, Tensor> model, Tensor state) => model.forward(state).argmax().item<long>();"));

    [Fact]
    public Task Helper_OfATensorThatIsAlreadyOnTheHost_IsReportedOnce() => test.Reports(InMethod("""
        foreach (var x in data)
        {
            var y = [|model.forward(x).cpu()|];
            losses.Add(First(y));
        }
        """, "static float First(Tensor y) => y.max().item<float>();"));

    [Fact]
    public async Task Facts_OfASum_SayAccumulate()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod("""
            float sum = 0;
            foreach (var x in data) { sum += model.call(x).item<float>(); }
            Console.WriteLine(sum);
            """)));
        Assert.Equal("accumulate", diagnostic.Properties[Facts.Shape]);
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
        Assert.Contains("only the total is used", diagnostic.GetMessage());
    }
}

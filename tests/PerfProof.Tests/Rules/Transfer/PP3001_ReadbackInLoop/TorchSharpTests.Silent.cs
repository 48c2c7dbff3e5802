namespace PerfProof.Tests.Rules.Transfer;

/// <summary>Where the wait is needed, seldom, or nothing that costs.</summary>
public partial class ReadbackInLoopTorchSharpTests
{
    [Fact]
    public Task ElementReads_OfATensorThatStays_AreLeftToPP3004_IsSilent() => test.IsSilent(InMethod("""
        var result = model.forward(data[0]);
        var actions = new List<float>();
        for (int i = 0; i < n; i++)
        {
            var mean = result[0, i].item<float>();
            var logStd = result[1, i].item<float>();
            actions.Add(mean + (float)Math.Exp(logStd));
        }
        """));

    [Fact]
    public Task Tokens_HandedOutOneByOne_IsSilent() => test.IsSilent("""
        class Streaming
        {
            readonly Device device = CUDA;
            IEnumerable<string> Tokens(IEnumerable<Tensor> steps, nn.Module<Tensor, Tensor> model)
            {
                foreach (var step in steps)
                {
                    var id = model.call(step).argmax().item<long>();
                    yield return id.ToString();
                }
            }
        }
        """);

    [Fact]
    public Task Loss_InATest_IsSilent() => test.IsSilent("""
        class TestAttribute : Attribute { }
        class TrainingTests
        {
            readonly Device device = CUDA;
            [Test] public void Loss_Falls(List<Tensor> data, nn.Module<Tensor, Tensor> model)
            {
                var sum = 0f;
                foreach (var x in data) { sum += model.call(x).sum().ToSingle(); }
            }
        }
        """);

    [Fact]
    public Task ToSingle_UnderALogInterval_IsSilent() => test.IsSilent(InMethod("""
        int batchId = 1; int total = 0;
        foreach (var x in data)
        {
            var output = functional.mse_loss(model.call(x), x);
            output.backward();
            total++;
            if (batchId % _logInterval == 0 || total == n)
            {
                Console.WriteLine($"Loss: {output.ToSingle():F4}");
            }
            batchId++;
        }
        """));

    [Fact]
    public Task Item_OfTheFirstTurnForADashboard_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < n; i++)
        {
            var loss = functional.mse_loss(model.call(data[0]), data[0]);
            loss.backward();
            if (i == 0) { losses.Add((float)loss.mean().item<float>()); }
        }
        """));

    [Fact]
    public Task Item_OfTheFirstMinibatchOfTheFirstEpoch_IsSilent() => test.IsSilent(InMethod("""
        for (int epoch = 0; epoch < 4; epoch++)
        {
            for (int start = 0; start < n; start += 32)
            {
                var loss = functional.mse_loss(model.call(data[0]), data[0]);
                loss.backward();
                if (epoch == 0 && start == 0) { losses.Add(loss.item<float>()); }
            }
        }
        """));

    [Fact]
    public Task Item_WhenVerbose_IsSilent() => test.IsSilent(InMethod("""
        foreach (var x in data)
        {
            var loss = functional.mse_loss(model.call(x), x);
            if (verbose) Console.WriteLine(loss.item<float>());
        }
        """));

    [Fact]
    public Task Decoding_NextTokenIsFedBack_IsSilent() => test.IsSilent(InMethod("""
        var ids = new List<long> { 1 };
        for (int i = 0; i < n; i++)
        {
            var input = torch.tensor(ids, device: device);
            var next = model.forward(input).argmax(-1).item<long>();
            ids.Add(next);
        }
        """));

    [Fact]
    public Task Decoding_StopsAtTheEndToken_IsSilent() => test.IsSilent(InMethod("""
        var ids = data[0]; var text = new List<long>();
        for (int i = 0; i < n; i++)
        {
            var next = model.forward(ids).argmax(-1);
            ids = torch.cat(new[] { ids, next });
            var token = next.item<long>();
            if (token == 2) break;
            text.Add(token);
        }
        """));

    [Fact]
    public Task Decoding_ContinuesWhileNotFinished_IsSilent() => test.IsSilent(InMethod("""
        var ids = data[0]; bool finished = false;
        while (!finished)
        {
            var next = model.forward(ids).argmax(-1);
            ids = torch.cat(new[] { ids, next });
            finished = next.eq(ids).ToBoolean();
        }
        """));

    [Fact]
    public Task EarlyStopping_OnTheLoss_IsSilent() => test.IsSilent(InMethod("""
        float best = float.MaxValue; int patience = 0;
        for (int i = 0; i < n; i++)
        {
            var loss = functional.mse_loss(model.call(data[0]), data[0]);
            loss.backward();
            var value = loss.item<float>();
            if (value < best) { best = value; patience = 0; } else { patience++; }
            if (patience > 5) break;
        }
        """));

    [Fact]
    public Task Scheduler_StepsOnTheLoss_IsSilent() => test.IsSilent(InMethod("""
        float rate = 0.1f;
        for (int i = 0; i < n; i++)
        {
            var loss = functional.mse_loss(model.call(data[0]), data[0]);
            loss.backward();
            if (loss.item<float>() > 1) { rate *= 0.5f; }
            data[0].mul_(rate);
        }
        """));

    [Fact]
    public Task Clipping_ScalesByTheNormThatWasRead_IsSilent() => test.IsSilent(InMethod("""
        foreach (var x in data)
        {
            var norm = x.norm().item<float>();
            if (norm > 1) { x.mul_(1 / norm); }
        }
        """));

    [Fact]
    public Task Reinforcement_ActionGoesToTheEnvironmentWhoseStateIsUploaded_IsSilent() => test.IsSilent(InMethod("""
        float[] state = environment.Reset();
        for (int i = 0; i < n; i++)
        {
            var action = model.forward(torch.tensor(state, device: device)).argmax().item<long>();
            state = environment.Step(action);
        }
        """, "interface IEnvironment { float[] Reset(); float[] Step(long action); } IEnvironment environment = null!;"));

    [Fact]
    public Task NaNCheck_ThatThrows_IsSilent() => test.IsSilent(InMethod("""
        foreach (var x in data)
        {
            var loss = functional.mse_loss(model.call(x), x);
            if (float.IsNaN(loss.item<float>())) throw new InvalidOperationException("diverged");
            loss.backward();
        }
        """));

    [Fact]
    public Task EpochSummary_AfterTheBatches_IsSilent() => test.IsSilent(InMethod("""
        for (int epoch = 0; epoch < n; epoch++)
        {
            Tensor total = torch.zeros(1, device: device);
            foreach (var x in data) { total = total + functional.mse_loss(model.call(x), x); }
            Console.WriteLine(total.item<float>());
        }
        """));

    [Fact]
    public Task Epoch_ThatCallsMethodsWhichGoThroughTheBatches_IsSilent() => test.IsSilent(InMethod("""
        for (int epoch = 0; epoch < n; epoch++)
        {
            Train(model, data);
            var accuracy = Evaluate(model, data);
            Console.WriteLine($"{accuracy} {functional.mse_loss(model.call(data[0]), data[0]).item<float>()}");
        }
        """, """
        void Train(Module<Tensor, Tensor> model, List<Tensor> data)
        {
            foreach (var x in data) { functional.mse_loss(model.call(x), x).backward(); }
        }
        float Evaluate(Module<Tensor, Tensor> model, List<Tensor> data)
        {
            Tensor total = torch.zeros(1, device: device);
            foreach (var x in data) { total = total + functional.mse_loss(model.call(x), x); }
            return total.item<float>();
        }
        """));

    [Fact]
    public Task Helper_ThatReadsInOrderToComputeATensor_IsSilent() => test.IsSilent(InMethod("""
        var x = data[0]; var kept = new List<Tensor>();
        for (int i = 0; i < n; i++) { kept.Add(Scale(model.forward(x))); }
        """, "static Tensor Scale(Tensor x) => x / x.max().item<float>();"));

    [Fact]
    public Task Item_OfATensorBroughtToTheHostBeforeTheLoop_IsSilent() => test.IsSilent(InMethod("""
        var host = model.forward(data[0]).cpu();
        for (int i = 0; i < n; i++) { losses.Add(host[i].item<float>()); }
        """));

    [Fact]
    public Task Item_OfATensorMovedByTo_IsSilent() => test.IsSilent(InMethod("""
        var scores = model.forward(data[0]);
        scores = scores.to(torch.CPU);
        for (int i = 0; i < n; i++) { losses.Add(scores[i].max().ToSingle()); }
        """));

    [Fact]
    public Task Item_OfATensorMadeOnTheHost_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < n; i++)
        {
            var t = torch.randn(16, device: torch.CPU);
            losses.Add(t.max().item<float>());
        }
        """));

    [Fact]
    public Task Item_InAProgramThatNeverNamesADevice_IsSilent() => test.IsSilent(InMethod("""
        double sum = 0;
        foreach (var x in data) { sum += model.call(x).ToSingle(); }
        Console.WriteLine(sum);
        """, device: ""));

    [Fact]
    public Task Cpu_OnceAfterTheLoop_IsSilent() => test.IsSilent(InMethod("""
        var latents = data[0];
        for (int i = 0; i < n; i++) { latents = latents - model.forward(latents) * 0.1f; }
        var image = latents.cpu();
        Console.WriteLine(image.data<float>().ToArray().Length);
        """));

    [Fact]
    public Task Shape_AndToString_AreNotTransfers_IsSilent() => test.IsSilent(InMethod("""
        foreach (var x in data) { Console.WriteLine($"{x} {x.shape[0]} {x.ToString()}"); }
        """));

    [Fact]
    public Task Data_OfEachImageToBeSaved_IsSilent() => test.IsSilent(InMethod("""
        var images = model.forward(data[0]);
        for (int i = 0; i < n; i++)
        {
            var image = images[i];
            File.WriteAllBytes(i + ".raw", image.data<byte>().ToArray());
        }
        """));

    [Fact]
    public Task Latency_MeasuredPerTurn_IsSilent() => test.IsSilent(InMethod("""
        var clock = new Stopwatch();
        foreach (var x in data)
        {
            clock.Restart();
            var y = model.forward(x).cpu();
            clock.Stop();
            Console.WriteLine($"{clock.ElapsedMilliseconds} {y.shape[0]}");
        }
        """));

    [Fact]
    public Task Benchmark_IsSilent() => test.IsSilent("""
        class BenchmarkAttribute : Attribute { }
        class Speed
        {
            Device device = null!;
            [Benchmark] public float Sum(List<Tensor> data)
            {
                float sum = 0;
                foreach (var x in data) { sum += x.sum().item<float>(); }
                return sum;
            }
        }
        """);
}

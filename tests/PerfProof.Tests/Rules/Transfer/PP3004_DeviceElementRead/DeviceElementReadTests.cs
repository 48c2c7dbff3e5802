using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3004: device memory read element by element, and reads that only look like it.</summary>
public sealed class DeviceElementReadTests
{
    private const string Usings = """
        using System; using System.Collections.Generic; using System.Linq; using TorchSharp; using static TorchSharp.torch;

        """;

    private static readonly RuleTest<DeviceElementRead> test = new() { Libraries = ["TorchSharp"], Usings = Usings };

    private static readonly RuleTest<DeviceElementRead> cuda = new() { Libraries = ["ManagedCuda"], Usings = "using System; using ManagedCuda;\n" };

    private static string InMethod(string body) => $$"""
        class Post
        {
            readonly Device device = CUDA;
            static void Show(float value) { }
            void Run(Tensor scores, Tensor boxes, nn.Module<Tensor, Tensor> model, int count, bool verbose)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task Item_OfEachElement_Reports() => test.Reports(InMethod("""
        var found = new List<float>();
        for (int i = 0; i < count; i++) { found.Add([|scores[i].item<float>()|]); }
        """));

    [Fact]
    public Task Items_OfOneTensorInOneLoop_Reports_Once() => test.Reports(InMethod("""
        var result = model.call(boxes);
        for (int i = 0; i < count; i++)
        {
            var mean = [|result[0, i].item<float>()|];
            var deviation = result[1, i].item<float>();
            Show(mean + (float)Math.Exp(deviation));
        }
        """));

    [Fact]
    public Task ToSingle_OfElementsInTwoLoops_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < 4; j++) { Show([|boxes[i, j].ToSingle()|]); }
        }
        """));

    [Fact]
    public Task Conversion_OfAnElementInALocal_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < count; i++)
        {
            var score = scores[i];
            if ([|(float)score|] > 0.5f) { Show(i); }
        }
        """));

    [Fact]
    public Task Item_InASelect_Reports() => test.Reports(InMethod("""
        var best = Enumerable.Range(0, count).Select(i => [|scores[i].ToSingle()|]).Max();
        """));

    [Fact]
    public Task Tolist_Reports() => test.Reports(InMethod("""
        var values = [|scores.tolist()|];
        """));

    [Fact]
    public Task Element_OfAFieldInAMethodCalledPerStep_Reports() => test.Reports("""
        class Scheduler
        {
            Tensor sigmas = zeros(10);
            void SetTimesteps(Device device) { sigmas = zeros(10, device: device); }
            public Tensor Scale(Tensor sample, long step)
            {
                var sigma = [|sigmas[step].ToSingle()|];
                return sample / sigma;
            }
        }
        class Program
        {
            static Tensor Run(Scheduler scheduler, Tensor sample, int steps)
            {
                for (int i = 0; i < steps; i++) { sample = scheduler.Scale(sample, i); }
                return sample;
            }
        }
        """);

    [Fact]
    public Task Indexer_OfADeviceVariable_Reports() => cuda.Reports("""
        class Layer
        {
            void Show(CudaDeviceVariable<float> weights, int count)
            {
                for (int i = 0; i < count; i++) { Console.WriteLine([|weights[i]|]); }
            }
        }
        """);

    [Fact]
    public Task Element_OfATensorThatEachTurnComputes_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < count; i++)
        {
            var result = model.call(boxes[i]);
            Show(result[0].item<float>());
        }
        """));

    [Fact]
    public Task Element_OfATensorThatTheTurnReplaces_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < count; i++)
        {
            Show(scores[i].item<float>());
            scores = model.call(scores);
        }
        """));

    [Fact]
    public Task Element_OfATensorThatTheTurnChangesInPlace_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < count; i++)
        {
            Show(scores[i].item<float>());
            scores.add_(boxes);
        }
        """));

    [Fact]
    public Task Element_OfATensorThatAMethodMayChange_IsSilent() => test.IsSilent("""
        class Post
        {
            readonly Device device = CUDA;
            static void Suppress(Tensor scores, int i) { scores.add_(scores[i]); }
            void Run(Tensor scores, int count)
            {
                for (int i = 0; i < count; i++) { Console.WriteLine(scores[i].item<float>()); Suppress(scores, i); }
            }
        }
        """);

    [Fact]
    public Task Element_OfATensorOnTheHost_IsSilent() => test.IsSilent(InMethod("""
        var host = scores.cpu();
        for (int i = 0; i < count; i++) { Show(host[i].item<float>()); }
        """));

    [Fact]
    public Task Element_OfATensorMadeWithoutADevice_IsSilent() => test.IsSilent(InMethod("""
        var steps = arange(10);
        for (int i = 0; i < count; i++) { Show(steps[i].item<float>()); }
        """));

    [Fact]
    public Task Element_OfTensorsComputedFromFactories_IsSilent() => test.IsSilent(InMethod("""
        Tensor lengths;
        if (verbose) { lengths = ones(10); }
        else { lengths = normal(0, 1, new long[] { 10 }); lengths = maximum(ones(1), round(lengths)).@float(); }
        var picked = multinomial(ones(10), 4, false);
        var first = (from j in Enumerable.Range(0, 4) select picked[j].item<long>() + lengths[j].item<int>()).ToArray();
        """));

    [Fact]
    public Task Element_OfATensorComputedWithOneOfADevice_Reports() => test.Reports(InMethod("""
        var lengths = maximum(ones(1, device: device), round(scores));
        for (int i = 0; i < count; i++) { Show([|lengths[i].item<float>()|]); }
        """));

    private static string WithHelpers(string body, string place = "") => $$"""
        struct Table
        {
            public string[] Names; public Tensor Data;
            public Table(string[] names, Tensor data) { Names = names; Data = data; }
        }
        class Augment
        {
            readonly Device device = CUDA;
            static void Show(double value) { }
            private (int, Tensor, Tensor) Pick(int n) { var odds = rand(2); return (n, odds, rand(2{{place}})); }
            private Dictionary<string, (Tensor, bool)> Space(int bins) => new() { { "shear", (linspace(0.0, 0.3, bins{{place}}), true) }, { "post", (8 - round(arange(bins)), false) } };
            private Table Load() { var numbers = new long[4]; return new Table(new[] { "a" }, tensor(numbers{{place}})); }
            void Run(string[] names, Tensor scores)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var (n, odds, signs) = Pick(4); for (int i = 0; i < n; i++) { Show({0}signs[i].ToDouble(){1}); }")]
    [InlineData("var space = Space(10); foreach (var name in names) { var (sizes, signed) = space[name]; for (int i = 0; i < 10; i++) { Show({0}sizes[i].ToDouble(){1}); } }")]
    [InlineData("var table = Load(); var mask = (table.Data - 1f).squeeze(); var found = squeeze(nonzero(mask), dim: null); for (int i = 0; i < 10; i++) { Show({0}found[i].item<long>(){1}); }")]
    public async Task Element_OfWhatAHelperMakes_DependsOnItsPlace_Reports(string body)
    {
        await test.IsSilent(WithHelpers(body.Replace("{0}", "").Replace("{1}", "")));
        await test.Reports(WithHelpers(body.Replace("{0}", "[|").Replace("{1}", "|]"), ", device: device"));
    }

    [Theory]
    [InlineData("var list = new List<Tensor> { ones(4) }; list.Add(scores); for (int i = 0; i < 4; i++) { Show([|list[1][i].ToDouble()|]); }")]
    [InlineData("var table = Load(); table.Data = scores; for (int i = 0; i < 4; i++) { Show([|table.Data[i].ToDouble()|]); }")]
    public Task Element_OfAHolderThatIsGivenATensorLater_Reports(string body) => test.Reports(WithHelpers(body));

    [Theory]
    [InlineData("", 0)]
    [InlineData("device-to-host | M:TorchSharp.torch.Tensor.tolist | whole=TorchSharp.torch.Tensor::data", 1)]
    public async Task Element_InTheLibraryItself_IsSilent_UnlessAUserNamesIt(string catalog, int count)
    {
        var inside = new RuleTest<DeviceElementRead> { AssemblyName = "TorchSharp", Catalog = catalog, Usings = "" };
        var found = await inside.Diagnose("""
            namespace TorchSharp
            {
                public static class torch
                {
                    public class Tensor
                    {
                        public string device => "CUDA";
                        public object[] tolist() => new object[0];
                    }
                    public static object[] Histogram(Tensor counts) => counts.tolist();
                }
            }
            """);
        Assert.Equal(count, found.Length);
    }

    [Fact]
    public Task Element_OfATensorMadeOnADevice_Reports() => test.Reports(InMethod("""
        var steps = arange(10, device: device);
        for (int i = 0; i < count; i++) { Show([|steps[i].item<float>()|]); }
        """));

    [Theory]
    [InlineData("to(device)")]
    [InlineData("to(float32, device)")]
    [InlineData("to(scores)")]
    public Task Element_OfATensorMovedAfterItWasMade_Reports(string move) => test.Reports(InMethod($$"""
        var steps = arange(10).{{move}};
        for (int i = 0; i < count; i++) { Show([|steps[i].item<float>()|]); }
        """));

    [Fact]
    public Task Element_OfATensorWhoseTypeChanged_IsSilent() => test.IsSilent(InMethod("""
        var steps = arange(10).to(float32);
        for (int i = 0; i < count; i++) { Show(steps[i].item<float>()); }
        """));

    [Fact]
    public Task Element_OfATensorMadeWhereTheProgramSaysByDefault_Reports() => test.Reports(InMethod("""
        // set_default_device was called at start.
        var steps = arange(10);
        for (int i = 0; i < count; i++) { Show([|steps[i].item<float>()|]); }
        """));

    [Fact]
    public Task Element_WhereTheTensorIsNotOnADevice_IsSilent() => test.IsSilent(InMethod("""
        if (count < 50 && !scores.is_cuda)
        {
            for (int i = 0; i < count; i++) { Show(scores[i].item<float>()); }
        }
        """));

    [Fact]
    public Task Element_WhereTheTensorIsOnADevice_Reports() => test.Reports(InMethod("""
        if (scores.is_cuda)
        {
            for (int i = 0; i < count; i++) { Show([|scores[i].item<float>()|]); }
        }
        else
        {
            for (int i = 0; i < count; i++) { Show(scores[i].item<float>()); }
        }
        """));

    [Fact]
    public Task Element_ThatATestChecks_IsSilent() => test.IsSilent("""
        class FactAttribute : Attribute { }
        class ScoreTests
        {
            readonly Device device = CUDA;
            [Fact] public void Scores_Sum(Tensor scores, int count)
            {
                for (int i = 0; i < count; i++) { Console.WriteLine(scores[i].item<float>()); }
            }
        }
        """);

    [Fact]
    public Task Element_InAProgramWithoutADevice_IsSilent() => test.IsSilent("""
        class Post
        {
            static void Show(Tensor scores, int count)
            {
                for (int i = 0; i < count; i++) { Console.WriteLine(scores[i].item<float>()); }
            }
        }
        """);

    [Fact]
    public Task Element_ReadOnce_IsSilent() => test.IsSilent(InMethod("Show(scores[0].item<float>());"));

    [Fact]
    public Task Element_UnderAVerboseFlag_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < count; i++)
        {
            if (i % 100 == 0) { Show(scores[i].item<float>()); }
        }
        """));

    [Fact]
    public Task Element_OnTheFirstTurnOnly_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < count; i++)
        {
            if (i == 0) { Show(scores[i].item<float>()); }
        }
        """));

    [Fact]
    public Task Element_OfAFieldInAMethodThatNoLoopCalls_IsSilent() => test.IsSilent("""
        class Scheduler
        {
            readonly Tensor sigmas = zeros(10, device: CUDA);
            public float Sigma(long step) => sigmas[step].ToSingle();
        }
        class Program { static float First(Scheduler scheduler) => scheduler.Sigma(0); }
        """);

    [Fact]
    public Task Element_OfAFieldThatTheLoopReplaces_IsSilent() => test.IsSilent("""
        class Agent
        {
            Tensor state = zeros(4, device: CUDA);
            void Step() { state = state * 2; }
            float First() => state[0].ToSingle();
            public void Run(int steps)
            {
                for (int i = 0; i < steps; i++) { Step(); Console.WriteLine(First()); }
            }
        }
        """);

    [Fact]
    public Task Indexer_AfterALaunchOfTheTurn_IsSilent() => cuda.IsSilent("""
        class Layer
        {
            void Train(CudaKernel step, CudaDeviceVariable<float> error, int count)
            {
                for (int i = 0; i < count; i++)
                {
                    step.Run(error.DevicePointer);
                    Console.WriteLine(error[0]);
                }
            }
        }
        """);

    [Fact]
    public Task Indexer_ThatIsWritten_IsSilent() => cuda.IsSilent("""
        class Layer
        {
            void Clear(CudaDeviceVariable<float> weights, int count)
            {
                for (int i = 0; i < count; i++) { weights[i] = 0; }
            }
        }
        """);

    [Fact]
    public Task Tolist_OfATensorOnTheHost_IsSilent() => test.IsSilent(InMethod("""
        var host = scores.to(torch.CPU);
        var values = host.tolist();
        """));

    [Fact]
    public async Task Message_NamesTheTensorAndTheRemedy()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod("for (int i = 0; i < count; i++) { Show(scores[i].item<float>()); }")));
        Assert.Equal("'item' waits for the device once per element of 'scores', which does not change in this loop: copy it to the host once before the loop", diagnostic.GetMessage(null));
        Assert.Equal("loop", diagnostic.Properties[Facts.Shape]);
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
    }

    [Fact]
    public async Task Message_OfSeveralReads_SaysHowMany()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod("for (int i = 0; i < count; i++) { Show(boxes[i, 0].ToSingle()); Show(boxes[i, 1].ToSingle()); }")));
        Assert.Equal("'ToSingle' waits for the device once per element of 'boxes', which does not change in this loop and is read at 2 places in it: copy it to the host once before the loop", diagnostic.GetMessage(null));
    }

    [Fact]
    public Task ReadbackInLoop_LeavesElementsToThisRule() => new RuleTest<ReadbackInLoop> { Libraries = test.Libraries, Usings = Usings }.IsSilent(InMethod("""
        for (int i = 0; i < count; i++) { Show(scores[i].item<float>()); }
        """));
}

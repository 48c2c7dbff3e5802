using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3006: readbacks that nobody reads, and those that somebody does.</summary>
public sealed class UnusedReadbackTests
{
    private static readonly RuleTest<UnusedReadback> test = new()
    {
        Libraries = ["ILGPU"],
        Usings = "using System; using System.Diagnostics; using System.Linq; using ILGPU; using ILGPU.Runtime;\n",
    };

    private static readonly RuleTest<UnusedReadback> torch = new() { Libraries = ["TorchSharp"], Usings = "using System; using TorchSharp; using static TorchSharp.torch;\n" };

    private static string InMethod(string body, string method = "void Run(float[] host, bool again)") => $$"""
        class Simulation(Accelerator accelerator, Action<Index1D, ArrayView<float>> kernel)
        {
            readonly MemoryBuffer1D<float, Stride1D.Dense> field = accelerator.Allocate1D<float>(64);
            static int Next() => 1;
            static void Show(float[] values) { }
            {{method}}
            {
                {{body}}
            }
        }
        """;

    private static string OnDevice(string body) => $$"""
        class Training
        {
            readonly Device device = CUDA;
            void Run(nn.Module<Tensor, Tensor> model, Tensor data)
            {
                var loss = model.call(data.to(device));
                {{body}}
            }
        }
        """;

    [Fact]
    public Task GetAsArray1D_Dropped_Reports() => test.Reports(InMethod("[|field.GetAsArray1D()|];"));

    [Fact]
    public Task GetAsArray1D_Discarded_Reports() => test.Reports(InMethod("_ = [|field.GetAsArray1D()|];"));

    [Fact]
    public Task GetAsArray1D_InALocalThatNobodyReads_Reports() => test.Reports(InMethod("""
        kernel(field.IntExtent, field.View);
        var values = [|field.GetAsArray1D()|];
        """));

    [Fact]
    public Task CopyToCPU_IntoAnArrayThatNobodyReads_Reports() => test.Reports(InMethod("""
        var values = new float[64];
        for (int i = 0; i < 100; i++) { kernel(field.IntExtent, field.View); [|field.CopyToCPU(values)|]; }
        """));

    [Fact]
    public Task Item_Dropped_Reports() => torch.Reports(OnDevice("[|loss.item<float>()|];"));

    [Fact]
    public Task ToSingle_InALocalThatNobodyReads_Reports() => torch.Reports(OnDevice("var value = [|loss.ToSingle()|];"));

    [Fact]
    public Task GetAsArray1D_Used_IsSilent() => test.IsSilent(InMethod("Show(field.GetAsArray1D());"));

    [Fact]
    public Task GetAsArray1D_Returned_IsSilent() => test.IsSilent(InMethod("return field.GetAsArray1D();", "float[] Run()"));

    [Fact]
    public Task GetAsArray1D_InALocalThatALambdaReads_IsSilent() => test.IsSilent(InMethod("""
        var values = field.GetAsArray1D();
        Action show = () => Show(values);
        show();
        """));

    [Fact]
    public Task CopyToCPU_IntoAnArrayThatIsReadLater_IsSilent() => test.IsSilent(InMethod("""
        var values = new float[64];
        for (int i = 0; i < 100; i++) { kernel(field.IntExtent, field.View); field.CopyToCPU(values); }
        Console.WriteLine(values[0]);
        """));

    [Fact]
    public Task CopyToCPU_IntoAnArrayOfTheCaller_IsSilent() => test.IsSilent(InMethod("field.CopyToCPU(host);"));

    [Fact]
    public Task CopyToCPU_IntoAnotherNameOfAnArray_IsSilent() => test.IsSilent(InMethod("var values = host; field.CopyToCPU(values);"));

    [Fact]
    public Task GetAsArray1D_ToWaitForTheDevice_IsSilent() => test.IsSilent(InMethod("""
        var clock = Stopwatch.StartNew();
        kernel(field.IntExtent, field.View);
        field.GetAsArray1D();
        Console.WriteLine(clock.Elapsed);
        """));

    [Fact]
    public Task GetAsArray1D_InAWarmUp_IsSilent() => test.IsSilent(InMethod("field.GetAsArray1D();", "void WarmUp()"));

    [Fact]
    public Task Item_OfATensorOnTheHost_IsSilent() => torch.IsSilent(OnDevice("var host = loss.cpu(); host.item<float>();"));

    [Fact]
    public Task Cpu_Dropped_IsAnotherRules_IsSilent() => torch.IsSilent(OnDevice("loss.cpu();"));

    [Fact]
    public Task Item_InAProgramWithoutADevice_IsSilent() => torch.IsSilent("class Training { static void Run(Tensor loss) { loss.item<float>(); } }");

    [Fact]
    public Task ReadbackInLoop_LeavesIt_ToThisRule_IsSilent() => new RuleTest<ReadbackInLoop> { Libraries = test.Libraries, Usings = test.Usings }.IsSilent(InMethod("""
        for (int i = 0; i < 100; i++) { kernel(field.IntExtent, field.View); field.GetAsArray1D(); }
        """));

    [Fact]
    public Task Fix_RemovesTheStatement() => test.Fixes<UnusedReadbackFix>(
        InMethod("""
            kernel(field.IntExtent, field.View);
                    var values = [|field.GetAsArray1D()|];
                    Show(host);
            """),
        InMethod("""
            kernel(field.IntExtent, field.View);
                    Show(host);
            """));

    [Fact]
    public async Task Title_SaysWhatChanges() =>
        Assert.Equal([UnusedReadbackFix.Title], await test.FixTitles<UnusedReadbackFix>(InMethod("_ = field.GetAsArray1D();")));

    [Fact]
    public Task Fix_OfACallThatDoesSomethingElse_IsNotOffered() => test.OffersNoFix<UnusedReadbackFix>(InMethod("[|field.View.SubView(Next(), 2).GetAsArray1D()|];"));

    [Fact]
    public Task Fix_OfAnEmbeddedStatement_IsNotOffered() => test.OffersNoFix<UnusedReadbackFix>(InMethod("if (again) [|field.GetAsArray1D()|];"));
}

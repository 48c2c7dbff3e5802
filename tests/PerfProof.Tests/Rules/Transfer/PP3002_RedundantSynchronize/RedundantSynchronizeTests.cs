using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3002: synchronises that another wait makes superfluous, and those that only look like it.</summary>
public sealed class RedundantSynchronizeTests
{
    private static readonly RuleTest<RedundantSynchronize> test = new()
    {
        Libraries = ["ILGPU"],
        Usings = """
            using System; using System.Collections.Generic; using System.Diagnostics; using System.Linq;
            using System.Threading.Tasks; using ILGPU; using ILGPU.Runtime;

            """,
    };

    private static readonly RuleTest<RedundantSynchronize> cuda = new()
    {
        Libraries = ["ManagedCuda"],
        Usings = "using System; using ManagedCuda;\n",
    };

    private static string InMethod(string body, string members = "", string method = "void Run(int steps, float[] host, bool again)") => $$"""
        class Simulation
        {
            readonly Accelerator accelerator;
            readonly Action<Index1D, ArrayView<float>, float> kernel;
            MemoryBuffer1D<float, Stride1D.Dense> field = null!, other = null!;
            MemoryBuffer1D<float, Stride1D.Dense>[] buffers = null!;
            {{members}}
            Simulation(Accelerator accelerator)
            {
                this.accelerator = accelerator;
                this.kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step);
            }
            static void Step(Index1D i, ArrayView<float> a, float dt) { a[i] += dt; }
            static void Show(float[] values) { }
            {{method}}
            {
                {{body}}
            }
        }
        """;

    private const string Launch = "kernel((int)field.Length, field.View, 0.1f);";

    [Fact]
    public Task Synchronize_RightBeforeCopyToCPU_Reports() => test.Reports(InMethod(Launch + """
        [|accelerator.Synchronize()|];
        field.CopyToCPU(host);
        """));

    [Fact]
    public Task Synchronize_BeforeAReadbackIntoANewArray_Reports() => test.Reports(InMethod(Launch + """
        [|accelerator.DefaultStream.Synchronize()|];
        var values = new float[field.Length];
        field.View.SubView(0, 16).CopyToCPU(values);
        """));

    [Fact]
    public Task Synchronize_BeforeGetAsArray1D_Reports() => test.Reports(InMethod(Launch + """
        [|accelerator.Synchronize()|];
        return field.GetAsArray1D();
        """, method: "float[] Run()"));

    [Fact]
    public Task Synchronize_AfterCopyToCPU_Reports() => test.Reports(InMethod(Launch + """
        field.CopyToCPU(host);
        [|accelerator.Synchronize()|];
        """));

    [Fact]
    public Task Synchronize_Twice_ReportsTheSecond_Reports() => test.Reports(InMethod(Launch + """
        accelerator.Synchronize();
        Show(host);
        [|accelerator.Synchronize()|];
        """));

    [Fact]
    public Task Synchronize_AfterAnUpload_Reports() => test.Reports(InMethod("""
        field.CopyFromCPU(host);
        [|accelerator.Synchronize()|];
        """ + Launch));

    [Fact]
    public Task Synchronize_OnEveryWayAfterAWait_Reports() => test.Reports(InMethod(Launch + """
        if (again) { field.CopyToCPU(host); } else { accelerator.Synchronize(); }
        [|accelerator.Synchronize()|];
        """));

    [Fact]
    public Task Synchronize_InAParallelLoopThatOnlyCopies_Reports() => test.Reports(InMethod("""
        await Task.Run(() => Parallel.For(0, buffers.Length, i =>
        {
            try
            {
                var output = accelerator.Allocate1D<float>(buffers[i].Length);
                var values = buffers[i].GetAsArray1D();
                if (values.Length == 0) { Console.WriteLine("empty"); return; }
                [|accelerator.Synchronize()|];
                Array.Sort(values);
                [|accelerator.Synchronize()|];
            }
            catch (Exception e) { Console.WriteLine(e.Message); }
        }));
        """, method: "async Task Run()"));

    [Fact]
    public Task Synchronize_OfTheSameStreamAsTheCopy_Reports() => test.Reports(InMethod("""
        stream.Synchronize();
        """ + Launch + """
        [|stream.Synchronize()|];
        field.View.CopyToCPU(stream, host);
        """, method: "void Run(AcceleratorStream stream, float[] host)"));

    [Fact]
    public Task Synchronize_AfterABlockingLaunch_Reports() => cuda.Reports("""
        class Layer
        {
            void Run(CudaContext context, CudaKernel kernel, CudaDeviceVariable<float> data, float[] host)
            {
                kernel.Run(data.DevicePointer);
                [|context.Synchronize()|];
                data.CopyToHost(host);
                [|context.Synchronize()|];
            }
        }
        """);

    [Fact]
    public Task Synchronize_AfterALaunch_IsSilent() => test.IsSilent(InMethod(Launch + """
        accelerator.Synchronize();
        Show(host);
        """));

    [Fact]
    public Task Synchronize_WithNothingKnownBefore_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        Show(host);
        """));

    [Fact]
    public Task Synchronize_AfterALaunchOnOneOfTheWays_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        if (again) { kernel((int)field.Length, field.View, 0.1f); }
        accelerator.Synchronize();
        """));

    [Fact]
    public Task Synchronize_AfterALaunchOfTheTurnBefore_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        for (int i = 0; i < steps; i++)
        {
            accelerator.Synchronize();
            kernel((int)field.Length, field.View, 0.1f);
        }
        """));

    [Fact]
    public Task Synchronize_OfAnotherStreamThanTheCopy_IsSilent() => test.IsSilent(InMethod("""
        kernel((int)field.Length, field.View, 0.1f);
        stream.Synchronize();
        field.CopyToCPU(host);
        """, method: "void Run(AcceleratorStream stream, float[] host)"));

    [Fact]
    public Task Synchronize_OfTheDeviceInAProgramWithStreams_IsSilent() => test.IsSilent(InMethod("""
        kernel((int)field.Length, field.View, 0.1f);
        accelerator.Synchronize();
        field.CopyToCPU(host);
        """, "void Copy() { using var stream = accelerator.CreateStream(); field.View.CopyToCPU(stream, new float[1]); }"));

    [Fact]
    public Task Synchronize_OfAnotherDevice_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        second.Synchronize();
        """, method: "void Run(Accelerator second)"));

    [Fact]
    public Task Synchronize_AfterAMethodThatLaunches_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        Advance();
        accelerator.Synchronize();
        """, "void Advance() { Inner(); } void Inner() { kernel((int)field.Length, field.View, 0.1f); }"));

    [Fact]
    public Task Synchronize_AfterADelegateThatMayLaunch_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        step();
        accelerator.Synchronize();
        """, method: "void Run(Action step)"));

    [Fact]
    public Task Synchronize_AfterALambdaThatLaunchesIsHandedOver_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        Parallel.For(0, steps, i => kernel((int)field.Length, field.View, 0.1f));
        accelerator.Synchronize();
        """));

    [Fact]
    public Task Synchronize_AfterAVirtualMethod_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        Advance();
        accelerator.Synchronize();
        """, "protected virtual void Advance() { }"));

    [Fact]
    public Task Synchronize_AfterAnIteratorThatLaunches_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        foreach (var i in Steps()) { accelerator.Synchronize(); Show(host); }
        """, "IEnumerable<int> Steps() { kernel((int)field.Length, field.View, 0.1f); yield return 1; }"));

    [Fact]
    public Task Synchronize_AfterMemSet_IsSilent() => test.IsSilent(InMethod("""
        field.CopyToCPU(host);
        other.MemSetToZero();
        accelerator.Synchronize();
        """));

    [Fact]
    public Task Synchronize_AfterACopyInTheBackground_IsSilent() => test.IsSilent(InMethod("""
        using var pinned = accelerator.AllocatePageLocked1D<float>(16);
        accelerator.Synchronize();
        field.View.CopyToPageLockedAsync(pinned);
        accelerator.Synchronize();
        Show(pinned.GetArray());
        field.CopyToCPU(host);
        """));

    [Fact]
    public Task Synchronize_AfterAnAwait_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        await Task.Delay(1);
        accelerator.Synchronize();
        """, method: "async Task Run()"));

    [Fact]
    public Task Synchronize_InAHandler_IsSilent() => test.IsSilent(InMethod("""
        try { field.CopyToCPU(host); kernel((int)field.Length, field.View, 0.1f); }
        catch (Exception) { accelerator.Synchronize(); }
        finally { accelerator.Synchronize(); }
        """));

    [Fact]
    public Task Synchronize_BesideAClock_IsSilent() => test.IsSilent(InMethod("""
        accelerator.Synchronize();
        var clock = Stopwatch.StartNew();
        kernel((int)field.Length, field.View, 0.1f);
        accelerator.Synchronize();
        clock.Stop();
        field.CopyToCPU(host);
        """));

    [Fact]
    public Task Synchronize_InABenchmark_IsSilent() => test.IsSilent(InMethod(Launch + """
        accelerator.Synchronize();
        field.CopyToCPU(host);
        """, method: "void CopyBenchmark(float[] host)"));

    [Fact]
    public Task Synchronize_WithHostWorkBeforeTheCopy_IsSilent() => test.IsSilent(InMethod(Launch + """
        accelerator.Synchronize();
        Console.WriteLine("computed");
        field.CopyToCPU(host);
        """));

    [Fact]
    public Task Synchronize_BeforeACopyThatMayNotHappen_IsSilent() => test.IsSilent(InMethod(Launch + """
        accelerator.Synchronize();
        if (again) { field.CopyToCPU(host); }
        """));

    [Fact]
    public Task Synchronize_BeforeTheReadOfATensorThatMayBeOnTheHost_IsSilent() => new RuleTest<RedundantSynchronize>
    {
        Libraries = ["TorchSharp"],
        Usings = "using TorchSharp;\n",
    }.IsSilent("""
        class Training
        {
            float Copy(torch.Tensor onDevice)
            {
                var host = onDevice.to(torch.CPU, non_blocking: true);
                torch.cuda.synchronize();
                return host.item<float>();
            }
        }
        """);

    [Fact]
    public async Task Message_NamesTheCopyThatWaits()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod(Launch + "accelerator.Synchronize(); field.CopyToCPU(host);")));
        Assert.Contains("'CopyToCPU', which comes next", diagnostic.GetMessage(null), StringComparison.Ordinal);
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
    }

    [Fact]
    public Task Fix_RemovesTheStatementWithItsComment() => test.Fixes<RedundantSynchronizeFix>(
        InMethod("""
            // first step
                    kernel((int)field.Length, field.View, 0.1f);

                    // Synchronize
                    [|accelerator.Synchronize()|];
                    field.CopyToCPU(host);
            """),
        InMethod("""
            // first step
                    kernel((int)field.Length, field.View, 0.1f);
                    field.CopyToCPU(host);
            """));

    [Fact]
    public async Task Titles_SayWhatChanges() => Assert.Equal(
        [RedundantSynchronizeFix.BeforeCopyTitle, RedundantSynchronizeFix.IdleTitle],
        await test.FixTitles<RedundantSynchronizeFix>(InMethod(Launch + """
            accelerator.Synchronize();
            field.CopyToCPU(host);
            accelerator.Synchronize();
            """)));

    [Fact]
    public Task Fix_WithAClockAround_IsNotOffered() => test.OffersNoFix<RedundantSynchronizeFix>(InMethod("""
        var clock = Stopwatch.StartNew();
        kernel((int)field.Length, field.View, 0.1f);
        [|accelerator.Synchronize()|];
        field.CopyToCPU(host);
        Show(host);
        Console.WriteLine(clock.Elapsed);
        """));

    [Fact]
    public Task Fix_OfAnEmbeddedStatement_IsNotOffered() => test.OffersNoFix<RedundantSynchronizeFix>(InMethod("""
        field.CopyToCPU(host);
        if (again) [|accelerator.Synchronize()|];
        """));

    [Fact]
    public Task ReadbackInLoop_LeavesTheSynchronizeToThisRule() => new RuleTest<ReadbackInLoop> { Libraries = test.Libraries, Usings = test.Usings }.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            accelerator.Synchronize();
            [|field.CopyToCPU(host)|];
            Show(host);
        }
        """));
}

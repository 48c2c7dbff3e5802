namespace PerfProof.Tests.Rules.Transfer;

/// <summary>Where the wait is needed, seldom, or nothing that costs.</summary>
public partial class ReadbackInLoopIlgpuTests
{
    [Fact]
    public Task Synchronize_BeforeACallbackThatIsNoKernel_IsSilent() => test.IsSilent("""
        class Viewer(Accelerator accelerator, Action<int, ArrayView<double>> show)
        {
            void Run(ArrayView<double> values)
            {
                for (int i = 0; i < 100; i++) { accelerator.Synchronize(); show(i, values); }
            }
        }
        """);

    [Fact]
    public Task Step_ThatLaunchesManyAndWaitsOnce_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++) { Advance(0.1f); }
        """, "void Advance(float dt) { for (int j = 0; j < 10; j++) { kernel((int)field.Length, field.View, dt); } accelerator.Synchronize(); }"));

    [Fact]
    public Task Readback_ConvergenceFlag_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            field.CopyToCPU(host);
            if (host[0] < 1e-6f) break;
        }
        """));

    [Fact]
    public Task Readback_InTheLoopCondition_IsSilent() => test.IsSilent(InMethod("""
        float error = 1;
        while (error > 1e-6f)
        {
            kernel((int)field.Length, field.View, 0.1f);
            var values = field.GetAsArray1D();
            error = values.Max();
        }
        """));

    [Fact]
    public Task Readback_ControlsTheLoopThroughAMethod_IsSilent() => test.IsSilent(InMethod("""
        while (true)
        {
            kernel((int)field.Length, field.View, 0.1f);
            field.CopyToCPU(host);
            if (IsDone(host)) { return; }
        }
        """, "static bool IsDone(float[] values) => values[0] > 1;"));

    [Fact]
    public Task RoundTrip_ComputedOnTheHostAndUploadedAgain_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            field.CopyToCPU(host);
            for (int j = 0; j < host.Length; j++) { host[j] = MathF.Sqrt(host[j]); }
            field.CopyFromCPU(host);
        }
        """));

    [Fact]
    public Task RoundTrip_ThroughACopyOfTheArray_IsSilent() => test.IsSilent(InMethod("""
        var next = new float[host.Length];
        for (int i = 0; i < steps; i++)
        {
            field.CopyFromCPU(next);
            kernel((int)field.Length, field.View, 0.1f);
            field.CopyToCPU(host);
            Array.Copy(host, next, host.Length);
        }
        """));

    [Fact]
    public Task Readback_BecomesALaunchArgument_IsSilent() => test.IsSilent(InMethod("""
        float dt = 0.1f;
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, dt);
            field.CopyToCPU(host);
            dt = 0.5f / host.Max();
        }
        """));

    [Fact]
    public Task Readback_DecidesWhetherAKernelRuns_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            field.CopyToCPU(host);
            if (host[0] > 100) { kernel((int)field.Length, field.View, -0.1f); }
        }
        """));

    [Fact]
    public Task Readback_UnderALogInterval_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            if (i % 100 == 0)
            {
                field.CopyToCPU(host);
                Show(host);
            }
        }
        """));

    [Fact]
    public Task Readback_OfTheFirstTurn_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            if (i == 0) { Show(field.GetAsArray1D()); }
        }
        """));

    [Fact]
    public Task Readback_WhenVerbose_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            if (verbose) { Show(field.GetAsArray1D()); }
        }
        """));

    [Fact]
    public Task Readback_FollowedByBreak_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            if (i > 10 && history.Count > 3)
            {
                Show(field.GetAsArray1D());
                break;
            }
        }
        """));

    [Fact]
    public Task Synchronize_InTimingCode_IsSilent() => test.IsSilent(InMethod("""
        var clock = new Stopwatch();
        for (int i = 0; i < steps; i++)
        {
            clock.Restart();
            kernel((int)field.Length, field.View, 0.1f);
            accelerator.Synchronize();
            clock.Stop();
            Console.WriteLine(clock.ElapsedMilliseconds);
        }
        """));

    [Fact]
    public Task Synchronize_BeforeElapsedIsRead_IsSilent() => test.IsSilent(InMethod("""
        var clock = Stopwatch.StartNew();
        var laps = new List<TimeSpan>();
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            accelerator.Synchronize();
            laps.Add(clock.Elapsed);
        }
        """));

    [Fact]
    public Task Synchronize_ForeachOverAccelerators_IsSilent() => test.IsSilent(InMethod("""
        foreach (var device in all)
        {
            kernel((int)field.Length, field.View, 0.1f);
            device.Synchronize();
        }
        """, "List<Accelerator> all = new();"));

    [Fact]
    public Task Synchronize_OverAnArrayOfStreams_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < streams.Length; i++)
        {
            accelerator.LaunchAutoGrouped<Index1D, ArrayView<float>, float>(Step, streams[i], (int)field.Length, field.View, 1f);
            streams[i].Synchronize();
        }
        """, "AcceleratorStream[] streams = null!;"));

    [Fact]
    public Task Everything_ForeachDevice_IsSilent() => test.IsSilent("""
        class Demo
        {
            static void Step(Index1D i, ArrayView<float> a, float dt) { }
            static void Run(Context context, IEnumerable<Device> devices)
            {
                foreach (Device device in devices)
                {
                    using var accelerator = device.CreateAccelerator(context);
                    var kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step);
                    using var buffer = accelerator.Allocate1D<float>(1024);
                    kernel((int)buffer.Length, buffer.View, 1f);
                    accelerator.Synchronize();
                    Console.WriteLine(buffer.GetAsArray1D()[0]);
                }
            }
        }
        """);

    [Fact]
    public Task Synchronize_BetweenTwoStreams_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            accelerator.LaunchAutoGrouped<Index1D, ArrayView<float>, float>(Step, first, (int)field.Length, field.View, 1f);
            first.Synchronize();
            accelerator.LaunchAutoGrouped<Index1D, ArrayView<float>, float>(Step, second, (int)field.Length, field.View, 1f);
        }
        """, "AcceleratorStream first = null!, second = null!;"));

    [Fact]
    public Task Synchronize_AfterAPageLockedCopy_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            field.View.CopyToPageLockedAsync(pinned);
            accelerator.Synchronize();
            Console.WriteLine(pinned[0]);
        }
        """, "PageLockedArray1D<float> pinned = null!;"));

    [Fact]
    public Task Synchronize_WithoutALaunchInSight_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            Console.WriteLine(i);
            accelerator.Synchronize();
        }
        """));

    [Fact]
    public Task Synchronize_AfterAnInnerLoopOfLaunches_IsSilent() => test.IsSilent(InMethod("""
        for (int frame = 0; frame < steps; frame++)
        {
            for (int i = 0; i < 100; i++) { kernel((int)field.Length, field.View, 0.1f); }
            accelerator.Synchronize();
        }
        """));

    [Fact]
    public Task Readback_OncePerManySteps_IsSilent() => test.IsSilent(InMethod("""
        for (int frame = 0; frame < steps; frame++)
        {
            for (int i = 0; i < 100; i++) { kernel((int)field.Length, field.View, 0.1f); }
            history.Add(field.GetAsArray1D());
        }
        """));

    [Fact]
    public Task Readback_AfterTheLoop_IsSilent() => test.IsSilent(InMethod("""
        for (int i = 0; i < steps; i++) { kernel((int)field.Length, field.View, 0.1f); }
        accelerator.Synchronize();
        Show(field.GetAsArray1D());
        """));

    [Fact]
    public Task Readback_OfADifferentBufferPerTurnWithoutALaunch_IsSilent() => test.IsSilent(InMethod("""
        foreach (var layer in buffers)
        {
            history.Add(layer.GetAsArray1D());
        }
        """));

    [Fact]
    public Task Warmup_IsSilent() => test.IsSilent("""
        class Host
        {
            static void Step(Index1D i, ArrayView<float> a, float dt) { }
            void WarmUp(Accelerator accelerator, ArrayView<float> view)
            {
                for (int i = 0; i < 3; i++)
                {
                    accelerator.LaunchAutoGrouped<Index1D, ArrayView<float>, float>(Step, accelerator.DefaultStream, 1, view, 1f);
                    accelerator.Synchronize();
                }
            }
        }
        """);
}

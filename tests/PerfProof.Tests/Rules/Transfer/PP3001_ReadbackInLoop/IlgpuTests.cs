using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Transfer;

/// <summary>PP3001 on ILGPU: launches are queued, and copies to the host and Synchronize wait for the queue.</summary>
public partial class ReadbackInLoopIlgpuTests
{
    private static readonly RuleTest<ReadbackInLoop> test = new()
    {
        Libraries = ["ILGPU"],
        Usings = """
            using System; using System.Collections.Generic; using System.Diagnostics; using System.IO; using System.Linq;
            using System.Threading.Tasks; using ILGPU; using ILGPU.Runtime;

            """,
    };

    /// <summary>A class with what the tests share; the marked code is the body of a method of it.</summary>
    private static string InMethod(string body, string members = "") => $$"""
        class Simulation
        {
            Accelerator accelerator = null!;
            MemoryBuffer1D<float, Stride1D.Dense> field = null!;
            MemoryBuffer1D<float, Stride1D.Dense>[] buffers = null!;
            Action<Index1D, ArrayView<float>, float> kernel = null!;
            readonly List<float[]> history = new();
            {{members}}
            Simulation(Accelerator accelerator)
            {
                this.accelerator = accelerator;
                this.kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Step);
            }
            static void Step(Index1D i, ArrayView<float> a, float dt) { a[i] += dt; }
            void Show(float[] values) { }
            void Run(int steps, float[] host, bool verbose)
            {
                {{body}}
            }
        }
        """;

    [Fact]
    public Task Synchronize_AfterEachLaunch_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_OfTheDefaultStream_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.DefaultStream.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_AfterALaunchPerBuffer_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < buffers.Length; i++)
        {
            var buffer = buffers[i];
            if (buffer == null) continue;
            kernel((int)buffer.Length, buffer.View, 0.1f);
            [|accelerator.Synchronize()|];
            if (i % 100 == 0) { Console.WriteLine(i); }
        }
        """));

    [Fact]
    public Task Synchronize_Twice_ReportsBoth() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
            kernel((int)field.Length, field.View, 0.2f);
            [|accelerator.Synchronize()|];
        }
        """));

    [Fact]
    public Task Synchronize_AfterAKernelThatCameAsAnArgument_Reports() => test.Reports("""
        class Solver(Accelerator accelerator, Action<Index1D, double, ArrayView<double>> step)
        {
            readonly Action<Index1D, double, ArrayView<double>> step = step;
            void Run(ArrayView<double> values)
            {
                for (int i = 0; i < 100; i++) { step(values.IntLength, i * 0.1, values); [|accelerator.Synchronize()|]; }
            }
        }
        """);

    [Fact]
    public Task Step_ThatLaunchesAndWaits_ReportsTheCall() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++) { [|Advance(0.1f)|]; }
        """, "void Advance(float dt) { kernel((int)field.Length, field.View, dt); accelerator.Synchronize(); }"));

    [Fact]
    public Task Synchronize_InAnIterator_Reports() => test.Reports("""
        class Solver
        {
            Accelerator accelerator = null!;
            MemoryBuffer1D<double, Stride1D.Dense> P = null!, V = null!;
            Action<Index1D, double, ArrayView<double>, ArrayView<double>> kernel;
            Solver(Accelerator accelerator) { this.kernel = accelerator.LoadAutoGroupedStreamKernel<Index1D, double, ArrayView<double>, ArrayView<double>>(Step); }
            static void Step(Index1D i, double t, ArrayView<double> p, ArrayView<double> v) { }
            IEnumerable<MemoryBuffer1D<double, Stride1D.Dense>> Solutions()
            {
                for (int i = 1; ; i++)
                {
                    kernel((int)P.Length, i * 0.1, P.View, V.View);
                    [|accelerator.Synchronize()|];
                    yield return V;
                    (P, V) = (V, P);
                }
            }
        }
        """);

    [Fact]
    public Task CopyToCPU_IntoAnArrayThatIsOnlyShown_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|field.CopyToCPU(host)|];
            Show(host);
        }
        """));

    [Fact]
    public Task GetAsArray1D_Kept_Reports() => test.Reports(InMethod("""
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            history.Add([|field.GetAsArray1D()|]);
        }
        """));

    [Fact]
    public Task GetAsArray1D_StoredPerTurn_Reports() => test.Reports(InMethod("""
        var results = new float[steps][];
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            results[i] = [|field.View.GetAsArray1D()|];
        }
        Console.WriteLine(results.Length);
        """));

    [Fact]
    public Task CopyToCPU_OfWhichTheLastIsUsed_Reports() => test.Reports(InMethod("""
        int i = 0;
        while (i++ < steps)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|field.View.CopyToCPU(host)|];
        }
        Show(host);
        """));

    [Fact]
    public Task Readback_AfterALaunchOnEachBuffer_Reports() => test.Reports(InMethod("""
        foreach (var buffer in buffers)
        {
            kernel((int)buffer.Length, buffer.View, 0.1f);
            history.Add([|buffer.GetAsArray1D()|]);
        }
        """));

    [Fact]
    public Task Synchronize_ClockOnlyAroundTheLoop_Reports() => test.Reports(InMethod("""
        var clock = Stopwatch.StartNew();
        for (int i = 0; i < steps; i++)
        {
            kernel((int)field.Length, field.View, 0.1f);
            [|accelerator.Synchronize()|];
        }
        Console.WriteLine(clock.Elapsed);
        """));

    [Fact]
    public async Task Facts_OfALoopWithAStatedCount_NameShapeElementAndTrips()
    {
        var diagnostic = Assert.Single(await test.Diagnose(InMethod("""
            for (int i = 0; i < 100; i++)
            {
                kernel((int)field.Length, field.View, 0.1f);
                field.CopyToCPU(host);
            }
            """)));
        Assert.Equal("readback", diagnostic.Properties[Facts.Shape]);
        Assert.Equal("float", diagnostic.Properties[Facts.ElementType]);
        Assert.Equal("100", diagnostic.Properties[Facts.TripCount]);
    }
}

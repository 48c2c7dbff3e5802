using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Kernels;

/// <summary>PP7005.</summary>
public sealed class UnsynchronizedTimingTests
{
    private static readonly RuleTest<UnsynchronizedTiming> test = new()
    {
        Libraries = ["ILGPU", "ManagedCuda", "ComputeSharp"],
        Usings = """
            using System; using System.Diagnostics; using ILGPU; using ILGPU.Runtime;

            """,
    };

    private static string InMethod(string body, string parameters = "Accelerator accelerator") => $$"""
        class Simulation
        {
            Action<Index1D, ArrayView<float>> step = null!;
            MemoryBuffer1D<float, Stride1D.Dense> field = null!;
            Accelerator? kept;
            void Finish() => kept?.Synchronize();
            void Show(TimeSpan time) { }
            void Run({{parameters}}, float[] host, int steps)
            {
        {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); [|sw.Stop()|]; Console.WriteLine(sw.ElapsedMilliseconds);")]
    [InlineData("var sw = new Stopwatch(); sw.Start(); for (int i = 0; i < steps; i++) { step(field.IntExtent, field.View); } Console.WriteLine($\"took {[|sw.ElapsedMilliseconds|]} ms\");")]
    [InlineData("var sw = new Stopwatch(); sw.Restart(); step(field.IntExtent, field.View); var time = [|sw.Elapsed|]; field.CopyToCPU(host); Show(time);")]
    [InlineData("long start = Stopwatch.GetTimestamp(); step(field.IntExtent, field.View); var time = [|Stopwatch.GetElapsedTime(start)|]; Show(time);")]
    [InlineData("long start = Stopwatch.GetTimestamp(); step(field.IntExtent, field.View); var ticks = [|Stopwatch.GetTimestamp()|] - start;")]
    [InlineData("var start = DateTime.Now; step(field.IntExtent, field.View); Show([|DateTime.Now|] - start);")]
    [InlineData("var sw = Stopwatch.StartNew(); accelerator.Synchronize(); if (steps > 0) { step(field.IntExtent, field.View); } [|sw.Stop()|];")]
    [InlineData("field.View.CopyFromCPU(host); var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); [|sw.Stop()|]; accelerator.Synchronize();")]
    public Task LaunchThatNothingWaitsFor_Reports(string body) => test.Reports(InMethod(body));

    [Theory]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); accelerator.Synchronize(); sw.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); accelerator.DefaultStream.Synchronize(); sw.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); field.CopyToCPU(host); sw.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); var a = field.GetAsArray1D(); Console.WriteLine(sw.Elapsed);")]
    [InlineData("var sw = Stopwatch.StartNew(); for (int i = 0; i < steps; i++) { accelerator.Synchronize(); step(field.IntExtent, field.View); } sw.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); Finish(); sw.Stop();")]
    public Task LaunchThatIsWaitedFor_IsSilent(string body) => test.IsSilent(InMethod(body));

    [Theory]
    [InlineData("var sw = Stopwatch.StartNew(); field.CopyToCPU(host); sw.Stop(); step(field.IntExtent, field.View);")]
    [InlineData("step(field.IntExtent, field.View); var sw = Stopwatch.StartNew(); for (int i = 0; i < steps; i++) { host[i] = i; } sw.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); var other = new Stopwatch(); step(field.IntExtent, field.View); other.Stop(); accelerator.Synchronize(); sw.Stop();")]
    public Task ClockThatTimesSomethingElse_IsSilent(string body) => test.IsSilent(InMethod(body));

    [Theory]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); var queued = sw.Elapsed; accelerator.Synchronize(); var total = sw.Elapsed;")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); sw.Stop(); Show(sw.Elapsed); sw.Restart(); accelerator.Synchronize(); sw.Stop();")]
    [InlineData("var launchTime = Stopwatch.StartNew(); step(field.IntExtent, field.View); launchTime.Stop();")]
    [InlineData("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); sw.Stop(); Console.WriteLine($\"submitted in {sw.Elapsed}\");")]
    public Task QueuingTimedOnPurpose_IsSilent(string body) => test.IsSilent(InMethod(body));

    [Fact]
    public Task LaunchThatWaitsItself_IsSilent() => test.IsSilent("""
        class Cuda
        {
            void Run(ManagedCuda.CudaKernel kernel) { var sw = Stopwatch.StartNew(); kernel.Run(1f); sw.Stop(); Console.WriteLine(sw.Elapsed); }
        }
        """);

    [Fact]
    public Task QueuedLaunchOfManagedCuda_Reports() => test.Reports("""
        class Cuda
        {
            void Run(ManagedCuda.CudaKernel kernel, ManagedCuda.CudaStream stream)
            {
                var sw = Stopwatch.StartNew();
                kernel.RunAsync(stream.Stream, 1f);
                [|sw.Stop()|];
                Console.WriteLine(sw.Elapsed);
            }
        }
        """);

    [Fact]
    public Task ContextThatExecutesWhereTheUsingEnds_IsSilent() => test.IsSilent("""
        using ComputeSharp; using ComputeSharp.Descriptors;
        struct Shader : IComputeShader, IComputeShaderDescriptor<Shader> { public void Execute() { } }
        class Graphics
        {
            void Run(GraphicsDevice device)
            {
                var sw = Stopwatch.StartNew();
                using (var context = device.CreateComputeContext()) { context.For(64, new Shader()); }
                sw.Stop();
                var other = Stopwatch.StartNew();
                device.For(64, new Shader());
                other.Stop();
            }
        }
        """);

    [Fact]
    public Task Fixes_WithTheAcceleratorInScope() => test.Fixes<UnsynchronizedTimingFix>(
        InMethod("""
                    var sw = Stopwatch.StartNew();
                    step(field.IntExtent, field.View);

                    // Time
                    [|sw.Stop()|];
                    Console.WriteLine(sw.ElapsedMilliseconds);
            """),
        InMethod("""
                    var sw = Stopwatch.StartNew();
                    step(field.IntExtent, field.View);

                    // Time
                    accelerator.Synchronize();
                    sw.Stop();
                    Console.WriteLine(sw.ElapsedMilliseconds);
            """));

    [Fact]
    public Task Fixes_WithTheStreamOfTheLaunch() => test.Fixes<UnsynchronizedTimingFix>("""
        class Simulation
        {
            Action<AcceleratorStream, Index1D, ArrayView<float>> step = null!;
            void Run(AcceleratorStream stream, MemoryBuffer1D<float, Stride1D.Dense> field)
            {
                var sw = Stopwatch.StartNew();
                step(stream, field.IntExtent, field.View);
                Console.WriteLine([|sw.Elapsed|]);
            }
        }
        """, """
        class Simulation
        {
            Action<AcceleratorStream, Index1D, ArrayView<float>> step = null!;
            void Run(AcceleratorStream stream, MemoryBuffer1D<float, Stride1D.Dense> field)
            {
                var sw = Stopwatch.StartNew();
                step(stream, field.IntExtent, field.View);
                stream.Synchronize();
                Console.WriteLine(sw.Elapsed);
            }
        }
        """);

    [Fact]
    public Task NoAcceleratorInScope_OffersNoFix() => test.OffersNoFix<UnsynchronizedTimingFix>("""
        class Simulation
        {
            Action<Index1D, ArrayView<float>> step = null!;
            void Run(ArrayView<float> field) { var sw = Stopwatch.StartNew(); step(64, field); [|sw.Stop()|]; }
        }
        """);

    [Fact]
    public Task TwoAccelerators_OfferNoFix() => test.OffersNoFix<UnsynchronizedTimingFix>(
        InMethod("var sw = Stopwatch.StartNew(); step(field.IntExtent, field.View); [|sw.Stop()|];", "Accelerator first, Accelerator second"));
}

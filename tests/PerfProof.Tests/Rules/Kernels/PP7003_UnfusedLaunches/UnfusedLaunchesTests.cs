using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Kernels;

/// <summary>PP7003.</summary>
public sealed class UnfusedLaunchesTests
{
    private static readonly RuleTest<UnfusedLaunches> test = new()
    {
        Libraries = ["ILGPU", "ComputeSharp"],
        Usings = """
            using System; using ILGPU; using ILGPU.Runtime; using ComputeSharp; using ComputeSharp.Descriptors;

            """,
    };

    private static string Launches(string body, string scale = "b[i] = a[i] * s;", string add = "b[i] = b[i] + a[i];", string load = "LoadAutoGroupedStreamKernel") => $$"""
        class Program
        {
            static void Scale(Index1D i, ArrayView<float> a, ArrayView<float> b, float s) { {{scale}} }
            static void Add(Index1D i, ArrayView<float> a, ArrayView<float> b) { {{add}} }
            void Run(Accelerator accelerator, MemoryBuffer1D<float, Stride1D.Dense> x, MemoryBuffer1D<float, Stride1D.Dense> y, MemoryBuffer1D<float, Stride1D.Dense> z, int n)
            {
                var scale = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float>(Scale);
                var add = accelerator.{{load}}<Index1D, ArrayView<float>, ArrayView<float>>(Add);
                var stream = accelerator.CreateStream();
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("scale(n, x.View, y.View, 2f); [|add(n, y.View, z.View)|];")]
    [InlineData("scale(x.IntExtent, x.View, y.View, 2f); [|add(x.IntExtent, x.View, y.View)|];")]
    [InlineData("scale(n, x.View, y.View, 2f); accelerator.Synchronize(); [|add(n, y.View, z.View)|];")]
    [InlineData("for (int k = 0; k < 9; k++) { scale(n, x.View, y.View, 2f); [|add(n, y.View, z.View)|]; }")]
    [InlineData("scale(n, x.View, y.View, 2f); [|scale(n, y.View, z.View, 2f)|]; [|add(n, z.View, y.View)|];")]
    public Task SecondReadsWhatTheFirstWrote_Reports(string body) => test.Reports(Launches(body));

    [Theory]
    [InlineData("if (i >= a.Length) { return; } var v = a[i]; b[i] = v * MathF.Sqrt(v) + s;")]
    [InlineData("var k = i; b[k] = a[k] * s;")]
    [InlineData("b[i] += a[i]; b[i] *= s;")]
    public Task ElementwiseInOtherWords_Reports(string scale) =>
        test.Reports(Launches("scale(n, x.View, y.View, 2f); [|add(n, y.View, z.View)|];", scale));

    [Theory]
    [InlineData("scale(n, x.View, y.View, 2f); add(n, x.View, z.View);")]
    [InlineData("scale(n, x.View, y.View, 2f); add(x.IntExtent, y.View, z.View);")]
    [InlineData("scale(n, x.View, y.View, 2f); n++; add(n, y.View, z.View);")]
    [InlineData("scale(n, x.View, y.View, 2f); y.CopyToCPU(new float[n]); add(n, y.View, z.View);")]
    [InlineData("scale(n, x.View, y.View, 2f); if (n > 1) { add(n, y.View, z.View); }")]
    [InlineData("scale(n, x.View, y.View.SubView(0, n), 2f); add(n, y.View, z.View);")]
    public Task AnotherBufferExtentOrPlace_IsSilent(string body) => test.IsSilent(Launches(body));

    [Fact]
    public Task AnotherStream_IsSilent() =>
        test.IsSilent(Launches("scale(n, x.View, y.View, 2f); add(stream, n, y.View, z.View);", load: "LoadAutoGroupedKernel"));

    [Theory]
    [InlineData("b[i] = a[Math.Max(i - 1, 0)];")]
    [InlineData("b[i] = a[i] + b[(int)a[i]];")]
    [InlineData("Atomic.Add(ref b[i], a[i]);")]
    [InlineData("b[i] = a[i]; Group.Barrier();")]
    [InlineData("b[i] = a[i] + Group.IdxX;")]
    [InlineData("ref var place = ref b[i]; place = a[i];")]
    [InlineData("b[i / 2] = a[i];")]
    public Task KernelThatIsMoreThanElementwise_IsSilent(string add) =>
        test.IsSilent(Launches("scale(n, x.View, y.View, 2f); add(n, y.View, z.View);", add: add));

    [Fact]
    public Task KernelThatCameAsAnArgument_IsSilent() => test.IsSilent("""
        class Program
        {
            void Run(Action<Index1D, ArrayView<float>> first, Action<Index1D, ArrayView<float>> second, MemoryBuffer1D<float, Stride1D.Dense> x)
            {
                first(8, x.View);
                second(8, x.View);
            }
        }
        """);

    private static string Shaders(string body, string second = "buffer[ThreadIds.X] *= 2;") => $$"""
        readonly partial struct Five(ReadWriteBuffer<int> target) : IComputeShader, IComputeShaderDescriptor<Five>
        {
            public void Execute() { target[ThreadIds.X] = 5; }
        }
        readonly partial struct Twice(ReadWriteBuffer<int> buffer) : IComputeShader, IComputeShaderDescriptor<Twice>
        {
            public void Execute() { {{second}} }
        }
        class Program
        {
            void Run(GraphicsDevice device, ReadWriteBuffer<int> a, ReadWriteBuffer<int> b)
            {
                using var context = device.CreateComputeContext();
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("context.For(64, new Five(a)); context.Barrier(a); [|context.For(64, new Twice(a))|];")]
    [InlineData("device.For(64, new Five(a)); [|device.For(64, new Twice(a))|];")]
    public Task Shaders_Report(string body) => test.Reports(Shaders(body));

    [Theory]
    [InlineData("context.For(64, new Five(a)); context.For(64, new Twice(b));")]
    [InlineData("context.For(64, new Five(a)); context.For(32, new Twice(a));")]
    [InlineData("device.For(64, new Five(a)); device.For(8, 8, new Twice(a));")]
    public Task ShadersOverOtherElements_AreSilent(string body) => test.IsSilent(Shaders(body));

    [Fact]
    public Task ShaderThatReadsItsNeighbour_IsSilent() =>
        test.IsSilent(Shaders("context.For(64, new Five(a)); context.For(64, new Twice(a));", "buffer[ThreadIds.X] = buffer[ThreadIds.X + 1];"));

    [Fact]
    public async Task Message_NamesBothKernelsAndTheBuffer()
    {
        var found = Assert.Single(await test.Diagnose(Launches("scale(n, x.View, y.View, 2f); add(n, y.View, z.View);")));

        Assert.StartsWith("'Add' reads 'y' element by element, right after 'Scale' wrote it", found.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("float", found.Properties[Facts.ElementType]);
    }
}

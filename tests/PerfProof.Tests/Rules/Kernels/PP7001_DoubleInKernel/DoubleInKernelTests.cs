using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Kernels;

/// <summary>PP7001.</summary>
public sealed class DoubleInKernelTests
{
    private static readonly RuleTest<DoubleInKernel> test = new()
    {
        Libraries = ["ILGPU", "ILGPU.Algorithms", "ComputeSharp"],
        Usings = """
            using System; using ILGPU; using ILGPU.Algorithms; using ILGPU.Runtime;

            """,
    };

    private static string Kernel(string body, string parameters = "ArrayView<float> a, ArrayView<float> b, float s") => $$"""
        static class Kernels
        {
            const double Gravity = 9.81;
            const double Tiny = 1e-60;
            static void Kernel(Index1D i, {{parameters}})
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("b[i] = (float)[|Math.Sqrt(a[i])|];")]
    [InlineData("b[i] = (float)(1.0 / (1.0 + [|Math.Exp(-a[i])|]));")]
    [InlineData("b[i] = (float)[|XMath.Pow(a[i], 2.0)|];")]
    [InlineData("b[i] = (float)(a[i] * [|0.5|] + s);")]
    [InlineData("b[i] = (float)(a[i] * [|Math.PI|]);")]
    [InlineData("b[i] = (float)(a[i] * [|Gravity|]);")]
    [InlineData("if (a[i] > [|0.5|]) { b[i] = 1f; }")]
    [InlineData("if (XMath.Abs(a[i]) < [|1e-6|]) { b[i] = 1f; }")]
    [InlineData("while ([|Math.Sqrt(a[i])|] < s) { a[i] += 1f; }")]
    [InlineData("int bin = (int)(a[i] * [|255.0|]); b[bin] = 1f;")]
    [InlineData("var r = [|Math.Sqrt(a[i])|]; b[i] = (float)(s / (r * r * r));")]
    [InlineData("double r = [|Math.Sqrt(a[i])|]; var q = r * 2; b[i] = (float)q; if (r > 1) { a[i] = 0; }")]
    [InlineData("double half = 0.5; b[i] = (float)([|Math.Sin(a[i])|] * half);")]
    [InlineData("b[i] = (float)((double)(int)i / 4 * [|Math.Cos(a[i])|]);")]
    [InlineData("b[i] = a[i] > 0 ? (float)[|Math.Log(a[i])|] : 0f;")]
    public Task Detour_InAnIndexedKernel_Reports(string body) => test.Reports(Kernel(body));

    [Theory]
    [InlineData("b[i] = MathF.Sqrt(a[i]) * 0.5f;")]
    [InlineData("b[i] = XMath.Sqrt(a[i]);")]
    [InlineData("b[i] = Math.Max(a[i], 0f);")]
    [InlineData("b[i] = (float)Math.PI * a[i];")]
    [InlineData("b[i] = (float)(2.0 * Math.PI) * a[i];")]
    public Task Float_IsSilent(string body) => test.IsSilent(Kernel(body));

    [Theory]
    [InlineData("double sum = 0; for (int k = 0; k < 8; k++) { sum += a[k] * 0.5; } b[i] = (float)sum;")]
    [InlineData("double sum = 0; for (int k = 0; k < 8; k++) { sum += a[k]; } b[i] = (float)Math.Sqrt(sum);")]
    public Task SumKeptInDouble_IsSilent(string body) => test.IsSilent(Kernel(body));

    [Theory]
    [InlineData("b[i] = (float)((double)a[i] * s - s);")]
    [InlineData("double x = a[i]; b[i] = (float)(x * x - 1);")]
    public Task WidenedByHand_IsSilent(string body) => test.IsSilent(Kernel(body));

    [Theory]
    [InlineData("b[i] = (float)Math.Sin(2.0 * Math.PI * i / 1000);")]
    [InlineData("b[i] = (float)(i * 0.001);")]
    public Task WholeNumbersOnly_WhichAFloatMayNotHold_IsSilent(string body) => test.IsSilent(Kernel(body));

    [Fact]
    public Task VariableThatADoubleIsMadeOf_IsSilent() => test.IsSilent(Kernel(
        "var r = Math.Sqrt(a[i]); double sum = 0; sum += r; sum += r * r; b[i] = (float)(r * sum);"));

    [Fact]
    public Task KernelOnDoubleBuffers_IsSilent() => test.IsSilent(Kernel(
        "b[i] = (float)Math.Sqrt(a[i]); c[i] = a[i] * 0.5;", "ArrayView<float> a, ArrayView<float> b, ArrayView<double> c"));

    [Fact]
    public Task KernelWithADoubleParameter_IsSilent() => test.IsSilent(Kernel(
        "b[i] = (float)(a[i] + 0.5 * a[i] * dt);", "ArrayView<float> a, ArrayView<float> b, double dt"));

    [Fact]
    public Task KernelHandedAStructureWithDoubles_IsSilent() => test.IsSilent("struct Body { public double Mass; } " + Kernel(
        "b[i] = (float)Math.Sqrt(a[i]);", "ArrayView<float> a, ArrayView<float> b, ArrayView<Body> bodies"));

    [Fact]
    public Task HostCode_IsSilent() => test.IsSilent("""
        class Host
        {
            float Norm(float[] a, int i) => (float)Math.Sqrt(a[i]);
            static void Launch(Index1D extent, ArrayView<float> view, Action<Index1D, ArrayView<float>, float> kernel) =>
                kernel(extent, view, (float)Math.Sqrt(view.Length * 0.5f));
        }
        """);

    [Fact]
    public Task MethodAroundALaunch_IsSilent() => test.IsSilent("""
        static class Host
        {
            static Action<Index1D, ArrayView<float>, float> kernel = null!;
            static void Launch(Index1D extent, ArrayView<float> view, float scale) => kernel(extent, view, (float)Math.Sqrt(scale));
        }
        """);

    [Fact]
    public Task KernelWithoutIndex_HandedToALoader_Reports() => test.Reports("""
        class Host
        {
            void Load(Accelerator accelerator) => accelerator.LoadStreamKernel<ArrayView<float>>(Grouped);
            static void Grouped(ArrayView<float> a) { var i = Grid.GlobalIndex; a[i] = (float)[|Math.Tanh(a[i])|]; }
        }
        """);

    [Fact]
    public Task LambdaHandedToALoader_Reports() => test.Reports("""
        class Host
        {
            void Load(Accelerator accelerator) => accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(
                (i, a) => a[i] = (float)(a[i] * [|0.1|]));
        }
        """);

    [Fact]
    public Task HelperOfAKernel_Reports() => test.Reports("""
        static class Kernels
        {
            static void Kernel(Index1D i, ArrayView<float> a) => a[i] = Activation.Sigmoid(a[i]);
        }
        static class Activation
        {
            public static float Sigmoid(float x) => (float)(1 / (1 + [|Math.Exp(-x)|]));
            public static float OnTheHost(float x) => (float)(1 / (1 + Math.Exp(-x)));
        }
        """);

    [Fact]
    public Task HelperOnDouble_IsSilent() => test.IsSilent("""
        static class Kernels
        {
            static void Kernel(Index1D i, ArrayView<float> a) => a[i] = (float)Sigmoid(a[i]);
            static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
        }
        """);

    [Fact]
    public Task Shader_Reports() => test.Reports("""
        using ComputeSharp;
        readonly partial struct Scale(ReadWriteBuffer<float> buffer) : IComputeShader
        {
            public void Execute() { buffer[ThreadIds.X] = (float)(buffer[ThreadIds.X] * [|0.25|]); }
        }
        """);

    [Fact]
    public Task ShaderThatComparesWithANumberThatIsAFloat_WhichItsCompilerKnows_IsSilent() => test.IsSilent("""
        using ComputeSharp;
        readonly partial struct Scale(ReadWriteBuffer<float> buffer) : IComputeShader
        {
            public void Execute() { if (buffer[ThreadIds.X] > 0.5) { buffer[ThreadIds.X] = 1f; } }
        }
        """);

    [Fact]
    public Task ShaderOnDouble_IsSilent() => test.IsSilent("""
        using ComputeSharp;
        readonly partial struct Scale(ReadWriteBuffer<float> buffer, ReadWriteBuffer<double> other) : IComputeShader
        {
            public void Execute() { buffer[ThreadIds.X] = (float)(buffer[ThreadIds.X] * 0.25 + other[ThreadIds.X]); }
        }
        """);

    [Fact]
    public Task Fixes_FunctionsLiteralsConstantsAndCasts() => test.Fixes<DoubleInKernelFix>(
        Kernel("b[i] = (float)(1.0 / (1.0 + [|Math.Exp(-a[i])|])); a[i] = s * (float)([|Math.Sqrt(a[i])|] * Math.PI * Gravity);"),
        Kernel("b[i] = 1.0f / (1.0f + MathF.Exp(-a[i])); a[i] = s * (MathF.Sqrt(a[i]) * MathF.PI * (float)Gravity);"));

    [Fact]
    public Task Fixes_VariablesAndEverythingMadeOfThem() => test.Fixes<DoubleInKernelFix>(
        Kernel("double r = [|Math.Sqrt(a[i])|]; var q = r * 2; b[i] = (float)(q + 1d); if (r > 1e-3) { b[i] = 0; }"),
        Kernel("float r = MathF.Sqrt(a[i]); var q = r * 2; b[i] = q + 1f; if (r > 1e-3f) { b[i] = 0; }"));

    [Fact]
    public Task Fixes_ComparisonsAndWholeNumbers() => test.Fixes<DoubleInKernelFix>(
        Kernel("if (a[i] > [|0.5|]) { b[(int)([|Math.Floor(a[i] * 255.0)|])] = 1f; } b[i] = (float)[|Math.Max(a[i], 0.0)|];"),
        Kernel("if (a[i] > 0.5f) { b[(int)(MathF.Floor(a[i] * 255.0f))] = 1f; } b[i] = Math.Max(a[i], 0.0f);"));

    [Fact]
    public Task NumberThatIsNoneInFloat_OffersNoFix() => test.OffersNoFix<DoubleInKernelFix>(
        Kernel("if (a[i] > [|1e-60|]) { b[i] = (float)(a[i] * [|Tiny|]); }"));

    [Fact]
    public Task OneOfTwoVariablesOfADeclaration_OffersNoFix() => test.OffersNoFix<DoubleInKernelFix>(
        Kernel("double r = [|Math.Sqrt(a[i])|], sum = 0; sum += 1; b[i] = (float)r + (float)sum;"));

    [Fact]
    public async Task Title_SaysThatResultsDiffer() => Assert.All(
        await test.FixTitles<DoubleInKernelFix>(Kernel("b[i] = (float)Math.Sqrt(a[i]);")),
        title => Assert.Equal("Compute in float (results differ in their last digits)", title));

    [Theory]
    [InlineData("b[i] = (float)Math.Sqrt(a[i]);", "use 'MathF.Sqrt'")]
    [InlineData("b[i] = (float)Math.Max(a[i], 0.5);", "use 'Math.Max(float)'")]
    [InlineData("b[i] = (float)(a[i] * 0.5);", "use '0.5f'")]
    [InlineData("b[i] = (float)(a[i] * Gravity);", "write 'Kernels.Gravity' as a float")]
    public async Task Message_SaysWhatToWrite(string body, string advice) =>
        Assert.EndsWith(advice, Assert.Single(await test.Diagnose(Kernel(body))).GetMessage(), StringComparison.Ordinal);
}

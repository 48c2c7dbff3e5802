using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Kernels;

/// <summary>PP7004.</summary>
public sealed class StridedAccessTests
{
    private static readonly RuleTest<StridedAccess> test = new()
    {
        Libraries = ["ILGPU", "ComputeSharp"],
        Usings = """
            using System; using ILGPU; using ILGPU.Runtime;

            """,
    };

    private static string OneDimension(string body) => $$"""
        static class Kernels
        {
            static void Kernel(Index1D i, ArrayView<float> a, ArrayView<float> b, int width)
            {
                var sum = 0f;
                {{body}}
                b[i] = sum;
            }
        }
        """;

    private static string TwoDimensions(string stride, string body) => $$"""
        static class Kernels
        {
            static void Kernel(Index2D index, ArrayView2D<float, Stride2D.{{stride}}> a, ArrayView2D<float, Stride2D.{{stride}}> b, int width)
            {
                {{body}}
            }
        }
        """;

    [Theory]
    [InlineData("for (int k = 0; k < width; k++) { sum += [|a[i * width + k]|]; }")]
    [InlineData("for (int k = 0; k < width; k++) { sum += [|a[k + width * i]|]; }")]
    [InlineData("int row = i * width; for (int k = 0; k < width; k++) { sum += [|a[row + k]|]; }")]
    [InlineData("for (int k = 0; k < width; k++) { int at = i.X * width + k; if (at < a.IntLength) { sum += [|a[at]|]; } }")]
    [InlineData("for (int k = 0; k < 64; k++) { [|a[i * 64 + k]|] = k; }")]
    [InlineData("for (int k = 0; k < width; k += 2) { sum += [|a[i * width + k]|] + a[i * width + k + 1]; }")]
    public Task RowPerThread_Reports(string body) => test.Reports(OneDimension(body));

    [Theory]
    [InlineData("for (int k = 0; k < width; k++) { sum += a[k * b.IntLength + i]; }")]
    [InlineData("for (int k = i; k < a.IntLength; k += width) { sum += a[k]; }")]
    [InlineData("for (int k = 0; k < width; k++) { sum += a[k]; }")]
    [InlineData("sum = a[i];")]
    public Task Coalesced_IsSilent(string body) => test.IsSilent(OneDimension(body));

    [Theory]
    [InlineData("int row = i / width; int column = i % width; for (int k = 0; k < width; k++) { sum += a[row * width + k] * a[k * width + column]; }")]
    [InlineData("for (int k = 0; k < width; k++) { sum += a[(int)b[i] * width + k]; }")]
    [InlineData("int at = i; at = at ^ 1; for (int k = 0; k < width; k++) { sum += a[at * width + k]; }")]
    public Task IndexThatNobodyKnows_IsSilent(string body) => test.IsSilent(OneDimension(body));

    [Theory]
    [InlineData("for (int c = 0; c < 3; c++) { sum += a[i * 3 + c]; }")]
    [InlineData("int first = i * 4; for (int c = 0; c < 4; c++) { sum += a[first + c]; }")]
    [InlineData("int x = 2 * i; int y = x * 4; for (int c = 0; c < 4; c++) { sum += a[1 + y + c]; }")]
    [InlineData("sum = a[i * width];")]
    public Task SmallStructuresAndSingleElements_AreSilent(string body) => test.IsSilent(OneDimension(body));

    [Fact]
    public Task Helper_IsSilent() => test.IsSilent("""
        static class Kernels
        {
            static void Kernel(Index1D i, ArrayView<float> a, ArrayView<float> b, int width) { b[i] = Row(a, i, width); }
            static float Row(ArrayView<float> a, int row, int width) { var sum = 0f; for (int k = 0; k < width; k++) { sum += a[row * width + k]; } return sum; }
        }
        """);

    [Fact]
    public Task HostLoop_IsSilent() => test.IsSilent("""
        class Host
        {
            float Sum(float[] a, int i, int width) { var sum = 0f; for (int k = 0; k < width; k++) { sum += a[i * width + k]; } return sum; }
        }
        """);

    [Theory]
    [InlineData("DenseY", "[|a[index]|] = 1f;")]
    [InlineData("DenseY", "[|a[index.X, index.Y]|] = 1f;")]
    [InlineData("DenseX", "[|a[index.Y, index.X]|] = 1f;")]
    [InlineData("DenseX", "[|a[new Index2D(index.Y, index.X)]|] = 1f;")]
    [InlineData("DenseY", "var sum = 0f; for (int k = 0; k < width; k++) { sum += [|a[index.X, k]|]; }")]
    public Task AcrossAView_Reports(string stride, string body) => test.Reports(TwoDimensions(stride, body));

    [Theory]
    [InlineData("DenseX", "a[index] = 1f;")]
    [InlineData("DenseY", "a[index.Y, index.X] = 1f;")]
    [InlineData("DenseX", "var sum = 0f; for (int k = 0; k < width; k++) { sum += a[new Index2D(index.X, k)] * a[k, index.Y]; } b[index] = sum;")]
    [InlineData("DenseX", "a[0, 0] = width;")]
    public Task AlongAView_IsSilent(string stride, string body) => test.IsSilent(TwoDimensions(stride, body));

    [Fact]
    public Task Shader_Reports() => test.Reports("""
        using ComputeSharp;
        readonly partial struct Sums(ReadWriteBuffer<int> input, ReadWriteBuffer<int> output, int perThread) : IComputeShader
        {
            public void Execute()
            {
                int sum = 0;
                for (int k = 0; k < perThread; k++) { int at = (ThreadIds.X * perThread) + k; sum += [|input[at]|]; }
                output[ThreadIds.X] = sum;
            }
        }
        """);

    [Fact]
    public Task ShaderAlongRowsOfItsY_IsSilent() => test.IsSilent("""
        using ComputeSharp;
        readonly partial struct Copy(ReadWriteBuffer<int> input, ReadWriteBuffer<int> output, int width) : IComputeShader
        {
            public void Execute() { for (int k = 0; k < 4; k++) { output[ThreadIds.Y * width + ThreadIds.X + k] = input[ThreadIds.Y * width + k]; } }
        }
        """);

    [Theory]
    [InlineData("for (int k = 0; k < width; k++) { sum += a[i * width + k]; }", "Neighbouring threads access 'a' a whole row of elements apart")]
    [InlineData("for (int k = 0; k < 64; k++) { sum += a[i * 64 + k]; }", "Neighbouring threads access 'a' 64 elements apart")]
    public async Task Message_SaysHowFarApart(string body, string start) =>
        Assert.StartsWith(start, Assert.Single(await test.Diagnose(OneDimension(body))).GetMessage(), StringComparison.Ordinal);
}

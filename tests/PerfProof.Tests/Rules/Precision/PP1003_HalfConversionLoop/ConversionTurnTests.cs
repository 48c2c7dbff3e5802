using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

/// <summary>Conversions in loops of other forms: beside arithmetic, from bytes, by offsets that run along.</summary>
public class ConversionTurnTests
{
    private static readonly RuleTest<HalfConversionLoop> test = new()
    {
        Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime", "ILGPU"],
        Usings = """
            using System; using System.Buffers.Binary; using System.Collections.Generic; using System.IO; using System.Linq; using System.Threading.Tasks;

            """,
    };

    private static string Method(string body, string parameters) => $"class C {{ unsafe void M({parameters}) {{ {body} }} }}";

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) single[i] = [|(float)half[i]|] * 0.5f;")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = ([|(float)half[i]|] - 0.5f) / 0.25f;")]
    [InlineData("for (int i = 0; i < n; i++) { var value = [|(float)half[i]|]; single[i] = value; }")]
    [InlineData("for (int i = 0, o = 3; i < n; i++, o++) [|single[o] = (float)half[i]|];")]
    [InlineData("int i = 0; while (i < n) { [|single[i] = (float)half[i]|]; i++; }")]
    [InlineData("int i = 0; do { [|single[i] = (float)half[i]|]; i += 1; } while (i < n);")]
    [InlineData("int o = 0; foreach (var value in half) [|single[o++] = (float)value|];")]
    [InlineData("var list = new List<float>(); foreach (var value in half) list.Add([|(float)value|]);")]
    [InlineData("for (int i = 0; i < n; i++) { [|single[i] = (float)half[i]|]; single[i] *= 2; }")]
    [InlineData("for (int i = 0; i < n; i++) { [|single[i] = (float)half[i]|]; single[i + n] = (float)half[i + n]; }")]
    [InlineData("Parallel.For(0, n, i => [|single[i] = (float)half[i]|]);")]
    [InlineData("Parallel.For(0, n, i => { [|single[i] = (float)half[i]|]; });")]
    public async Task Widening_Reports(string body) => await test.Reports(Method(body, "Half[] half, float[] single, int n"));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = (Half)(pixels[i] / 255f)|];")]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = (Half)((pixels[4 * i + 1] / 255f - 0.5f) / 0.25f)|];")]
    [InlineData("for (int y = 0; y < n; y++) for (int x = 0; x < n; x++) for (int c = 0; c < 3; c++) [|half[c * n * n + y * n + x] = (Half)(pixels[(y * n + x) * 3 + c] / 255f)|];")]
    [InlineData("for (int i = 0; i < n; i++) { float value = pixels[i] / 255f; [|half[i] = (Half)value|]; }")]
    [InlineData("for (int i = 0; i < n; i++) { int p = 4 * i; [|half[i] = (Half)(pixels[p] / 255f)|]; half[i + n] = (Half)(pixels[p + 1] / 255f); }")]
    public async Task NarrowingOfComputedValues_Reports(string body) => await test.Reports(Method(body, "byte[] pixels, Half[] half, int n"));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BitConverter.ToHalf(bytes, i * 2)|];")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BitConverter.ToHalf(bytes, start + sizeof(ushort) * i)|];")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan(i << 1))|];")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BinaryPrimitives.ReadHalfLittleEndian(bytes.AsSpan()[(i * 2)..])|];")]
    [InlineData("for (int i = 0; i < n; i++) { ushort bits = BitConverter.ToUInt16(bytes, i * 2); [|single[i] = (float)BitConverter.UInt16BitsToHalf(bits)|]; }")]
    [InlineData("for (int i = 0; i < n; i++) { [|single[i] = (float)BitConverter.ToHalf(bytes, start)|]; start += 2; }")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BitConverter.UInt16BitsToHalf((ushort)(bytes[2 * i] | (bytes[2 * i + 1] << 8)))|];")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)reader.ReadHalf()|];")]
    public async Task WideningOfBytes_Reports(string body) => await test.Reports(Method(body, "byte[] bytes, int start, BinaryReader reader, float[] single, int n"));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) BinaryPrimitives.WriteHalfLittleEndian(bytes.AsSpan(2 * i), [|(Half)single[i]|]);")]
    [InlineData("for (int i = 0; i < n; i++) BitConverter.TryWriteBytes(bytes.AsSpan(2 * i, 2), [|(Half)single[i]|]);")]
    public async Task NarrowingToBytes_Reports(string body) => await test.Reports(Method(body, "byte[] bytes, float[] single, int n"));

    [Theory]
    [InlineData("var r = [|values.Select(x => (float)x).ToArray()|];")]
    [InlineData("var r = [|half.Select(x => (float)x).ToList()|];")]
    [InlineData("var r = [|bits.Select(Widen).ToArray()|]; static float Widen(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);")]
    [InlineData("var r = [|Array.ConvertAll(bits, Widen)|]; static float Widen(ushort bits) => (float)BitConverter.UInt16BitsToHalf(bits);")]
    public async Task Calls_Report(string body) => await test.Reports(Method(body, "IEnumerable<Microsoft.ML.OnnxRuntime.Float16> values, Half[] half, ushort[] bits"));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)half[i]|];")]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = (ILGPU.Half)single[i]|];")]
    public async Task TypeThatRoundsInItsOwnWay_Reports(string body) => await test.Reports(Method(body, "ILGPU.Half[] half, float[] single, int n"));

    [Fact]
    public async Task MultiDimensionalTensor_Reports() => await test.Reports("""
        using Microsoft.ML.OnnxRuntime; using Microsoft.ML.OnnxRuntime.Tensors;
        class C
        {
            static void Fill(Tensor<Float16> input, byte[] pixels, int width, int height)
            {
                for (int y = 0; y < height; y++)
                    for (int x = 0; x < width; x++)
                        [|input[0, 0, y, x] = (Float16)(pixels[y * width + x] / 255f)|];
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) half[i] = (Half)(i * 0.5f);")]
    [InlineData("for (int i = 0; i < n; i++) half[i] = (Half)Random.Shared.NextSingle();")]
    [InlineData("for (int i = 0; i < n; i++) half[i] = (Half)0.5f;")]
    public async Task FillingWithMadeUpValues_IsSilent(string body) => await test.IsSilent(Method(body, "Half[] half, int n"));

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) half[i] = (Half)((float)half[i] * 2);")]
    [InlineData("for (int i = 0; i < n; i++) { float value = (float)half[i]; half[i] = (Half)(value * value); }")]
    [InlineData("float sum = 0; for (int i = 0; i < n; i++) sum += (float)half[i] * single[i];")]
    [InlineData("float max = 0; for (int i = 0; i < n; i++) max = MathF.Max(max, (float)half[i]);")]
    [InlineData("for (int i = 0; i < n; i++) if ((float)half[i] > 0.5f) single[i] = 1;")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = i > 3 ? (float)half[i] : 0f;")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)half[3 * i];")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)half[i / 4];")]
    [InlineData("for (int i = 0; i < n; i++) { single[i] = (float)half[i]; if (single[i] > 1) break; }")]
    [InlineData("for (int i = 0; i < n; i++) { single[i] = (float)half[i]; Console.WriteLine(single[i]); }")]
    [InlineData("for (int i = 0; i < n; i++) { single[i] = Slow((float)half[i]); } static float Slow(float x) => x;")]
    [InlineData("for (int i = 0; i < n; i++) { var block = new float[32]; single[i] = (float)half[i] + block[0]; }")]
    [InlineData("foreach (var value in half) { single[0] = (float)value; }")]
    [InlineData("Array.ForEach(half, value => Console.WriteLine((float)value));")]
    public async Task LoopThatIsAboutSomethingElse_IsSilent(string body) => await test.IsSilent(Method(body, "Half[] half, float[] single, int n"));

    [Fact]
    public async Task ScaleOfAQuantisedBlock_IsSilent() => await test.IsSilent("""
        class C
        {
            static void Dequantise(byte[] data, float[] result, int blocks)
            {
                for (int b = 0; b < blocks; b++)
                {
                    float scale = (float)BitConverter.ToHalf(data, b * 34);
                    for (int i = 0; i < 32; i++) result[b * 32 + i] = scale * (sbyte)data[b * 34 + 2 + i];
                }
            }
            static void Scales(byte[] data, float[] result, int blocks)
            {
                for (int b = 0; b < blocks; b++) result[b] = (float)BitConverter.ToHalf(data, b * 34);
            }
        }
        """);

    [Fact]
    public async Task VertexOfAMesh_IsSilent() => await test.IsSilent("""
        struct Vertex { public float X, Y; }
        class C
        {
            static void Read(Half[] data, Vertex[] vertices)
            {
                for (int i = 0; i < vertices.Length; i++) { vertices[i].X = (float)data[2 * i]; vertices[i].Y = (float)data[2 * i + 1]; }
            }
        }
        """);

    [Fact]
    public async Task Kernel_IsSilent() => await test.IsSilent("""
        using ILGPU;
        using ILGPU.Runtime;
        class C
        {
            static void Kernel(Index1D index, ArrayView<ILGPU.Half> source, ArrayView<float> target, int n)
            {
                for (int i = 0; i < n; i++) target[i] = (float)source[i];
            }
        }
        """);

    [Fact]
    public async Task Benchmark_IsSilent() => await test.IsSilent("""
        class ConversionBenchmark
        {
            void Loop(Half[] half, float[] single) { for (int i = 0; i < half.Length; i++) single[i] = (float)half[i]; }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) single[i] = (float)map[i];", "Dictionary<int, Half> map, float[] single, int n")]
    [InlineData("var r = half.Where(x => x > Half.Zero).Select(x => (float)x).ToArray();", "Half[] half")]
    public async Task WhatIsNoSpan_IsSilent(string body, string parameters) => await test.IsSilent(Method(body, parameters));
}

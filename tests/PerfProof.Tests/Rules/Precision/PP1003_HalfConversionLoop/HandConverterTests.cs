using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

/// <summary>Conversions by masks and shifts that people write themselves.</summary>
public class HandConverterTests
{
    private static readonly RuleTest<HalfConversionLoop> test = new() { Libraries = ["System.Numerics.Tensors"] };

    private const string Encode = """
        static ushort Encode(float f)
        {
            int bits = BitConverter.SingleToInt32Bits(f), sign = (bits >> 16) & 0x8000, exponent = ((bits >> 23) & 0xFF) - 112, mantissa = bits & 0x7FFFFF;
            if (exponent <= 0) return (ushort)sign;
            if (exponent > 30) return (ushort)(sign | 0x7C00);
            return (ushort)(sign | (exponent << 10) | (mantissa >> 13));
        }
        """;

    /// <summary>Half to float, in the forms that are met.</summary>
    public static TheoryData<string> Widening => new()
    {
        """
        static float Decode(ushort h)
        {
            uint sign = (uint)(h >> 15) & 1, exponent = (uint)(h >> 10) & 0x1F, mantissa = (uint)h & 0x3FF;
            if (exponent == 0) return sign == 0 ? 0f : -0f;
            return BitConverter.UInt32BitsToSingle((sign << 31) | ((exponent + 112) << 23) | (mantissa << 13));
        }
        """,
        """
        static float Decode(ushort h)
        {
            int e = (h >> 10) & 31, m = h & 1023;
            double value = e == 0 ? m * Math.Pow(2, -24) : (1 + m / 1024.0) * Math.Pow(2, e - 15);
            return (float)((h & 0x8000) != 0 ? -value : value);
        }
        """,
        """
        static unsafe float Decode(ushort h)
        {
            uint bits = (uint)(h & 0x7fff) << 13;
            uint exponent = bits & 0x0f800000;
            bits += 0x38000000;
            bits |= (uint)(h & 0x8000) << 16;
            return exponent == 0 ? 0 : *(float*)&bits;
        }
        """,
    };

    /// <summary>Float to half, in the forms that are met.</summary>
    public static TheoryData<string> Narrowing => new()
    {
        Encode,
        """
        static unsafe ushort Encode(float f)
        {
            uint bits = *(uint*)&f, rest = bits & 0x7fffffff, sign = (bits >> 16) & 0x8000;
            if (rest > 0x47800000) return (ushort)(sign | 0x7c00);
            if (rest < 0x38800000) return (ushort)sign;
            return (ushort)(sign | ((rest - 0x38000000) >> 13));
        }
        """,
    };

    [Theory]
    [MemberData(nameof(Widening))]
    public async Task WideningByHand_Reports(string method) => await test.Reports($$"""
        class C
        {
            {{method}}
            static void All(ushort[] bits, float[] values) { for (int i = 0; i < bits.Length; i++) [|values[i] = Decode(bits[i])|]; }
            static void Scaled(ushort[] bits, float[] values, float scale) { for (int i = 0; i < bits.Length; i++) values[i] = [|Decode(bits[i])|] * scale; }
            static float[] Array1(ushort[] bits) => [|bits.Select(Decode).ToArray()|];
        }
        """);

    [Theory]
    [MemberData(nameof(Narrowing))]
    public async Task NarrowingByHand_Reports(string method) => await test.Reports($$"""
        class C
        {
            {{method}}
            static void All(float[] values, ushort[] bits) { for (int i = 0; i < bits.Length; i++) [|bits[i] = Encode(values[i])|]; }
            static unsafe void Pixels(byte* pixels, ushort* red, ushort* green, int n)
            {
                int at = 0;
                for (int i = 0; i < n; i++, at += 4)
                {
                    [|red[i] = Encode(pixels[at] / 255f)|];
                    green[i] = Encode(pixels[at + 1] / 255f);
                }
            }
        }
        """);

    [Fact]
    public async Task WideningOfTwoBytes_Reports() => await test.Reports("""
        class C
        {
            static float Decode(byte low, byte high)
            {
                int h = low | (high << 8), e = (h >> 10) & 0x1F, m = h & 0x3FF;
                return e == 0 ? 0 : BitConverter.Int32BitsToSingle(((h & 0x8000) << 16) | ((e + 112) << 23) | (m << 13));
            }
            static void All(byte[] data, float[] values) { for (int i = 0; i < values.Length; i++) [|values[i] = Decode(data[2 * i], data[2 * i + 1])|]; }
        }
        """);

    [Fact]
    public async Task Message_NamesTheMethod()
    {
        var found = Assert.Single(await test.Diagnose($$"""
            class C
            {
                {{Encode}}
                static void All(float[] values, ushort[] bits) { for (int i = 0; i < bits.Length; i++) bits[i] = Encode(values[i]); }
            }
            """));

        Assert.Equal(
            "float is converted to Half one element at a time, bit by bit in 'Encode'; 'TensorPrimitives.ConvertToHalf' converts the whole span with vector instructions, rounding to nearest even",
            found.GetMessage(null));
    }

    [Theory]
    [InlineData("static float Decode(ushort v) => (v & 0x3FF) / 1023f;")]
    [InlineData("static float Decode(ushort v) => Math.Max((short)v / 32767f, -1f);")]
    [InlineData("static float Decode(ushort v) => BitConverter.UInt32BitsToSingle((uint)v << 16);")]
    [InlineData("static float Decode(ushort v) => ((v >> 10) & 0x1F) / 31f;")]
    [InlineData("static float Decode(ushort v) => (v & 0x7FFF) * 0.001f;")]
    [InlineData("static float Decode(ushort v) => v;")]
    public async Task DecodersOfOtherFormats_IsSilent(string method) => await test.IsSilent($$"""
        class C
        {
            {{method}}
            static void All(ushort[] bits, float[] values) { for (int i = 0; i < bits.Length; i++) values[i] = Decode(bits[i]); }
        }
        """);

    [Theory]
    [InlineData("static ushort Encode(float v) => (ushort)Math.Clamp(v * 1023f, 0, 1023);")]
    [InlineData("static ushort Encode(float v) => (ushort)(BitConverter.SingleToUInt32Bits(v) >> 16);")]
    [InlineData("static ushort Encode(float v) => (ushort)(((int)(v * 31) & 0x1F) << 10);")]
    public async Task EncodersOfOtherFormats_IsSilent(string method) => await test.IsSilent($$"""
        class C
        {
            {{method}}
            static void All(float[] values, ushort[] bits) { for (int i = 0; i < bits.Length; i++) bits[i] = Encode(values[i]); }
        }
        """);

    [Fact]
    public async Task OneValue_IsSilent() => await test.IsSilent($$"""
        class C
        {
            {{Encode}}
            static ushort One(float value) => Encode(value);
            static uint Pack(float x, float y) => Encode(x) | ((uint)Encode(y) << 16);
        }
        """);
}

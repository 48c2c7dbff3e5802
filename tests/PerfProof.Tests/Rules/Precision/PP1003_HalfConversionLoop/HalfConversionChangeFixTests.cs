using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

/// <summary>The fix for conversions whose rounding may change, and for several in one loop.</summary>
public class HalfConversionChangeFixTests
{
    private static readonly RuleTest<HalfConversionLoop> test = new()
    {
        Libraries = ["System.Numerics.Tensors", "ILGPU"],
        Usings = """
            using System;
            using System.Linq;
            using System.Numerics.Tensors;
            using System.Runtime.InteropServices;


            """,
    };

    private const string Encode = """
        static ushort Encode(float f)
            {
                int bits = BitConverter.SingleToInt32Bits(f);
                return (ushort)(((bits >> 16) & 0x8000) | ((((bits >> 23) & 0xFF) - 112) << 10) | ((bits & 0x7FFFFF) >> 13));
            }
        """;

    private static Task Fixes(string body, string @fixed, string parameters) => test.Fixes<HalfConversionLoopChangeFix>(
        $$"""
        class C
        {
            {{Encode}}

            unsafe void M({{parameters}})
            {
                {{body}}
            }
        }
        """,
        $$"""
        class C
        {
            {{Encode}}

            unsafe void M({{parameters}})
            {
                {{@fixed}}
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|bits[i] = Encode(single[i])|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<ushort, Half>(bits.AsSpan()));")]
    [InlineData("for (int i = 0; i < single.Length; i++) [|bits[n + i] = Encode(single[i])|];", "TensorPrimitives.ConvertToHalf(single, MemoryMarshal.Cast<ushort, Half>(bits.AsSpan(n)));")]
    [InlineData("if (n > 0) for (int i = 0; i < n; i++) [|bits[i] = Encode(single[i])|];", "if (n > 0) TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<ushort, Half>(bits.AsSpan()));")]
    public async Task ByHand(string loop, string @fixed) => await Fixes(loop, @fixed, "float[] single, ushort[] bits, int n");

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = (ILGPU.Half)single[i]|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<ILGPU.Half, System.Half>(half.AsSpan()));")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ILGPU.Half, System.Half>(half.AsSpan(0, n)), single);")]
    public async Task TypeThatRoundsInItsOwnWay(string loop, string @fixed) => await Fixes(loop, @fixed, "float[] single, ILGPU.Half[] half, int n");

    [Fact]
    public async Task SeveralConversions_BecomeSeveralCalls() => await Fixes(
        "for (int i = 0; i < n; i++) { [|x[i] = (float)a[i]|]; y[i] = (float)b[i]; }",
        """
        TensorPrimitives.ConvertToSingle(a.AsSpan(0, n), x);
                TensorPrimitives.ConvertToSingle(b.AsSpan(0, n), y);
        """,
        "Half[] a, Half[] b, float[] x, float[] y, int n");

    [Fact]
    public async Task Titles_SayWhatChanges()
    {
        Assert.Equal(
            ["Use TensorPrimitives.ConvertToHalf (conversions by hand may round otherwise, and treat NaN otherwise)"],
            await test.FixTitles<HalfConversionLoopChangeFix>($"class C {{ {Encode} void M(float[] a, ushort[] b) {{ for (int i = 0; i < a.Length; i++) b[i] = Encode(a[i]); }} }}"));
        Assert.Equal(
            ["Use TensorPrimitives.ConvertToHalf (one after the other: the targets must not overlap)"],
            await test.FixTitles<HalfConversionLoopChangeFix>("class C { void M(float[] a, float[] b, Half[] x, Half[] y) { for (int i = 0; i < a.Length; i++) { x[i] = (Half)a[i]; y[i] = (Half)b[i]; } } }"));
    }

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)half[i]|];")]
    [InlineData("for (int i = 0; i < n; i++) { [|single[i] = (float)half[i]|]; single[i + n] = (float)half[i + n]; }")]
    [InlineData("for (int i = 0; i < n; i++) single[i] = [|(float)half[i]|] * 2;")]
    [InlineData("foreach (var value in half) [|single[n++] = (float)value|];")]
    public async Task WhatIsExactOrNotPlain_OffersNoChange(string body) =>
        await test.OffersNoFix<HalfConversionLoopChangeFix>($"class C {{ void M(Half[] half, float[] single, int n) {{ {body} }} }}");

    [Fact]
    public async Task SafeFix_IsNotOfferedWhereSomethingMayChange() => await test.OffersNoFix<HalfConversionLoopFix>(
        $"class C {{ {Encode} void M(float[] a, ushort[] b) {{ for (int i = 0; i < a.Length; i++) [|b[i] = Encode(a[i])|]; }} }}");
}

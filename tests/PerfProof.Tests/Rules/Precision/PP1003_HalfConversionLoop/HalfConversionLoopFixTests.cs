using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

public class HalfConversionLoopFixTests
{
    private static readonly RuleTest<HalfConversionLoop> test = new()
    {
        Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime"],
        Usings = """
            using System;
            using System.Collections.Generic;
            using System.Linq;
            using System.Numerics.Tensors;
            using System.Runtime.InteropServices;
            using Microsoft.ML.OnnxRuntime;

            """,
    };

    private static Task Fixes(string loop, string @fixed, string parameters) => test.Fixes<HalfConversionLoopFix>(
        $$"""
        class C
        {
            unsafe void M({{parameters}})
            {
                {{loop}}
            }
        }
        """,
        $$"""
        class C
        {
            unsafe void M({{parameters}})
            {
                {{@fixed}}
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i < half.Length; i++) [|single[i] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(half, single);")]
    [InlineData("for (int i = 0; i < n; i++) { [|single[i] = (float)half[i]|]; }", "TensorPrimitives.ConvertToSingle(half.AsSpan(0, n), single);")]
    [InlineData("for (int i = 0; i < single.Length; i++) [|half[i] = (Half)single[i]|];", "TensorPrimitives.ConvertToHalf(single, half);")]
    [InlineData("for (int i = 0; i < half.Length; i++) [|half[i] = (Half)single[i]|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, half.Length), half);")]
    [InlineData("for (int i = 2; i < n; i++) [|single[i] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(half.AsSpan(2, n - 2), single.AsSpan(2));")]
    [InlineData("for (int i = 0; i < n; i++) [|single[n + i] = (float)half[i + 2 * n]|];", "TensorPrimitives.ConvertToSingle(half.AsSpan(2 * n, n), single.AsSpan(n));")]
    [InlineData("for (int i = n; i < n + 64; i++) [|single[i] = (float)half[n + i]|];", "TensorPrimitives.ConvertToSingle(half.AsSpan(n + n, (n + 64) - n), single.AsSpan(n));")]
    public async Task Arrays(string loop, string @fixed) => await Fixes(loop, @fixed, "Half[] half, float[] single, int n");

    [Theory]
    [InlineData("for (int i = 0; i < half.Length; i++) [|single[i] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(half, single);")]
    [InlineData("for (int i = 0; i < n; i++) [|single[i + n] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(half.Slice(0, n), single.Slice(n));")]
    public async Task Spans(string loop, string @fixed) => await Fixes(loop, @fixed, "ReadOnlySpan<Half> half, Span<float> single, int n");

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)half[i]|];", "TensorPrimitives.ConvertToSingle(new ReadOnlySpan<Half>(half, n), new Span<float>(single, n));")]
    [InlineData("for (int i = 0; i < n; i++) [|half[i + n] = (Float16)single[i]|];", "TensorPrimitives.ConvertToHalf(new ReadOnlySpan<float>(single, n), new Span<Half>(half + n, n));")]
    public async Task Pointers(string loop, string @fixed) => await Fixes(loop, @fixed, "Float16* half, float* single, int n");

    [Theory]
    [InlineData("for (int i = 0; i < half.Length; i++) [|single[i] = half[i].ToFloat()|];", "TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(half.AsSpan()), single);")]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = (Float16)single[i]|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<Float16, Half>(half.AsSpan()));")]
    [InlineData("for (int i = 0; i < n; i++) [|half[i] = new Float16(BitConverter.HalfToUInt16Bits((Half)single[i]))|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<Float16, Half>(half.AsSpan()));")]
    public async Task Float16(string loop, string @fixed) => await Fixes(loop, @fixed, "Float16[] half, float[] single, int n");

    [Theory]
    [InlineData("for (int i = 0; i < n; i++) [|single[i] = (float)BitConverter.UInt16BitsToHalf(bits[i])|];", "TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<ushort, Half>(bits.AsSpan(0, n)), single);")]
    [InlineData("for (int i = 0; i < n; i++) [|bits[i] = BitConverter.HalfToUInt16Bits((Half)single[i])|];", "TensorPrimitives.ConvertToHalf(single.AsSpan(0, n), MemoryMarshal.Cast<ushort, Half>(bits.AsSpan()));")]
    public async Task Bits(string loop, string @fixed) => await Fixes(loop, @fixed, "ushort[] bits, float[] single, int n");

    [Fact]
    public async Task CallsThatMakeAnArray_BecomeAnArrayAndAConversion() => await test.Fixes<HalfConversionLoopFix>(
        """
        class C
        {
            void M(Half[] half, float[] single)
            {
                // widen
                var wide = [|half.Select(x => (float)x).ToArray()|]; // all of them
                single = [|Array.ConvertAll(half, x => (float)x)|];
                Half[] narrow = [|wide.Select(x => (Half)x).ToArray()|];
            }
        }
        """,
        """
        class C
        {
            void M(Half[] half, float[] single)
            {
                // widen
                var wide = new float[half.Length];
                TensorPrimitives.ConvertToSingle(half, wide); // all of them
                single = new float[half.Length];
                TensorPrimitives.ConvertToSingle(half, single);
                Half[] narrow = new Half[wide.Length];
                TensorPrimitives.ConvertToHalf(wide, narrow);
            }
        }
        """);

    [Fact]
    public async Task Comments_AreKept() => await test.Fixes<HalfConversionLoopFix>(
        """
        class C
        {
            void M(Half[] half, float[] single)
            {
                // before
                for (int i = 0; i < half.Length; i++) // every element
                {
                    // widen it
                    [|single[i] = (float)half[i]|];
                } // after
                // last
            }
        }
        """,
        """
        class C
        {
            void M(Half[] half, float[] single)
            {
                // before
                // every element
                // widen it
                TensorPrimitives.ConvertToSingle(half, single); // after
                // last
            }
        }
        """);

    [Fact]
    public async Task UsingDirectives_AreAdded() => await new RuleTest<HalfConversionLoop>
    {
        Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime"],
        Usings = "",
    }.Fixes<HalfConversionLoopFix>(
        """
        using Microsoft.ML.OnnxRuntime;

        class C
        {
            void M(Float16[] half, float[] single, int n)
            {
                for (int i = 0; i < n; i++)
                    [|single[i] = (float)half[i]|];
            }
        }
        """,
        """
        using System;
        using System.Numerics.Tensors;
        using System.Runtime.InteropServices;
        using Microsoft.ML.OnnxRuntime;

        class C
        {
            void M(Float16[] half, float[] single, int n)
            {
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(new ReadOnlySpan<Float16>(half, 0, n)), single);
            }
        }
        """);

    [Fact]
    public async Task UsingDirectives_AreAddedOnceByFixAll() => await new RuleTest<HalfConversionLoop>
    {
        Libraries = ["System.Numerics.Tensors"],
        Usings = "",
    }.Fixes<HalfConversionLoopFix>(
        """
        using System;

        class C
        {
            void M(Half[] half, float[] single, int n)
            {
                for (int i = 0; i < n; i++)
                    [|single[i] = (float)half[i]|];
                for (int i = n; i < 2 * n; i++)
                    [|half[i] = (Half)single[i]|];
            }
        }
        """,
        """
        using System;
        using System.Numerics.Tensors;

        class C
        {
            void M(Half[] half, float[] single, int n)
            {
                TensorPrimitives.ConvertToSingle(half.AsSpan(0, n), single);
                TensorPrimitives.ConvertToHalf(single.AsSpan(n, (2 * n) - n), half.AsSpan(n));
            }
        }
        """);

    [Fact]
    public async Task NameThatWouldBecomeAmbiguous_StaysInFull() => await new RuleTest<HalfConversionLoop>
    {
        Libraries = ["System.Numerics.Tensors", "Microsoft.ML.OnnxRuntime"],
        Usings = "",
    }.Fixes<HalfConversionLoopFix>(
        """
        using System;
        using Microsoft.ML.OnnxRuntime.Tensors;

        class C
        {
            float[] M(Tensor<float> tensor, Half[] half, float[] single)
            {
                for (int i = 0; i < half.Length; i++) [|single[i] = (float)half[i]|];
                return single;
            }
        }
        """,
        """
        using System;
        using Microsoft.ML.OnnxRuntime.Tensors;

        class C
        {
            float[] M(Tensor<float> tensor, Half[] half, float[] single)
            {
                System.Numerics.Tensors.TensorPrimitives.ConvertToSingle(half, single);
                return single;
            }
        }
        """);

    [Theory]
    [InlineData("for (int i = 0; i <= n; i++) [|single[i] = (float)half[i]|];", "Half[] half, float[] single, int n")]
    [InlineData("for (long i = 0; i < n; i++) [|single[i] = (float)half[i]|];", "Half[] half, float[] single, long n")]
    [InlineData("for (int i = 0; i < N(); i++) [|single[i] = (float)half[i]|]; int N() => 100;", "Half[] half, float[] single")]
    [InlineData("for (int i = 0; i < half.Count; i++) [|single[i] = (float)half[i]|];", "List<Half> half, float[] single")]
    [InlineData("N([|half.Select(x => (float)x).ToArray()|]); void N(float[] a) { }", "Half[] half")]
    public async Task WhatCannotBeRewrittenSafely_IsLeftToTheReader(string body, string parameters) =>
        await test.OffersNoFix<HalfConversionLoopFix>($"class C {{ void M({parameters}) {{ {body} }} }}");

    [Fact]
    public async Task WithoutThePackage_OffersNoFix() =>
        await new RuleTest<HalfConversionLoop>().OffersNoFix<HalfConversionLoopFix>(
            "class C { void M(Half[] half, float[] single) { for (int i = 0; i < half.Length; i++) [|single[i] = (float)half[i]|]; } }");

    [Fact]
    public async Task DirectiveInsideTheLoop_OffersNoFix() => await test.OffersNoFix<HalfConversionLoopFix>("""
        class C
        {
            void M(Half[] half, float[] single)
            {
                for (int i = 0; i < half.Length; i++)
                {
        #if true
                    [|single[i] = (float)half[i]|];
        #endif
                }
            }
        }
        """);
}

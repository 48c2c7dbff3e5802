using PerfProof.Rules;

namespace PerfProof.Tests.Rules.Precision;

public class HalfOnCpuFixTests
{
    private static readonly RuleTest<HalfOnCpu> test = new()
    {
        Libraries = ["System.Numerics.Tensors"],
        Usings = """
            using System;
            using System.Collections.Generic;
            using System.Numerics.Tensors;

            """,
    };

    private static Task Fixes(string body, string @fixed, string parameters = "Half[] x, Half[] y, Half a, int n", string result = "void") =>
        test.Fixes<HalfOnCpuFix>(Method(body, parameters, result), Method(@fixed, parameters, result));

    private static string Method(string body, string parameters = "Half[] x, Half[] y, Half a, int n", string result = "void") => $$"""
        class C
        {
            unsafe {{result}} M({{parameters}})
            {
                {{body.ReplaceLineEndings("\n        ")}}
            }
        }
        """;

    [Fact]
    public async Task Axpy_WidensElementsAndHoistsTheFactor() => await Fixes(
        """
        for (int i = 0; i < n; i++)
        {
            y[i] = [|a * x[i] + y[i]|]; // scaled
        }
        """,
        """
        float aSingle = (float)a;
        for (int i = 0; i < n; i++)
        {
            y[i] = (Half)(aSingle * (float)x[i] + (float)y[i]); // scaled
        }
        """);

    [Fact]
    public async Task Accumulator_BecomesFloat() => await Fixes(
        """
        // dot product
        Half sum = Half.Zero;
        for (int i = 0; i < n; i++)
        {
            [|sum += x[i] * y[i]|];
        }

        return sum;
        """,
        """
        // dot product
        float sum = 0f;
        for (int i = 0; i < n; i++)
        {
            sum += (float)x[i] * (float)y[i];
        }

        return (Half)sum;
        """,
        result: "Half");

    [Theory]
    [InlineData("return (float)sum;", "return sum;", "float")]
    [InlineData("return (float)(sum);", "return sum;", "float")]
    [InlineData("return sum > a;", "return sum > (float)a;", "bool")]
    [InlineData("return sum / a;", "return (Half)(sum / (float)a);", "Half")]
    [InlineData("return (float)(sum / Half.Sqrt(sum));", "return sum / float.Sqrt(sum);", "float")]
    [InlineData("return Half.Sqrt(sum);", "return (Half)float.Sqrt(sum);", "Half")]
    [InlineData("a += sum; return a * a;", "a += (Half)sum; return a * a;", "Half")]
    [InlineData("return $\"{sum}\";", "return $\"{(Half)sum}\";", "string")]
    [InlineData("return sum.ToString();", "return ((Half)sum).ToString();", "string")]
    [InlineData("y[0] = sum; return (double)sum;", "y[0] = (Half)sum; return (double)(Half)sum;", "double")]
    [InlineData("sum += a; var kept = sum; return kept;", "sum += (float)a; var kept = (Half)sum; return kept;", "Half")]
    public async Task Accumulator_UsedAfterwards_IsConvertedThere(string use, string @fixed, string result) => await Fixes(
        "var sum = default(Half);\nforeach (var v in x) [|sum += v|];\n" + use,
        "var sum = 0f;\nforeach (var v in x) sum += (float)v;\n" + @fixed,
        result: result);

    [Fact]
    public async Task MatrixProduct_RoundsOnlyWhereItStores() => await Fixes(
        """
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++)
            {
                Half v = x[i * n + k];
                for (int j = 0; j < n; j++)
                    [|z[i * n + j] += v * y[k * n + j]|];
            }
        """,
        """
        for (int i = 0; i < n; i++)
            for (int k = 0; k < n; k++)
            {
                float v = (float)x[i * n + k];
                for (int j = 0; j < n; j++)
                    z[i * n + j] = (Half)((float)z[i * n + j] + v * (float)y[k * n + j]);
            }
        """,
        "Half[] x, Half[] y, Half[] z, int n");

    [Fact]
    public async Task Functions_BecomeThoseOfFloat() => await Fixes(
        """
        for (int i = 0; i < n; i++)
            y[i] = [|Half.One / (Half.One + Half.Exp(-x[i]))|];
        """,
        """
        for (int i = 0; i < n; i++)
            y[i] = (Half)(1f / (1f + float.Exp(-(float)x[i])));
        """);

    [Fact]
    public async Task MinimumsChoicesAndConstants_GoAlong() => await Fixes(
        """
        for (int i = 0; i < n; i++)
        {
            var t = [|x[i] * (Half)0.5 + (Half)2|];
            y[i] = Half.Max(t, a) > (Half)1.5f ? t * t : Half.Pi;
        }
        """,
        """
        float aSingle = (float)a;
        for (int i = 0; i < n; i++)
        {
            var t = (float)x[i] * 0.5f + 2f;
            y[i] = (Half)(float.Max(t, aSingle) > 1.5f ? t * t : (float)Half.Pi);
        }
        """);

    [Fact]
    public async Task Softmax_AllLoopsOnTheirOwn() => await Fixes(
        """
        Half max = x[0];
        for (int i = 1; i < n; i++) if (x[i] > max) max = x[i];
        Half sum = Half.Zero;
        for (int i = 0; i < n; i++)
        {
            y[i] = Half.Exp(x[i] - max);
            [|sum += y[i]|];
        }
        """.Replace("y[i] = Half.Exp(x[i] - max);\n    [|sum += y[i]|];", "y[i] = [|Half.Exp(x[i] - max)|];\n    sum += y[i];", StringComparison.Ordinal),
        """
        Half max = x[0];
        for (int i = 1; i < n; i++) if (x[i] > max) max = x[i];
        float sum = 0f;
        float maxSingle = (float)max;
        for (int i = 0; i < n; i++)
        {
            y[i] = (Half)float.Exp((float)x[i] - maxSingle);
            sum += (float)y[i];
        }
        """);

    [Fact]
    public async Task CosineSimilarity_OfAWholeMethod() => await Fixes(
        """
        var dot = Half.Zero;
        var squaresX = Half.Zero;
        var squaresY = Half.Zero;
        for (var i = 0; i < x.Length; i++)
        {
            [|dot += x[i] * y[i]|];
            squaresX += x[i] * x[i];
            squaresY += y[i] * y[i];
        }

        return (float)(dot / (Half.Sqrt(squaresX) * Half.Sqrt(squaresY)));
        """,
        """
        var dot = 0f;
        var squaresX = 0f;
        var squaresY = 0f;
        for (var i = 0; i < x.Length; i++)
        {
            dot += (float)x[i] * (float)y[i];
            squaresX += (float)x[i] * (float)x[i];
            squaresY += (float)y[i] * (float)y[i];
        }

        return dot / (float.Sqrt(squaresX) * float.Sqrt(squaresY));
        """,
        result: "float");

    [Fact]
    public async Task WeightedSumOfModels_LeavesTheCastOut() => await Fixes(
        "for (int i = 0; i < n; i++) [|y[i] += (Half)(weight * (float)x[i])|];",
        "for (int i = 0; i < n; i++) y[i] = (Half)((float)y[i] + (weight * (float)x[i]));",
        "Half[] x, Half[] y, float weight, int n");

    [Theory]
    [InlineData("Span<Half> x, Span<Half> y, Half a, int n")]
    [InlineData("Half* x, Half* y, Half a, int n")]
    [InlineData("List<Half> x, IList<Half> y, Half a, int n")]
    public async Task OtherContents(string parameters) => await Fixes(
        "for (int i = 0; i < n; i++) y[i] = [|a * x[i] - x[i]|];",
        "float aSingle = (float)a;\nfor (int i = 0; i < n; i++) y[i] = (Half)(aSingle * (float)x[i] - (float)x[i]);",
        parameters);

    [Fact]
    public async Task WhileLoop_WithNewtonIteration() => await Fixes(
        """
        Half r = a;
        while (n-- > 0)
        {
            r = [|(Half)0.5f * (r + a / r)|];
        }

        return r;
        """,
        """
        float r = (float)a;
        float aSingle = (float)a;
        while (n-- > 0)
        {
            r = 0.5f * (r + aSingle / r);
        }

        return (Half)r;
        """,
        result: "Half");

    [Theory]
    // One operation on two elements converts as often in float: nothing would be gained.
    [InlineData("for (int i = 0; i < n; i++) y[i] = [|x[i] * y[i]|];")]
    [InlineData("for (int i = 0; i < n; i++) y[i] = [|Half.Sqrt(x[i])|];")]
    // The element would be computed by two reads of something that changes.
    [InlineData("int k = 0; for (int i = 0; i < n; i++) [|y[k++] += x[i] * a|];")]
    // The value of the assignment is used.
    [InlineData("for (int i = 0; i < n; i++) x[i] = [|y[i] += x[i] * a|];")]
    // Half without a counterpart in float of the same type.
    [InlineData("for (int i = 0; i < n; i++) [|x[i]++|];")]
    public async Task WhatGainsNothingOrCannotBeExpressed_OffersNoFix(string body) => await test.OffersNoFix<HalfOnCpuFix>(Method(body));

    [Theory]
    [InlineData("Half sum = Half.Zero; Add(ref sum); for (int i = 0; i < n; i++) [|sum += x[i]|]; void Add(ref Half s) { }")]
    [InlineData("Half sum = Half.Zero; for (int i = 0; i < n; i++) [|sum += x[i]|]; Action show = () => Console.WriteLine(sum);")]
    [InlineData("Half sum = Half.Zero, other = sum; for (int i = 0; i < n; i++) [|sum += x[i]|];")]
    public async Task AccumulatorThatMustStayHalf_OffersNoFix(string body) => await test.OffersNoFix<HalfOnCpuFix>(Method(body));

    [Fact]
    public async Task Lambda_IsLeftToTheReader() =>
        await test.OffersNoFix<HalfOnCpuFix>(Method("Array.ForEach(x, v => y[0] = [|v * a + y[0]|]);"));

    [Fact]
    public async Task DirectiveInsideTheLoop_OffersNoFix() => await test.OffersNoFix<HalfOnCpuFix>("""
        class C
        {
            void M(Half[] x, Half[] y, Half a)
            {
                for (int i = 0; i < x.Length; i++)
                {
        #if true
                    y[i] = [|a * x[i] + y[i]|];
        #endif
                }
            }
        }
        """);

    [Fact]
    public async Task Title_SaysWhatChanges()
    {
        Assert.Equal(
            ["Compute in float (intermediate results keep more precision)"],
            await test.FixTitles<HalfOnCpuFix>(Method("for (int i = 0; i < n; i++) y[i] = a * x[i] + y[i];")));
        Assert.Equal(
            ["Compute in float, on converted copies (results keep more precision)"],
            await test.FixTitles<HalfOnCpuFix>(Method("Half dot = TensorPrimitives.Dot<Half>(x, y);")));
        Assert.Null(new HalfOnCpuFix().GetFixAllProvider());
        Assert.NotNull(new HalfOnCpuFix().WhyNoFixAll);
    }

    [Theory]
    [InlineData(
        "return [|TensorPrimitives.Dot<Half>(x, y)|];",
        "float[] xSingle = new float[x.Length];\nTensorPrimitives.ConvertToSingle(x, xSingle);\nfloat[] ySingle = new float[y.Length];\nTensorPrimitives.ConvertToSingle(y, ySingle);\nreturn (Half)TensorPrimitives.Dot<float>(xSingle, ySingle);")]
    [InlineData(
        "Half norm = [|TensorPrimitives.Norm<Half>(x)|]; // length\nreturn norm;",
        "float[] xSingle = new float[x.Length];\nTensorPrimitives.ConvertToSingle(x, xSingle);\nHalf norm = (Half)TensorPrimitives.Norm<float>(xSingle); // length\nreturn norm;")]
    [InlineData(
        "float dot = (float)[|TensorPrimitives.Dot<Half>(x, x)|];\nreturn (Half)dot;",
        "float[] xSingle = new float[x.Length];\nTensorPrimitives.ConvertToSingle(x, xSingle);\nfloat dot = TensorPrimitives.Dot<float>(xSingle, xSingle);\nreturn (Half)dot;")]
    [InlineData(
        "int best = [|TensorPrimitives.IndexOfMax<Half>(x)|];\nreturn x[best];",
        "float[] xSingle = new float[x.Length];\nTensorPrimitives.ConvertToSingle(x, xSingle);\nint best = TensorPrimitives.IndexOfMax<float>(xSingle);\nreturn x[best];")]
    [InlineData(
        "[|TensorPrimitives.SoftMax<Half>(x, y)|];\nreturn y[0];",
        "float[] xSingle = new float[x.Length];\nTensorPrimitives.ConvertToSingle(x, xSingle);\nfloat[] result = new float[xSingle.Length];\nTensorPrimitives.SoftMax<float>(xSingle, result);\nTensorPrimitives.ConvertToHalf(result, y);\nreturn y[0];")]
    public async Task TensorPrimitives_OnFloatCopies(string body, string @fixed) => await Fixes(body, @fixed, result: "Half");

    [Theory]
    [InlineData("if (n > 0 && [|TensorPrimitives.Dot<Half>(x, y)|] > a) return;")]
    [InlineData("Half d = n > 0 ? [|TensorPrimitives.Dot<Half>(x, y)|] : a;")]
    [InlineData("Half d = F() + [|TensorPrimitives.Dot<Half>(x, y)|]; Half F() { x[0] = a; return a; }")]
    [InlineData("Half d = [|TensorPrimitives.Dot<Half>(x.AsSpan(0, n), y)|];")]
    [InlineData("Half d; d = a; if (n > 0) d = [|TensorPrimitives.Dot<Half>(x, y)|];")]
    public async Task TensorPrimitives_InsideLargerStatements_OffersNoFix(string body) => await test.OffersNoFix<HalfOnCpuFix>(Method(body));
}

using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>What kernels of a pair may take and use: views of two dimensions, all numbers, memory of their own, directives of their file.</summary>
public sealed class KernelViewTests
{
    private const string Everything = """
        using System;
        using System.Numerics;
        using ILGPU;
        using ILGPU.Runtime;
        using PerfProof.Pairs;
        using static System.Math;
        using Rows = ILGPU.Runtime.ArrayView2D<float, ILGPU.Stride2D.DenseX>;

        [Sizes(24)]
        public static class Blur
        {
            [Before, Extent("n", "2*n")]
            public static void Directly(Index2D at, [Extent("n", "2*n")] Rows picture, [Extent("n", "2*n"), Output] ArrayView2D<float, Stride2D.DenseY> result, ArrayView1D<float, Stride1D.Dense> weights, long n)
            {
                float sum = 0;
                for (var k = -1; k <= 1; k++)
                {
                    var x = Min(Max(at.X + k, 0), (int)n - 1);
                    sum += weights[(int)Min(k + 1, n - 1)] * picture[new Index2D(x, at.Y)];
                }

                result[at] = sum;
            }

            [After, Extent("n", "2*n")]
            public static void Gathered(Index2D at, Rows picture, ArrayView2D<float, Stride2D.DenseY> result, ArrayView1D<float, Stride1D.Dense> weights, long n)
            {
                var around = LocalMemory.Allocate<float>(3);
                for (var k = 0; k < 3; k++)
                {
                    around[k] = picture[new Index2D(Min(Max(at.X + k - 1, 0), (int)n - 1), at.Y)];
                }

                float sum = 0;
                for (var k = 0; k < 3; k++)
                {
                    sum += weights[(int)Min(k, n - 1)] * around[k];
                }

                result[at] = sum;
            }
        }
        """;

    [Fact]
    public async Task Views_OfTwoDimensions_LocalMemoryAndDirectives_AreThoseOfTheKernels() =>
        PairRuns.OutputsAgree(await PairRuns.CompareOutputsAsync(Everything));

    [Theory]
    // Rows for columns, a neighbour too far, memory of its own that nobody wrote.
    [InlineData("result[at] = sum;\n    }\n}", "result[new Index2D((at.X + 1) % (int)n, at.Y)] = sum;\n    }\n}", "outputs differ")]
    [InlineData("at.X + k - 1, 0), (int)n - 1), at.Y)", "at.X + k - 1, 0), (int)n - 1), at.Y + 2)", "of a view of")]
    [InlineData("for (var k = 0; k < 3; k++)\n        {\n            around[k] =", "for (var k = 1; k < 3; k++)\n        {\n            around[k] =", "without bounds checks it produces something else than with them")]
    public async Task Views_OfTwoDimensions_ThatAreUsedWrongly_AreIncorrect(string right, string wrong, string says)
    {
        Assert.Contains(right, Everything, StringComparison.Ordinal);

        var pair = await PairRuns.CompareOutputsAsync(Everything.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(VerdictKind.Incorrect, pair.Verdict.Kind);
        Assert.Contains(says, pair.Verdict.Reason, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Kernels_OfAllThat_RunOnIlgpusCpuAccelerator()
    {
        _ = await Ilgpu.DeviceAsync("CPU");
        using var scratch = new ScratchFolder();
        await File.WriteAllTextAsync(scratch.File("pair.cs"), Everything + "\n" + WithNumbers("long") + "\n" + WithNumbers("ushort"));

        var compared = await PairComparison.RunAsync(new CompareOptions(new(scratch.File("pair.cs"))) { Host = "ilgpu", Effort = PairRuns.Outputs }, DirectProgress<VerifyProgress>.Unwatched, CancellationToken.None);

        Assert.Equal(3, compared.Pairs.Length);
        Assert.All(compared.Pairs, pair => Assert.Contains("outputs agree on", pair.Reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sbyte")]
    [InlineData("short")]
    [InlineData("ushort")]
    [InlineData("uint")]
    [InlineData("long")]
    [InlineData("ulong")]
    public async Task Views_OfWholeNumbers_AreFilledAndCompared(string type)
    {
        var source = "using ILGPU; using PerfProof.Pairs;\n" + WithNumbers(type);

        PairRuns.OutputsAgree(await PairRuns.CompareOutputsAsync(source));
        Assert.Equal(VerdictKind.Incorrect, (await PairRuns.CompareOutputsAsync(source.Replace("+ x[i]);", "+ x[i] + 1);", StringComparison.Ordinal))).Verdict.Kind);
    }

    [Theory]
    [InlineData("ArrayView2D<float, Stride2D.General> x", "a kernel can be given ArrayView<T>, ArrayView1D<T, Stride1D.Dense> and ArrayView2D<T, Stride2D.DenseX or DenseY>")]
    [InlineData("ArrayView3D<float, Stride3D.DenseXY> x", "x is ArrayView3D<float, Stride3D.DenseXY>; a kernel can be given")]
    [InlineData("ArrayView<bool> x", "a view of bool cannot be filled: elements are Half, float, double, or whole numbers (sbyte, byte, short, ushort, int, uint, long, ulong)")]
    [InlineData("[Length(\"n\")] ArrayView2D<float, Stride2D.DenseX> x", "x has two dimensions: say how large it is with [Extent(\"n\", \"2*n\")]")]
    [InlineData("[Extent(\"n*n\", \"n\")] ArrayView2D<float, Stride2D.DenseX> x", "x has more than n*n elements")]
    [InlineData("ArrayView<float> x, uint n", "n is the size, an int: give the uint another name")]
    [InlineData("ArrayView<float> x, decimal d", "a kernel cannot take decimal d: views and numbers of type Half")]
    public async Task Parameters_ThatCannotBeHandedOver_SayWhatCan(string parameters, string message)
    {
        var pair = await PairRuns.CompareOutputsAsync($$"""
            using ILGPU;
            using ILGPU.Runtime;
            using PerfProof.Pairs;

            namespace ILGPU { public static class Stride3D { public struct DenseXY { } } }
            namespace ILGPU.Runtime { public struct ArrayView3D<T, TStride> { } }

            public static class P
            {
                [Before] public static void B(Index1D i, {{parameters}}, [Output] ArrayView<float> y) => y[i] = 1;
                [After] public static void A(Index1D i, {{parameters}}, ArrayView<float> y) => y[i] = 1;
            }
            """);

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.Contains(message, pair.Verdict.Reason, StringComparison.Ordinal);
    }

    private static string WithNumbers(string type) => $$"""
        [Sizes(50)]
        public static class Add_{{type}}
        {
            [Before] public static void Twice(Index1D i, ArrayView<{{type}}> x, {{type}} a, [Output] ArrayView<{{type}}> y) => y[i] = ({{type}})(2 * x[i] + a);
            [After] public static void Sum(Index1D i, ArrayView<{{type}}> x, {{type}} a, ArrayView<{{type}}> y) => y[i] = ({{type}})(x[i] + a + x[i]);
        }
        """;
}

using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Pairs of launch plans: what is uploaded, launched, waited for and downloaded.</summary>
public sealed class PlanPairTests
{
    private const string Readback = """
        using ILGPU;
        using PerfProof.Pairs;

        [Sizes(3000)]
        public static class ReadEveryTurn
        {
            private const float Two = 2;

            public static void Scale(Index1D i, ArrayView<float> x, ArrayView<float> y, int turn, float factor) => y[i] = Two * factor * x[i] + turn;

            [Before]
            public static void EveryTurn(Plan plan, float[] values, [Output] float[] results, float factor, int n)
            {
                var x = plan.Buffer<float>(n);
                var y = plan.Buffer<float>(n);
                plan.Upload(values, x);
                for (var t = 0; t < 2 * 8; t++)
                {
                    plan.Launch(nameof(Scale), n, x, y.View(0, n), t + 1, factor);
                    plan.Synchronise();
                    plan.Download(y, results);
                }
            }

            [After]
            public static void Once(Plan plan, float[] values, [Output] float[] results, float factor, int n)
            {
                var x = plan.Buffer<float>(n);
                var y = plan.Buffer<float>(n);
                plan.Upload(values, x);
                plan.Launch(nameof(Scale), n, x, y, 16, factor);
                plan.Download(y, results);
            }
        }
        """;

    [Fact]
    public async Task Plan_LessWork_IsFaster()
    {
        var pair = await PairRuns.CompareAsync(Readback);

        PairRuns.IsFaster(pair);
        Assert.Equal("kernel", pair.Evidence.Experiment!.Kind);
    }

    [Fact]
    public async Task Plan_WrongNumber_IsIncorrect()
    {
        var pair = await PairRuns.CompareAsync(Readback.Replace("x, y, 16, factor", "x, y, 15, factor", StringComparison.Ordinal));

        Assert.True(pair.Verdict.Kind == VerdictKind.Incorrect, $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");
    }

    [Theory]
    [InlineData("plan.Synchronise();", "System.Console.WriteLine();", "a plan has only buffers")]
    [InlineData("nameof(Scale), n, x, y, 16", "\"Other\", n, x, y, 16", "has no kernel 'Other'")]
    [InlineData("plan.Download(y, results);\n        }\n    }", "}\n    }", "the plan never downloads into results")]
    [InlineData("x, y, 16, factor", "x, y, values.Length, factor", "'values.Length' is no number that a plan can have")]
    [InlineData("[Output] float[] results, float factor, int n)\n    {\n        var x = plan.Buffer<float>(n);\n        var y = plan.Buffer<float>(n);\n        plan.Upload(values, x);\n        plan.Launch", "[Output] float[] other, float factor, int n)\n    {\n        var x = plan.Buffer<float>(n);\n        var y = plan.Buffer<float>(n);\n        plan.Upload(values, x);\n        plan.Launch", "CS0103")]
    public async Task Plan_Wrong_SaysWhatAndWhere(string right, string wrong, string message)
    {
        Assert.Contains(right, Readback, StringComparison.Ordinal);

        var pair = await PairRuns.CompareAsync(Readback.Replace(right, wrong, StringComparison.Ordinal));

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.Contains(message, pair.Verdict.Reason, StringComparison.Ordinal);
        Assert.NotEqual(1, pair.Problems[0].Line);
    }
}

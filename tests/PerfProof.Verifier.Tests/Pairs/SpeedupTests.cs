using PerfProof.Judgement;
using PerfProof.Pairs;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Delegates of a test, compared from within it. This assembly is built for debugging; samples/SpeedupTests is not, and has the verdict on speed.</summary>
public sealed class SpeedupTests
{
    private static readonly SpeedupOptions options = new() { Sizes = [100], Effort = PairRuns.Quick };

    private readonly int offset = 3;

    [Fact]
    public async Task Methods_OfADebugBuild_AreComparedAndNotTimed()
    {
        var result = await Speedup.ProveAsync(Pair.Twice, static (float[] x) => Pair.Twice(x), options);

        Assert.Equal(VerdictKind.NotApplicable, result.Verdict.Kind);
        Assert.Contains("is built without optimisation", result.Verdict.Reason, StringComparison.Ordinal);
        Assert.Matches("outputs agree on [0-9]+ inputs$", result.Verdict.Reason);
        Assert.False(result.IsConfirmed);
    }

    [Fact]
    public async Task Lambda_WithOtherOutputs_IsIncorrectAndSaysWhere()
    {
        var result = await Speedup.ProveAsync(Pair.Twice, (float[] x) => x, options);

        Assert.True(result.Verdict.Kind == VerdictKind.Incorrect, result.Reason);
        Assert.Equal("return", result.Evidence.Feedback!.Value[0].Difference!.Output);
    }

    [Fact]
    public async Task Parameters_AsDeclared_ReachBothSides()
    {
        var result = await Speedup.ProveAsync(Pair.Checked, Pair.Unchecked, options);

        Assert.Matches("outputs agree on [0-9]+ inputs$", result.Verdict.Reason);
        Assert.All(result.Evidence.Correctness!.Value, trial => Assert.Equal("equal", trial.Outcome));
    }

    [Fact]
    public async Task Lambda_ThatCaptures_IsRefusedAndNamesWhat()
    {
        var factor = int.Parse("2", null);

        var message = await RefusalAsync((float[] x) => x[0] * factor);

        Assert.Contains("the lambda captures 'factor'", message, StringComparison.Ordinal);
        Assert.Contains("the lambda captures 'factor', 'this'", await RefusalAsync((float[] x) => this.offset + (x[0] * factor)), StringComparison.Ordinal);
        Assert.Contains("belongs to an object with fields ('offset')", await RefusalAsync(this.Shifted), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Delegate_ThatNoProcessCanFind_IsRefused()
    {
        Func<float[], float> one = static x => x[0];
        Func<float[], int> bound = "text".Count;

        Assert.Contains("several methods in one delegate", await RefusalAsync(one + one), StringComparison.Ordinal);
        Assert.Contains("is generic", await RefusalAsync(Pair.Generic<float>), StringComparison.Ordinal);
        Assert.Contains("is bound to its first argument", await RefusalAsync(bound), StringComparison.Ordinal);
        Assert.Contains("takes (Single[] y) where", await RefusalAsync((float[] y) => y[0]), StringComparison.Ordinal);
        Assert.Contains("returns Double and", await RefusalAsync((float[] x) => (double)x[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sizes_BelowOne_AreRefused() => await Assert.ThrowsAsync<ArgumentException>(
        () => Speedup.ProveAsync(Pair.Twice, Pair.Twice, new SpeedupOptions { Sizes = [100, 0] }));

    private static async Task<string> RefusalAsync(Delegate after) =>
        (await Assert.ThrowsAsync<ArgumentException>(() => Speedup.ProveAsync(Pair.First, after, options))).Message;

    private float Shifted(float[] x) => x[0] + this.offset;
}

internal static class Pair
{
    public static float[] Twice(float[] x) => Array.ConvertAll(x, value => 2 * value);

    public static float First(float[] x) => x[0];

    public static float Generic<T>(T[] x) => x.Length;

    public static int Count(this string text, float[] x) => text.Length + x.Length;

    public static double Checked([Length("2*n")] double[] x, [Between(0, 4)] int[] at, [Value(0.5)] double scale) =>
        x.Length == 2 * at.Length && scale == 0.5 && Array.TrueForAll(at, one => one is >= 0 and <= 4)
            ? Unchecked(x, at, scale)
            : throw new ArgumentException("not as declared");

    public static double Unchecked(double[] x, int[] at, double scale) => at.Sum(one => x[one % x.Length] * scale);
}

using PerfProof;
using PerfProof.Judgement;

namespace SpeedupTests;

/// <summary>What a team that replaces slow code by fast code may want to keep true.</summary>
public sealed class CosineTests
{
    [Fact]
    public async Task OnePass_DoesTheSameAndIsFaster()
    {
        var result = await Speedup.ProveAsync(Similarity.WithLinq, Similarity.InOnePass, new SpeedupOptions { Sizes = [1536] });

        // On a machine of one's own: Assert.True(result.IsConfirmed). A crowded one may not let the bounds decide; wrong or slower it never is.
        Assert.True(result.Verdict.Kind is VerdictKind.Confirmed or VerdictKind.Inconclusive, result.Reason);
    }

    [Fact]
    public async Task WithoutTheLengths_IsNotTheSame()
    {
        // A lambda that captures nothing will do; its parameters have the names of the method's.
        var result = await Speedup.ProveAsync(
            Similarity.InOnePass,
            static (float[] a, float[] b) => a.Zip(b, (x, y) => (double)x * y).Sum(),
            new SpeedupOptions { Sizes = [1536] });

        Assert.Equal(VerdictKind.Incorrect, result.Verdict.Kind);
    }
}

internal static class Similarity
{
    public static double WithLinq(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum()
        / (Math.Sqrt(a.Sum(x => (double)x * x)) * Math.Sqrt(b.Sum(y => (double)y * y)));

    public static double InOnePass(float[] a, float[] b)
    {
        double dot = 0, lengthA = 0, lengthB = 0;
        for (var i = 0; i < a.Length; i++)
        {
            dot += (double)a[i] * b[i];
            lengthA += (double)a[i] * a[i];
            lengthB += (double)b[i] * b[i];
        }

        return dot / (Math.Sqrt(lengthA) * Math.Sqrt(lengthB));
    }
}

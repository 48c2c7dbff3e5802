using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Measurement;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>Which size of a batch is advised, on times that are made up.</summary>
public sealed class BatchAdviceTests
{
    private static readonly int[] sizes = [1, 2, 4, 8, 16, 32, 64];

    [Fact]
    public void Overhead_ThatIsSharedOut_GivesTheKnee()
    {
        // An overhead of 9 for each call, and 1 an item: 1.14 an item with 64, 1.28 with 32, which is 89% of the throughput.
        var advice = Of(b => (9.0 + b) / b);

        Assert.Equal(64, advice.Recommended);
        Assert.Contains("it still rises at 64, the largest measured", advice.Text, StringComparison.Ordinal);

        // An overhead of 2: 64 items 1.031, 32 items 1.0625 (97%), 16 items 1.125 (92%), 8 items 1.25 (82%).
        var less = Of(b => (2.0 + b) / b);
        Assert.Equal(16, less.Recommended);
        Assert.StartsWith("batches of 16: the smallest that surely reach 90% of the best throughput measured (92%), 2.67x that of one item at a time", less.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("lose", less.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Curve_ThatFalls_SaysThatLargerOnesLose()
    {
        var advice = Of(b => b <= 8 ? 1.0 / b : 0.25);

        Assert.Equal(8, advice.Recommended);
        Assert.EndsWith("; larger ones lose: 50% of the best at 64", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Curve_ThatFallsFromTheStart_SaysThatBatchesBringNothing()
    {
        var advice = Of(b => 1 + (0.1 * b));

        Assert.Equal(1, advice.Recommended);
        Assert.StartsWith("batches bring nothing: one item at a time reach 100%", advice.Text, StringComparison.Ordinal);
        Assert.Contains("larger ones lose: 15% of the best at 64", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Flat_TakesTheSmallest()
    {
        var advice = Of(_ => 1);

        Assert.Equal(1, advice.Recommended);
        Assert.DoesNotContain("lose", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Noise_LargerThanTheGain_KeepsToSizesThatAreSure()
    {
        // Half of the processes have 8 items 12% slower than 64, the others as fast: 8 does not surely reach 90%.
        var noisy = Curve((b, fork) => b == 64 ? 1 : b == 8 && fork % 2 == 0 ? 1.12 : b < 8 ? 8.0 / b : 1);

        Assert.Equal(16, BatchAdvice.Of(noisy).Recommended);
    }

    [Fact]
    public void Processes_TooFew_AdviseNothing()
    {
        var advice = BatchAdvice.Of(BatchCurve.From([.. Forks((b, _) => 1.0 / b).Take(3)])!);

        Assert.Null(advice.Recommended);
        Assert.Contains("too few processes", advice.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Curve_OfNothing_IsNone()
    {
        Assert.Null(BatchCurve.From([]));
        Assert.Null(BatchCurve.From([new([new(1, 1, 0)])]));
    }

    [Fact]
    public void Random_SharesLieInTheirBoundsAndTheAdviceKeepsItsWord()
    {
        var random = new Random(4);
        for (var i = 0; i < 300; i++)
        {
            var times = sizes.ToDictionary(size => size, _ => 0.1 + random.NextDouble());
            var speed = Enumerable.Range(0, 8).Select(_ => 0.5 + random.NextDouble()).ToArray();
            var curve = Curve((b, fork) => times[b] * speed[fork] * (1 + (0.05 * random.NextDouble())));

            Assert.All(curve.Points, point => Assert.True(point.Lower <= point.Share && point.Share <= point.Upper));
            var best = curve.Points.MinBy(point => point.SecondsPerItem)!;
            Assert.Equal(1, best.Share, 1e-12);
            // The fastest as made is within the noise of the best as found; what processes differ by falls out.
            Assert.InRange(times[best.Size], times.Values.Min(), times.Values.Min() * 1.05);
            var recommended = curve.Points.Single(point => point.Size == BatchAdvice.Of(curve).Recommended);
            Assert.True(recommended.Lower >= BatchAdvice.Enough);
            Assert.All(curve.Points.Where(point => point.Size < recommended.Size), point => Assert.True(point.Lower < BatchAdvice.Enough));
        }
    }

    private static BatchAdvice Of(Func<int, double> secondsPerItem) => BatchAdvice.Of(Curve((b, _) => secondsPerItem(b)));

    private static BatchCurve Curve(Func<int, int, double> secondsPerItem) => BatchCurve.From([.. Forks(secondsPerItem)])!;

    private static IEnumerable<BatchFork> Forks(Func<int, int, double> secondsPerItem) => Enumerable.Range(0, 8)
        .Select(fork => new BatchFork([.. sizes.Select(size => new BatchTime(size, secondsPerItem(size, fork), size * 100))]));
}

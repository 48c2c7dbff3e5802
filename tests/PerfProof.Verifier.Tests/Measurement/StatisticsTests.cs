using PerfProof.Execution;
using PerfProof.Measurement;

namespace PerfProof.Verifier.Tests.Measurement;

public class StatisticsTests
{
    [Theory]
    [InlineData(7, 0)]
    [InlineData(8, 1)]
    [InlineData(12, 8)]
    [InlineData(20, 38)]
    public void SignedRankQuantile_AtTheLooks_IsTheWalshOrderStatisticOfTheProtocol(int count, int rank) =>
        Assert.Equal(rank, Statistics.SignedRankQuantile(count, 0.005));

    [Fact]
    public void SignedRankQuantile_AgreesWithEnumeration()
    {
        // Every assignment of signs to the ranks 1..10 is equally likely under the null.
        const int Count = 10;
        var sums = Enumerable.Range(0, 1 << Count)
            .Select(signs => Enumerable.Range(1, Count).Where(rank => (signs >> (rank - 1) & 1) == 1).Sum())
            .ToList();
        foreach (var risk in new[] { 0.001, 0.005, 0.01, 0.05, 0.25 })
        {
            var k = Statistics.SignedRankQuantile(Count, risk);
            Assert.True(k == 0 || sums.Count(sum => sum <= k - 1) <= risk * sums.Count);
            Assert.True(sums.Count(sum => sum <= k) > risk * sums.Count);
        }
    }

    [Fact]
    public void HodgesLehmann_IsTheMedianOfPairwiseMeans()
    {
        Assert.Equal(5, Statistics.HodgesLehmann([5]));
        Assert.Equal(1.5, Statistics.HodgesLehmann([1, 2]));
        // 1, 1.5, 2, 50.5, 51, 100
        Assert.Equal((2 + 50.5) / 2, Statistics.HodgesLehmann([1, 2, 100]));
    }

    [Fact]
    public void HodgesLehmann_WithoutValues_Throws() =>
        Assert.Throws<ArgumentException>(() => Statistics.HodgesLehmann([]));

    [Fact]
    public void SignedRankBounds_WithTooFewValues_AreInfinite()
    {
        var (lower, upper) = Statistics.SignedRankBounds([1, 2, 3, 4, 5, 6, 7], 0.005);
        Assert.Equal(double.NegativeInfinity, lower);
        Assert.Equal(double.PositiveInfinity, upper);
    }

    [Fact]
    public void SignedRankBounds_MissTheCentreNoOftenerThanTheirRisk()
    {
        // A seeded property test: symmetric, heavy-tailed values around a known centre.
        const int Trials = 20_000;
        var random = new Random(20261121);
        var missed = 0;
        Span<double> values = stackalloc double[12];
        for (var trial = 0; trial < Trials; trial++)
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = 0.7 + (Math.Tan(Math.PI * (random.NextDouble() - 0.5)) * 0.1);
            }

            var (lower, _) = Statistics.SignedRankBounds(values, 0.005);
            missed += lower > 0.7 ? 1 : 0;
        }

        // 0.5% of 20,000 is 100; four standard deviations more is 140.
        Assert.InRange(missed, 40, 140);
    }

    [Fact]
    public void Measured_WidensTheBoundsByWhatNoiseAloneDid()
    {
        var quiet = Measured.From(Run(noise: 1.0)).Sizes.Single();
        var noisy = Measured.From(Run(noise: 1.3)).Sizes.Single();

        Assert.Equal(2, quiet.Estimate, 3);
        Assert.Equal(2, noisy.Estimate, 3);
        Assert.Equal(quiet.Lower / 1.3, noisy.Lower, 6);
        Assert.Equal(quiet.Upper * 1.3, noisy.Upper, 6);
        Assert.Equal(1.3, noisy.Noise, 6);
    }

    [Fact]
    public void Measured_TakesTheParentsClockWhereTheChildHidesTime()
    {
        // The child says that After takes a tenth; the parent sees both take the same.
        var honest = Run(new(0.010, 0.0005), new(0.010, 0.0005), new(0.010, 0.0005));
        var liar = Run(new(0.010, 0.0005), new(0.001, 0.0095), new(0.010, 0.0005));

        Assert.Equal(0, Measured.From(honest).Sizes.Single().OverruledShare);
        Assert.Equal(1, Measured.From(liar).Sizes.Single().Estimate, 1);
        Assert.Equal(1.0 / 3, Measured.From(liar).Sizes.Single().OverruledShare, 3);
    }

    [Fact]
    public void Measured_BearsThatALoadedMachineDelaysSomeAnswers()
    {
        var rounds = Enumerable.Range(0, 12)
            .Select(i => new Round(new(0.010, i % 2 == 0 ? 0.050 : 0.001), new(0.005, i % 2 == 0 ? 0.001 : 0.050), new(0.010, 0.001)));
        var run = new RawRun([], [.. Enumerable.Range(0, 8).Select(i => new ForkSamples(64, i % 4 == 3, 1, [.. rounds], 0, 0))], [64]);

        Assert.Equal(0, Measured.From(run).Sizes.Single().OverruledShare);
        Assert.Equal(2, Measured.From(run).Sizes.Single().Estimate, 6);
    }

    private static RawRun Run(Sample before, Sample after, Sample again) => new(
        [],
        [.. Enumerable.Range(0, 8).Select(i => new ForkSamples(64, i % 4 == 3, 1, [.. Enumerable.Repeat(new Round(before, after, again), 8)], 0, 0))],
        [64]);

    private static RawRun Run(double noise) => new(
        [],
        [.. Enumerable.Range(0, 8).Select(i => new ForkSamples(
            64, i % 4 == 3, 1, [.. Enumerable.Repeat(new Round(new(2 + (i * 1e-4), 0), new(1, 0), new((2 + (i * 1e-4)) / noise, 0)), 5)], 0, 0))],
        [64]);
}

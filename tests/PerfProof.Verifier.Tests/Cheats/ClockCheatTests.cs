using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Measurement;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Attack 27: a child whose clock was tampered with. The parent has its own.</summary>
public sealed class ClockCheatTests
{
    private const double Pipe = 0.0002;

    [Theory]
    [InlineData(0.0029)]
    [InlineData(0.0015)]
    [InlineData(0.0003)]
    public void Attack27_AdmitsToAPartOfItsTime_IsNotFaster(double hidden)
    {
        // Both take 3 ms a batch; After says so much less.
        var size = Measure(new(0.003, Pipe), new(0.003 - hidden, Pipe + hidden));

        // By the parent's clock, what the pipe costs is the rewrite's as well.
        Assert.InRange(size.Estimate, 0.9, 1.001);
    }

    [Fact]
    public void Attack27_ClaimsMoreForTheCodeAsItIsThanTheParentSaw_IsNotFaster()
    {
        var size = Measure(new(0.006, -0.003), new(0.003, Pipe));

        Assert.InRange(size.Estimate, 0.9, 1.001);
    }

    [Theory]
    [InlineData(12)]
    [InlineData(7)]
    [InlineData(4)]
    public void Attack27_HidesItsTimeInSomeRoundsOnly_IsNotFaster(int hiding)
    {
        // No quarter of the rounds tells, and the estimate bears a fourth of them being wild.
        var honest = new Round(new(0.003, Pipe), new(0.003, Pipe), new(0.003, Pipe));
        var hidden = honest with { After = new(0.001, Pipe + 0.002) };

        var size = Measure([.. Enumerable.Range(0, 12).Select(round => round < hiding ? hidden : honest)]);

        Assert.InRange(size.Lower, 0.9, 1.001);
    }

    [Theory]
    [InlineData(1.05)]
    [InlineData(100)]
    public void HonestTimes_AreSeenByBothClocks(double ratio)
    {
        var size = Measure(new(0.003, Pipe), new(0.003 / ratio, Pipe));

        Assert.InRange(size.Lower, 0.97 * ratio, 1.001 * ratio);
    }

    [Fact]
    public void HonestTimes_AreLeftAlone()
    {
        var size = Measure(new(0.003, Pipe), new(0.001, Pipe * 0.9));

        Assert.Equal(3, size.Estimate, 6);
        Assert.Equal(0, size.OverruledShare);
    }

    private static SizeResult Measure(Sample before, Sample after) => Measure([.. Enumerable.Repeat(new Round(before, after, before), 12)]);

    private static SizeResult Measure(ImmutableArray<Round> rounds) =>
        Measured.From(new RawRun([], [.. Enumerable.Range(0, 8).Select(i => new ForkSamples(64, i % 4 == 3, 1, rounds, 0, 0))], [64])).Sizes.Single();
}

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

    [Fact]
    public void HonestTimes_AreLeftAlone()
    {
        var size = Measure(new(0.003, Pipe), new(0.001, Pipe * 0.9));

        Assert.Equal(3, size.Estimate, 6);
        Assert.Equal(0, size.OverruledShare);
    }

    private static SizeResult Measure(Sample before, Sample after) =>
        Measured.From(new RawRun([], [.. Enumerable.Range(0, 8).Select(i => new ForkSamples(64, i % 4 == 3, 1, [.. Enumerable.Repeat(new Round(before, after, before), 12)], 0, 0))], [64])).Sizes.Single();
}

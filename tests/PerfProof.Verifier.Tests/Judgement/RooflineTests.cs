using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Measurement;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>What a call must write at least, and times that are too short for it.</summary>
public sealed class RooflineTests
{
    [Fact]
    public void NewArrayThatDiffers_MustBeWritten() => Assert.Equal(4 * 4, Bytes([1, 2, 3, 4], [5, 6, 7, 8], made: 16));

    [Fact]
    public void WhatIsTheSameForOtherInputs_NeedNotBeWritten() => Assert.Equal(2 * 4, Bytes([1, 2, 3, 4], [1, 2, 7, 8], made: 16));

    [Fact]
    public void WhatTheCallWasGiven_NeedNotBeWritten() => Assert.Equal(0, Bytes([1, 2, 3, 4], [5, 6, 7, 8], made: 0));

    [Fact]
    public void PartGivenAndPartTheSame_CountsWhatIsCertain() => Assert.Equal(4, Bytes([1, 2, 3, 4], [1, 6, 7, 8], made: 8));

    [Theory]
    [InlineData(1e-9, true)]
    [InlineData(1e-6, false)]
    public void Time_BelowTheFloor_IsSaid(double seconds, bool isBeaten)
    {
        // 16 bytes at 1 GB/s on each processor.
        var round = new Round(new(1e-3, 0), new(seconds / Environment.ProcessorCount, 0), new(1e-3, 0));
        var run = new RawRun(Trials([1, 2, 3, 4], [5, 6, 7, 8], 16), [.. Enumerable.Repeat(new ForkSamples(4, false, 1, [.. Enumerable.Repeat(round, 5)], 0, 0), 8)], [4]) { Bandwidth = new(1, 1) };

        var why = Roofline.Beaten(Measured.From(run), run);

        Assert.Equal(isBeaten, why is not null);
        Assert.Equal(isBeaten, why?.Contains("less than this machine needs to write the 16 bytes of its outputs", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void Bandwidth_OfThisHost_IsMeasured()
    {
        Assert.True(HostBandwidth.Here.CacheGigabytes > 0 && double.IsFinite(HostBandwidth.Here.CacheGigabytes));
        Assert.True(HostBandwidth.Here.MemoryGigabytes > 0 && double.IsFinite(HostBandwidth.Here.MemoryGigabytes));
    }

    private static double Bytes(double[] first, double[] second, long made) => Roofline.Bytes(Trials(first, second, made), first.Length);

    private static System.Collections.Immutable.ImmutableArray<Trial> Trials(double[] first, double[] second, long made)
    {
        return [Of(first), Of(second)];

        Trial Of(double[] result)
        {
            var outcome = new Outcome(new([new("return", LeafKind.Single, result, null)], false), null, HasInputs: true) { MadeBytes = made };
            return new(result.Length, 1, Lane.Normal, outcome, outcome, outcome, null);
        }
    }
}

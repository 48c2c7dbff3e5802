using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Measurement;

namespace PerfProof.Verifier.Tests.Measurement;

/// <summary>Processor time that a process takes after it has answered: charged to the rewrite where it is more than the code as it is shows against itself.</summary>
public sealed class LingeringTests
{
    private const double Call = 1e-3;
    private const int Calls = 3;
    private const int Apart = 6;
    private const double Batch = Call * Calls;

    [Fact]
    public void WhatIsLeftForAfterTheAnswer_IsCharged()
    {
        // Half of each call goes on after it returned: twice as fast by the clock of the calls, and not at all.
        var size = Measure(() => (0, Batch / 2, 0));
        Assert.InRange(size.Apart!.Value, 0.98, 1.02);
        Assert.True(size.Lower < 1.02);
    }

    [Fact]
    public void WhatDiffersFromProcessToProcessAnyway_IsNotCharged()
    {
        // Each process has its own idle time, drawn alike for all three legs.
        var random = new Random(17);
        var size = Measure(() => (random.NextDouble() * Batch / 10, random.NextDouble() * Batch / 10, random.NextDouble() * Batch / 10));
        Assert.InRange(size.Apart!.Value, 1.9, 2.0000001);
        Assert.True(size.Lower > 1.02);
    }

    [Fact]
    public void NoiseOfTheCodeItself_DoesNotHideWhatIsLeft()
    {
        var random = new Random(18);
        var size = Measure(() => (random.NextDouble() * Batch / 10, (Batch / 2) + (random.NextDouble() * Batch / 10), random.NextDouble() * Batch / 10));
        Assert.True(size.Lower < 1.1, $"a rewrite that does all its work, half of it later, has a lower bound of {size.Lower:0.00}");
    }

    [Fact]
    public void TimeThatTheCodeAsItIsTakesToo_IsNotCharged()
    {
        var size = Measure(() => (Batch, Batch, Batch));
        Assert.Equal(2, size.Apart!.Value, 6);
    }

    /// <summary>Times whose calls take half as long after, and so many seconds of processor time between answers.</summary>
    private static SizeResult Measure(Func<(double Before, double After, double Again)> lingering)
    {
        var together = Enumerable.Range(0, 8).Select(_ => Fork((0, 0, 0)));
        var apart = Enumerable.Range(0, Apart).Select(_ => Fork(lingering()) with { IsApart = true });
        return Assert.Single(Measured.From(new RawRun([], [.. together, .. apart], [64])).Sizes);
    }

    private static ForkSamples Fork((double Before, double After, double Again) idle)
    {
        var round = new Round(new(Call, 0, Calls, idle.Before), new(Call / 2, 0, Calls, idle.After), new(Call, 0, Calls, idle.Again));
        return new(64, false, Calls, [.. Enumerable.Repeat(round, 12)], 0, 0);
    }
}

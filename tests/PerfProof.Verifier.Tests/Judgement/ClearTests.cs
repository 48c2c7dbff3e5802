using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>When the first processes leave no doubt that the ratio is far from where it is decided, the others time fewer rounds.</summary>
public sealed class ClearTests
{
    [Theory]
    [InlineData(1.0)]
    [InlineData(1.05)]
    [InlineData(0.9)]
    [InlineData(1.3)]
    public void NearTheThreshold_NothingIsSaved(double ratio) => Assert.False(Judge.IsClear(Run(2, ratio)));

    [Theory]
    [InlineData(1.5)]
    [InlineData(40)]
    [InlineData(0.5)]
    public void FarFromIt_TwoProcessesTell(double ratio)
    {
        Assert.False(Judge.IsClear(Run(1, ratio)));
        Assert.True(Judge.IsClear(Run(2, ratio)));
    }

    [Fact]
    public void WhatNoiseAloneDoes_CountsAgainstIt() => Assert.False(Judge.IsClear(Run(2, 1.5, noise: 1.3)));

    [Fact]
    public void OneSizeNearTheThreshold_IsEnoughForDoubt() =>
        Assert.False(Judge.IsClear(new RawRun([], [.. Run(2, 8).Forks, .. Run(2, 1.1, size: 4096).Forks], [64, 4096])));

    [Fact]
    public void NothingTimed_IsNotClear() => Assert.False(Judge.IsClear(new RawRun([], [], [64])));

    private static RawRun Run(int forks, double ratio, double noise = 1, int size = 64)
    {
        const double Call = 1e-3;
        var round = new Round(new(Call, 0, 3), new(Call / ratio, 0, 3), new(Call / noise, 0, 3));
        var fork = new ForkSamples(size, false, 3, [.. Enumerable.Repeat(round, 12)], 0, 0);
        return new([], [.. Enumerable.Repeat(fork, forks)], [size]);
    }
}

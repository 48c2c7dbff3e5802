using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Build.Planted;

namespace PerfProof.Tests.Tools;

/// <summary>Profiles of a program that knows its shares: what counts as right.</summary>
public sealed class PlantedReportTests
{
    private static readonly ImmutableArray<double> truth = [0.3, 0.2, 0.15, 0.1, 0.08, 0.04];
    private static readonly ImmutableArray<double?> unknown = [null, null, null, null, null, null];

    [Fact]
    public void RightRanksAndSmallErrors_MeetTheGoal()
    {
        var (text, isMet) = PlantedReport.Of([Record([0.25, 0.2, null, 0.1, 0.07, null], [0.301, 0.2, 0.15, 0.1, 0.08, 0.04])]);

        Assert.True(isMet, text);
        Assert.Contains("Largest error of a share: 0.10 points with `--exact` (at most 2 are allowed), 5.00 points sampled.", text, StringComparison.Ordinal);
        Assert.Contains("| AwaitedMore | 15.0% | 0.00 (0.00 to 0.00) points | unseen |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.19, 0.2, 0.3)] // sampled: the costliest is second
    [InlineData(0.25, 0.2, 0.33)] // exact: three points off
    [InlineData(0.25, 0.2, null)] // exact: unseen
    [InlineData(null, 0.2, 0.3)] // sampled: unseen
    public void WrongRanksAndLargeErrors_Miss(double? sampledFirst, double? sampledSecond, double? exactFirst) =>
        Assert.False(PlantedReport.Of([Record([sampledFirst, sampledSecond, null, 0.1, 0.07, null], [exactFirst, 0.2, 0.15, 0.1, 0.08, 0.04])]).IsMet);

    [Fact]
    public void Range_HoldsTheTruth_OrIsCounted()
    {
        var record = Record([0.25, 0.1, null, 0.1, 0.07, null], [0.3, 0.2, 0.15, 0.1, 0.08, 0.04]);
        record = record with { Sampled = record.Sampled with { Most = [0.31, 0.15, null, null, null, null] } };

        Assert.Contains("Of 4 sampled shares, 2 are told as a range", PlantedReport.Of([record]).Text, StringComparison.Ordinal);
        Assert.Contains("the truth lies in 1 of these ranges", PlantedReport.Of([record]).Text, StringComparison.Ordinal);
    }

    private static PlantedRecord Record(ImmutableArray<double?> sampled, ImmutableArray<double?> exact) => new(
        DateTimeOffset.Parse("2026-01-02T00:00:00Z", CultureInfo.InvariantCulture), "host", ".NET 10", "12345678", 1, 2, new(2.1, truth, sampled, unknown), new(2, truth, exact, unknown));
}

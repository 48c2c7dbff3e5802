using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Build.Gate;
using PerfProof.Judgement;

namespace PerfProof.Tests.Tools;

/// <summary>How long verdicts take: what counts, and whether the goal is met.</summary>
public sealed class TimeReportTests
{
    [Fact]
    public void Median_OfTimedVerdicts_DecidesPerLoad()
    {
        GateRecord[] quick = [Record("a", 8, load: 1), Record("b", 12, load: 1), Record("c", 29, load: 9), Record("d", 31, load: 9)];

        var (text, isMet) = TimeReport.Of(quick);

        Assert.True(isMet, text);
        Assert.Contains("| quiet | 2 | 10.0 | 8.0 | 12.0 | 12.0 | 50% | 100% |", text, StringComparison.Ordinal);
        Assert.Contains("| loaded | 2 | 30.0 | 29.0 | 31.0 | 31.0 | 0% | 50% |", text, StringComparison.Ordinal);
        Assert.False(TimeReport.Of([.. quick, Record("e", 40, load: 9)]).IsMet);
    }

    [Fact]
    public void WhatIsNotTimed_FlattersNothing()
    {
        var (text, isMet) = TimeReport.Of([Record("a", 50, load: 1), .. Enumerable.Range(0, 9).Select(_ => Record("b", 0.1, load: 1, VerdictKind.NotApplicable))]);

        Assert.False(isMet);
        Assert.Contains("| quiet | 1 | 50.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| any, nothing timed | 9 | 0.1 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Stages_AreSharesOfTheWhole_AndWhatIsDoneOnceStandsByItself()
    {
        var first = Record("a", 10, load: 1) with { Stages = Stages(("time", 6), ("warm up", 3)) };
        var second = Record("b", 30, load: 1) with { Stages = Stages(("time", 14), ("compare outputs", 7)) };
        var once = Record("once: Sample", 5, load: 1, VerdictKind.NotApplicable) with { Stages = Stages(("load", 4), ("find", 1)), Reason = "once for 2 findings" };

        var (text, _) = TimeReport.Of([once, first, second]);

        Assert.Contains("| time | 50% | 10.0 |", text, StringComparison.Ordinal);
        Assert.Contains("| compare outputs | 18% | 3.5 |", text, StringComparison.Ordinal);
        Assert.Contains("| Sample, once for 2 findings |", text, StringComparison.Ordinal);
        Assert.Contains("find 1.0, load 4.0", text, StringComparison.Ordinal);
        Assert.Contains("| quiet | 2 | 20.0 |", text, StringComparison.Ordinal);
    }

    [Fact]
    public void NothingYet_IsSaid() => Assert.True(TimeReport.Of([]).IsMet);

    private static GateRecord Record(string pair, double seconds, double load, VerdictKind verdict = VerdictKind.Confirmed) => new(
        DateTimeOffset.Parse("2026-01-02T00:00:00Z", CultureInfo.InvariantCulture), "host", 2, ".NET 10", "12345678", pair, verdict, "why", 1.5, verdict == VerdictKind.Confirmed ? 2 : null, 3, 8, seconds, load, load);

    private static ImmutableSortedDictionary<string, double> Stages(params (string Name, double Seconds)[] stages) => stages.ToImmutableSortedDictionary(stage => stage.Name, stage => stage.Seconds);
}

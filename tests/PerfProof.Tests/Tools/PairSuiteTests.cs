using PerfProof.Build;
using PerfProof.Build.Gate;
using PerfProof.Judgement;

namespace PerfProof.Tests.Tools;

/// <summary><c>pairs</c> and <c>agreement</c>: every pair of the suite does the same on both sides, and what is said of runs over it. Nothing is timed.</summary>
public sealed class PairSuiteTests
{
    private static readonly string folder = Repository.PathOf("build", "benchmarks", "Pairs");

    [Fact]
    public async Task Suite_IsAFileEach_AndEveryPairDoesTheSameOnBothSides()
    {
        using var gate = await PairGate.OpenAsync(folder, PairGate.OutputsOnly, CancellationToken.None);
        Assert.Equal(
            Directory.GetFiles(folder, "*.cs").Select(file => "P" + Path.GetFileNameWithoutExtension(file).Replace("_", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal),
            gate.Names.Order(StringComparer.Ordinal));
        Assert.Equal((31, 2), (gate.Names.Count, gate.Names.Count(PairSuite.IsControl)));
        var readme = await File.ReadAllTextAsync(Path.Combine(folder, "README.md"));
        Assert.All(gate.Names, name => Assert.Contains($"| {name[1..3].TrimStart('0')} | [{name[3..]}]({name[1..3]}_{name[3..]}.cs) |", readme, StringComparison.Ordinal));
        var wrong = new List<string>();
        foreach (var name in gate.Names)
        {
            var verdict = await gate.RunAsync(name, CancellationToken.None);
            if (verdict.Reason != "it was not timed; outputs agree")
            {
                wrong.Add($"{name}: {verdict.Kind}, {verdict.Reason}");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Pairs_AreNamedByNumberOrName()
    {
        string[] names = ["P01AxpyLaunches", "P02SumOfSquares", "P12HalfToFloat"];
        Assert.Equal(names, PairsCommand.Chosen(names, []));
        Assert.Equal(["P01AxpyLaunches", "P12HalfToFloat"], PairsCommand.Chosen(names, ["12", "axpylaunches", "1"]));
        Assert.Contains("P02SumOfSquares", Assert.Throws<MeasuringException>(() => PairsCommand.Chosen(names, ["3"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_HasMedianAndGeometricMean_AndTheLastRunCounts()
    {
        var (text, isMet) = PairSuite.Report(
        [
            Record("P01A", VerdictKind.Incorrect, null), Record("P01A", VerdictKind.Confirmed, 8), Record("P02B", VerdictKind.Confirmed, 2), Record("P03C", VerdictKind.Refuted, 0.5),
            Record("P30ControlX", VerdictKind.Refuted, 1),
        ]);
        Assert.True(isMet);
        Assert.Contains("Honest pairs: 3, of these 2 Confirmed, 1 Refuted. Ratios of the 3 that were timed: median 2.00, geometric mean 2.00; of the 2 Confirmed: median 5.00, geometric mean 4.00.", text, StringComparison.Ordinal);
        Assert.Contains("Controls: 1, of these 1 Refuted.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Share of the roofline that the rewrites reach", text, StringComparison.Ordinal);
        Assert.False(PairSuite.Report([Record("P01A", VerdictKind.Incorrect, null)]).IsMet);
        Assert.False(PairSuite.Report([Record("P30ControlX", VerdictKind.Confirmed, 1.1)]).IsMet);
    }

    [Fact]
    public void Report_HasTheShareOfTheRoofline_WhereItIsKnown()
    {
        var (text, _) = PairSuite.Report(
        [
            Record("P01A", VerdictKind.Confirmed, 8) with { SecondsAfter = 4e-6, FloorSeconds = 1e-6 }, Record("P02B", VerdictKind.Refuted, 1) with { SecondsAfter = 4e-6, FloorSeconds = 3e-6 },
            Record("P03C", VerdictKind.Refuted, 1) with { SecondsAfter = 4e-6 },
        ]);
        Assert.Contains("| P01A | Confirmed | 8.00 | 7.20 | 8.80 | 25% |", text, StringComparison.Ordinal);
        Assert.Contains("| P03C | Refuted | 1.00 | 0.90 | 1.10 | - |", text, StringComparison.Ordinal);
        Assert.Contains("Share of the roofline that the rewrites reach: median 50% of 2, from 25% to 75%.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Roofline_IsKnownOfEveryPair_ButOfThoseThatNothingLimits()
    {
        using var gate = await PairGate.OpenAsync(folder, PairGate.OutputsOnly, CancellationToken.None);
        Assert.Equal(["P27TokenLoop", "P29CreatedPerCall", "P30ControlRenamed", "P31ControlSlower"], gate.Names.Where(name => PairWork.Of(name, 100) is null).Order(StringComparer.Ordinal));
        Assert.Equal((8L * 512 * 512, 0L), PairWork.Of("P05Transpose", 512));
        var run = PairsCommand.WithFloor(Record("P05Transpose", VerdictKind.Confirmed, 2) with { Size = 64, SecondsAfter = 1 });
        Assert.InRange(run.Share!.Value, 0, 0.5);
        Assert.True(HostRoofline.Floor(0, 1_000_000) > 0);
    }

    [Fact]
    public void Agreement_IsOfThePairsOfBoth()
    {
        GateRecord[] one = [Record("P01A", VerdictKind.Confirmed, 2), Record("P02B", VerdictKind.Confirmed, 2), Record("P03C", VerdictKind.Confirmed, 2)];
        GateRecord[] other = [Record("P01A", VerdictKind.Confirmed, 3), Record("P02B", VerdictKind.Refuted, 1)];
        var (text, share) = PairSuite.Agreement(one, other);
        Assert.Equal(0.5, share);
        Assert.Contains("agree on 1 of 2 pairs", text, StringComparison.Ordinal);
        Assert.Contains("- P02B: Confirmed (a reason), and Refuted (a reason)", text, StringComparison.Ordinal);
        Assert.Throws<MeasuringException>(() => PairSuite.Agreement(one, [Record("P09Z", VerdictKind.Refuted, 1)]));
    }

    private static GateRecord Record(string pair, VerdictKind verdict, double? estimate) => new(
        new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), "A processor", 2, ".NET 10", "12345678", pair, verdict, "a reason", estimate * 0.9, estimate, estimate * 1.1, 8, 20, 1, 1);
}

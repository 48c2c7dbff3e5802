using PerfProof.Build;
using PerfProof.Build.Gate;
using PerfProof.Judgement;
using PerfProof.Measurement;
using PerfProof.Reporting;

namespace PerfProof.Tests.Tools;

/// <summary><c>aa</c> and <c>power</c>: what is noted of a long series, how it goes on, and the figures that come of it. The runs here time nothing.</summary>
public sealed class SeriesTests : IDisposable
{
    private static readonly DeviceFingerprint machine = new("An OS", "X64", "A processor", 2, ".NET 10", 1.5);

    private readonly TempTree tree = new();

    private string Log => this.tree.PathOf("results/runs.jsonl");

    public void Dispose() => this.tree.Dispose();

    [Theory]
    // 0 of n: 1 - 0.05^(1/n). The others are the published examples of exact intervals: 3 of 10, and all of 20.
    [InlineData(0, 1000, 0.05, 0.0029912)]
    [InlineData(0, 1, 0.05, 0.95)]
    [InlineData(3, 10, 0.025, 0.6524529)]
    [InlineData(20, 20, 0.05, 1)]
    public void UpperBoundOfAShare_IsExact(int hits, int trials, double risk, double bound) =>
        Assert.Equal(bound, Proportion.Upper(hits, trials, risk), 6);

    [Fact]
    public void LowerBoundOfAShare_IsExact()
    {
        Assert.Equal(0.0667395, Proportion.Lower(3, 10, 0.025), 6);
        Assert.Equal(0, Proportion.Lower(0, 10));
        Assert.Equal("-", Proportion.Text(0, 0));
        Assert.Equal("30% (6.7 to 65.2)", Proportion.Text(3, 10));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Upper(0, 0));
    }

    [Fact]
    public async Task Series_TakesPairsInTurn_AndGoesOnWhereItStopped()
    {
        var asked = new List<string>();
        await this.RunAsync(asked, 3);
        Assert.Equal(["A", "B", "A"], asked);
        await this.RunAsync(asked, 6);
        Assert.Equal(["A", "B", "A", "B", "A", "B"], asked);
        await this.RunAsync(asked, 6);
        Assert.Equal(6, asked.Count);
        using var log = ResultLog<GateRecord>.Open(this.Log);
        Assert.Equal(6, log.Records.Count);
        var first = log.Records[0];
        Assert.Equal((VerdictKind.Refuted, "quiet", 0.97, 1.0, 1.01, 8), (first.Verdict, first.Load, first.Lower, first.Estimate, first.Upper, first.Processes));
        Assert.Equal((machine.Name, 2, 1.5, 1.5), (first.Host, first.Cores, first.LoadBefore, first.LoadAfter));
    }

    [Fact]
    public async Task Series_BeginsNoRunAfterItsTime()
    {
        var asked = new List<string>();
        await this.RunAsync(asked, 100, TimeSpan.Zero);
        Assert.Empty(asked);
    }

    [Fact]
    public async Task RunThatIsCutOff_IsNotNoted()
    {
        using var stop = new CancellationTokenSource();
        using var log = ResultLog<GateRecord>.Open(this.Log);
        var series = new GateSeries(log, (name, _) =>
        {
            stop.Cancel();
            return Task.FromResult(Result(1));
        }, () => machine);
        await series.RunAsync(["A"], 5, null, _ => { }, stop.Token);
        Assert.Empty(log.Records);
    }

    [Fact]
    public async Task LineThatWasCutOff_DoesNotCount_AndSpoilsNoOther()
    {
        await this.RunAsync([], 2);
        await File.AppendAllTextAsync(this.Log, "{\"date\":\"2026-");
        await this.RunAsync([], 3);
        using var log = ResultLog<GateRecord>.Open(this.Log);
        Assert.Equal((3, 1), (log.Records.Count, log.Unreadable));
    }

    [Fact]
    public async Task FileThatAnotherWrites_IsRefused()
    {
        using (ResultLog<GateRecord>.Open(this.Log))
        {
            using var error = new StringWriter();
            var code = await SeriesCommand.RunAsync("aa", new(this.tree.Root, 0, null, this.Log, null), SeriesReport.Aa, TextWriter.Null, error, CancellationToken.None);
            Assert.Equal(2, code);
            Assert.Contains(this.Log, error.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Report_CanBeHadWithoutARun()
    {
        var report = this.tree.PathOf("out/aa.md");
        using var log = ResultLog<GateRecord>.Open(this.Log);
        log.Add(Record("A", VerdictKind.Refuted, 1));
        log.Dispose();
        Assert.Equal(0, await SeriesCommand.RunAsync("aa", new("nowhere", 0, null, this.Log, report), SeriesReport.Aa, TextWriter.Null, TextWriter.Null, CancellationToken.None));
        Assert.Contains("| quiet | 1 | 0 | 95% | 100% | 0% | 0 | 0 | 20.0 s |", await File.ReadAllTextAsync(report), StringComparison.Ordinal);
    }

    [Fact]
    public void Aa_IsMet_UntilOneIsConfirmed()
    {
        var honest = Enumerable.Range(0, 1000).Select(i => Record("A", VerdictKind.Refuted, i % 2 == 0 ? 1 : 9)).ToList();
        var (text, isMet) = SeriesReport.Aa(honest);
        Assert.True(isMet);
        Assert.Contains("| all | 1000 | 0 | 0.3% | 100% |", text, StringComparison.Ordinal);
        Assert.Contains("| loaded | 500 | 0 | 0.6% |", text, StringComparison.Ordinal);
        Assert.DoesNotContain("should not occur", text, StringComparison.Ordinal);

        (text, isMet) = SeriesReport.Aa([.. honest, Record("B", VerdictKind.Confirmed, 1)]);
        Assert.False(isMet);
        Assert.Contains("| all | 1001 | 1 | 0.47% |", text, StringComparison.Ordinal);
        Assert.Contains("What should not occur (1)", text, StringComparison.Ordinal);
    }

    [Fact]
    public void VerdictsThatTimesDidNotDecide_AreNoPowerAndNoProof()
    {
        var (text, isMet) = SeriesReport.Aa([Record("A", VerdictKind.NotApplicable, 1) with { Estimate = null }]);
        Assert.True(isMet);
        Assert.Contains("| quiet | 0 | 0 | - | - | - | 0 | 1 | - |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chain_105", 1, 8, true)]
    [InlineData("Chain_105", 1, 7, false)]
    [InlineData("Chain_105", 9, 5, true)]
    [InlineData("Chain_105", 9, 4, false)]
    [InlineData("Chain_110", 9, 9, false)]
    [InlineData("Chain_110", 9, 10, true)]
    [InlineData("Chain_101", 1, 1, false)]
    [InlineData("Chain_101", 1, 0, true)]
    public void Power_HasAGoalForEachRatioAndLoad(string pair, double load, int confirmed, bool isMet) => Assert.Equal(
        isMet,
        SeriesReport.Power([.. Enumerable.Range(0, 10).Select(i => Record(pair, i < confirmed ? VerdictKind.Confirmed : VerdictKind.Inconclusive, load))]).IsMet);

    [Fact]
    public void Power_SaysHowOftenTheIntervalCovers()
    {
        var (text, _) = SeriesReport.Power(
        [
            Record("Chain_150", VerdictKind.Confirmed, 1) with { Lower = 1.4, Estimate = 1.5, Upper = 1.6 },
            Record("Chain_150", VerdictKind.Confirmed, 1) with { Lower = 1.51, Estimate = 1.55, Upper = 1.6 },
        ]);
        Assert.Contains("| 1.50 | quiet | 2 | 100% (15.8 to 100) |  | 0% | 0% | 50% (1.3 to 98.7) | 1.525 | 20.0 s |", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Chain_105", 1.05)]
    [InlineData("Chain_200", 2)]
    [InlineData("FloatLoopRenamed", 1)]
    [InlineData("A_Name", 1)]
    public void TrueRatio_StandsInTheName(string pair, double truth) => Assert.Equal(truth, GateRecord.TruthOf(pair));

    [Fact]
    public async Task IdenticalPairs_AreDeclaredRight()
    {
        using var gate = await PairGate.OpenAsync(Repository.PathOf("build", "benchmarks", "Identical"), PairGate.OutputsOnly, CancellationToken.None);
        Assert.Equal(12, gate.Names.Count);
        Assert.All(gate.Names, name => Assert.Equal(1, GateRecord.TruthOf(name)));
    }

    [Fact]
    public async Task CalibratedPairs_ComeToTheSameResult()
    {
        using var gate = await PairGate.OpenAsync(Repository.PathOf("build", "benchmarks", "Calibrated"), PairGate.OutputsOnly, CancellationToken.None);
        Assert.Equal([1.01, 1.05, 1.1, 1.5, 2], gate.Names.Select(GateRecord.TruthOf).Distinct());
        foreach (var name in gate.Names.Where(name => GateRecord.TruthOf(name) == 1.05))
        {
            var result = await gate.RunAsync(name, CancellationToken.None);
            Assert.Equal((name, VerdictKind.Inconclusive, "it was not timed; outputs agree"), (name, result.Kind, result.Reason));
        }
    }

    private static GateRecord Record(string pair, VerdictKind verdict, double load) => new(
        new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), machine.Name, machine.Cores, machine.Runtime, "12345678", pair, verdict, "a reason", 0.98, 1, 1.01, 8, 20, load, load);

    private static Verdict Result(double estimate)
    {
        var size = new SizeResult(100, 0.97 * estimate, estimate, 1.01 * estimate, 1, 1, 8, 1e-4, 1e-4, 0, 0, 0);
        return new(VerdictKind.Refuted, "a reason", new Measured([size]));
    }

    private async Task RunAsync(List<string> asked, int runs, TimeSpan? limit = null)
    {
        using var log = ResultLog<GateRecord>.Open(this.Log);
        var series = new GateSeries(log, (name, _) =>
        {
            asked.Add(name);
            return Task.FromResult(Result(1));
        }, () => machine);
        await series.RunAsync(["A", "B"], runs, limit, _ => { }, CancellationToken.None);
    }
}

using PerfProof.Build;
using PerfProof.Build.Gate;
using PerfProof.Build.Mutants;
using PerfProof.Reporting;

namespace PerfProof.Tests.Tools;

/// <summary><c>mutants</c> as it is run, and what is said of what came of it.</summary>
public sealed class MutantSeriesTests : IDisposable
{
    private const string Pair = """
        using PerfProof.Pairs;

        [Sizes(20)]
        public static class SumAndCount
        {
            [Before]
            public static long Before(int[] x) => x.Sum(value => (long)value) + x.Length;

            [After]
            public static long After(int[] x)
            {
                long sum = 0;
                for (var i = 0; i < x.Length; i++)
                {
                    sum += x[i];
                }

                return Math.Max(sum + x.Length, long.MinValue);
            }
        }
        """;

    private static readonly DeviceFingerprint machine = new("An OS", "X64", "A processor", 2, ".NET 10", 1.5);

    private readonly TempTree tree = new();

    private string Log => this.tree.PathOf("runs.jsonl");

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Mutants_AreToldApart_AndTheSeriesGoesOnWhereItStopped()
    {
        var file = this.tree.Add("pair.cs", Pair);
        using var rewrite = await PairRewrite.LoadAsync(file, MutantSeries.OutputsOnly, CancellationToken.None);
        await this.RunAsync(rewrite, 2);
        var first = this.Records();
        Assert.Equal(2, first.Count(record => record.IsCompared));

        await this.RunAsync(rewrite, int.MaxValue);

        var all = this.Records();
        Assert.Equal(first, all.Take(first.Count));
        Assert.Equal(rewrite.Mutations.Count, all.Select(record => record.Key).Distinct().Count());
        Assert.Equal(all.Count, all.Select(record => record.Key).Distinct().Count());
        MutantOutcome Of(string to) => all.Single(record => record.To == to).Outcome;
        Assert.Equal(MutantOutcome.Killed, Of("sum -= x[i];"));
        Assert.Equal(MutantOutcome.Killed, Of("for (var i = 0; i < x.Length; i--)"));
        Assert.Equal(MutantOutcome.Killed, Of("return Math.Min(sum + x.Length, long.MinValue);"));
        Assert.Equal(MutantOutcome.Survived, Of("return Math.Max(long.MinValue, sum + x.Length);"));
        Assert.Equal(MutantOutcome.Survived, Of("return (sum + x.Length);"));
        Assert.Equal(MutantOutcome.NotRun, Of("return MathF.Max(sum + x.Length, long.MinValue);"));
        Assert.All(all, record => Assert.NotEmpty(record.Reason));
        Assert.DoesNotContain(all, record => record.Operator is "index" or "arithmetic" && record.Outcome == MutantOutcome.Survived);
    }

    [Fact]
    public async Task SameProgram_HasTheSameCode_AndAnotherHasNot()
    {
        using var rewrite = await PairRewrite.LoadAsync(this.tree.Add("pair.cs", Pair), MutantSeries.OutputsOnly, CancellationToken.None);
        var code = (await rewrite.CompileAsync(Pair, CancellationToken.None)).Mutant!.Code;
        Assert.Equal(code, (await rewrite.CompileAsync(Pair.Replace("sum += x[i];", "\n\nsum += (x[i]);", StringComparison.Ordinal), CancellationToken.None)).Mutant!.Code);
        Assert.NotEqual(code, (await rewrite.CompileAsync(Pair.Replace("sum += x[i];", "sum -= x[i];", StringComparison.Ordinal), CancellationToken.None)).Mutant!.Code);
        var (mutant, problem) = await rewrite.CompileAsync(Pair.Replace("sum += x[i];", "sum += nothing;", StringComparison.Ordinal), CancellationToken.None);
        Assert.Null(mutant);
        Assert.Contains("nothing", problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileWithoutAPair_AndARewriteThatIsWrongToBeginWith_AreRefused()
    {
        var wrong = this.tree.Add("wrong.cs", Pair.Replace("sum += x[i];", "sum -= x[i];", StringComparison.Ordinal));
        using (var rewrite = await PairRewrite.LoadAsync(wrong, MutantSeries.OutputsOnly, CancellationToken.None))
        {
            Assert.Contains("Incorrect", (await Assert.ThrowsAsync<MeasuringException>(() => this.RunAsync(rewrite, 1))).Message, StringComparison.Ordinal);
        }

        var none = this.tree.Add("none.cs", Pair.Replace("[Before]", "", StringComparison.Ordinal));
        Assert.Contains("none.cs", (await Assert.ThrowsAsync<MeasuringException>(() => PairRewrite.LoadAsync(none, MutantSeries.OutputsOnly, CancellationToken.None))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Report_TakesEquivalentsOut_AndShowsSurvivors()
    {
        List<MutantRecord> records = [.. Enumerable.Range(1, 19).Select(line => Record(line, MutantOutcome.Killed)), Record(20, MutantOutcome.Survived), Record(21, MutantOutcome.Survived), Record(22, MutantOutcome.Same), Record(23, MutantOutcome.NotRun)];

        var (text, isMet) = MutantReport.Write(records, [new("P", 21, "a < b", "a <= b", "both are the same here")]);
        Assert.True(isMet);
        Assert.Contains("**19 of 20 killed: 95% (75.1 to 99.9); the goal of 95% is met.** With the 1 equivalent ones counted as missed: 90.5%", text, StringComparison.Ordinal);
        Assert.Contains("| P | 21 | 19 | 1 | 1 | 95% (75.1 to 99.9) | 1 | 1 |", text, StringComparison.Ordinal);
        Assert.Contains("## Survivors (1)\n\nP, line 20, relational: a reason\n\n```diff\n- a < b\n+ a <= b\n```\n", text, StringComparison.Ordinal);
        Assert.Contains("## Equivalent (1)\n\nP, line 21, relational: both are the same here\n", text, StringComparison.Ordinal);

        Assert.False(MutantReport.Write(records, []).IsMet);
        // What was survived once and is killed now is killed.
        Assert.True(MutantReport.Write([.. records, Record(20, MutantOutcome.Killed)], []).IsMet);
        Assert.False(MutantReport.Write([], []).IsMet);
    }

    [Fact]
    public void JudgementThatIsContradicted_OrOfNothing_IsSaid()
    {
        var (text, isMet) = MutantReport.Write([Record(1, MutantOutcome.Killed)], [new("P", 1, "a < b", "a <= b", "never"), new("P", 9, "c", "d", "gone")]);
        Assert.False(isMet);
        Assert.Contains("## Judged equivalent, and killed all the same (1)", text, StringComparison.Ordinal);
        Assert.Contains("1 judgements are of mutants that are not among these: P line 9.", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P,1,a,b,hole,because", "equivalent")]
    [InlineData("P,1,a,b,equivalent,", "note")]
    [InlineData("P,x,a,b,equivalent,because", "no line")]
    public void JudgementThatSaysNothing_IsRefused(string row, string because) => Assert.Contains(
        because,
        Assert.Throws<MeasuringException>(() => MutantJudgement.Read(this.tree.Add("j.csv", "problem,line,from,to,verdict,note\n" + row + "\n"))).Message,
        StringComparison.Ordinal);

    private static MutantRecord Record(int line, MutantOutcome outcome) => new(
        new DateTimeOffset(2026, 11, 21, 12, 0, 0, TimeSpan.Zero), "A processor", ".NET 10", "12345678", 1, 1, "P", "relational", line, "a < b", "a <= b", "c" + line, outcome, "a reason", "Normal", 0.5);

    private IReadOnlyList<MutantRecord> Records()
    {
        using var log = ResultLog<MutantRecord>.Open(this.Log);
        return [.. log.Records];
    }

    private async Task RunAsync(MutableRewrite rewrite, int wanted)
    {
        using var log = ResultLog<MutantRecord>.Open(this.Log);
        await new MutantSeries(log, MutantSeries.OutputsOnly, () => machine, _ => { }).RunAsync(rewrite, wanted, 1, () => false, CancellationToken.None);
    }
}

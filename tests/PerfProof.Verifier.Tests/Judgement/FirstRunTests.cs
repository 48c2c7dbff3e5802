using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>A program that ends after one run gains what its first run gains: where that is much less, it is said.</summary>
public sealed class FirstRunTests
{
    [Theory]
    [InlineData(2.0, 1.8, 4, "; in a process that goes on: the first run of one took 2 s before and 1.8 s after")]
    [InlineData(2.0, 2.5, 4, "; in a process that goes on: the first run of one took 2 s before and 2.5 s after")]
    [InlineData(2.0, 0.9, 4, "")]
    [InlineData(2.0, 1.9, 1.3, "")]
    [InlineData(2.0, 0, 4, "")]
    public void Program_ThatKeepsWhatItMade_IsToldApartFromOneThatRunsOnce(double before, double after, double ratio, string remark) =>
        Assert.Equal(remark, Remark(ExperimentKind.Replay, before, after, ratio));

    [Fact]
    public void Method_IsCalledOftenByWhoeverCallsIt_SoThatNothingIsSaid() => Assert.Equal("", Remark(ExperimentKind.Host, 2, 1.8, 4));

    [Theory]
    [InlineData("Main", true)]
    [InlineData("<Main>$", true)]
    [InlineData("RunAsync", false)]
    public void EntryPoint_IsRunOnce_SoThatWhatOnlyLaterRunsGainIsNotConfirmed(string method, bool isMissing)
    {
        var (experiment, run, measured) = Measure(ExperimentKind.Replay, 2, 1.8, 4, method);
        Assert.Equal(isMissing ? "4.00x when it is run again in the same process, but a program has one run, and the first took 2 s before and 1.8 s after" : null, FirstRun.Missing(experiment, run, measured));
    }

    [Fact]
    public void EntryPoint_WhoseFirstRunGainsAsMuch_IsAsItIs()
    {
        var (experiment, run, measured) = Measure(ExperimentKind.Replay, 2, 0.6, 4, "Main");
        Assert.Null(FirstRun.Missing(experiment, run, measured));
    }

    private static string Remark(ExperimentKind kind, double before, double after, double ratio)
    {
        var (experiment, run, measured) = Measure(kind, before, after, ratio, "Run");
        return FirstRun.Remark(experiment, run, measured);
    }

    private static (Experiment Experiment, RawRun Run, Measured Measured) Measure(ExperimentKind kind, double before, double after, double ratio, string method)
    {
        var side = new VariantSpec("before", "", [], "", method, []);
        var experiment = new Experiment(kind, Subject.Program, "managed", "", side, side) { Sizes = SizePlan.None };
        var run = new RawRun([new(1, 0, Lane.Normal, Took(before), Took(before + 0.1), Took(after), null)], [], [1]);
        return (experiment, run, new([new(1, ratio, ratio, ratio, 1, null, 8, 1, 1 / ratio, 0, 0, 0)]));

        static Outcome Took(double seconds) => new(null, null) { Seconds = seconds };
    }
}

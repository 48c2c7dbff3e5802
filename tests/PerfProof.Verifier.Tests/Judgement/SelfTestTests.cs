using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>Problems on which a wrong rewrite would pass, and one on which none does.</summary>
public sealed class SelfTestTests
{
    private static readonly Experiment experiment = new(
        ExperimentKind.Host, Subject.Code, "managed", "test", new("before", "", [], "C", "M", null), new("after", "", [], "C", "M", null))
    {
        Sizes = SizePlan.None,
    };

    [Fact]
    public void OutputsThatFollowTheInputs_NothingWrongPasses() => Assert.Null(SelfTest.Passing(experiment,
    [
        Trial([1, 2, 3], [2, 4, 6]),
        Trial([4, 0, 1], [8, 0, 2]),
    ]));

    [Fact]
    public void ErrorsAsLargeAsTheOutputs_ZerosPass()
    {
        // The code as it is is off by as much as it produces, so that the declared change may be too.
        var trials = new[] { Trial([1, 2, 3], [5, 5, 5], truth: [1, 1, 1]), Trial([4, 0, 1], [7, 7, 7], truth: [2, 2, 2]) };

        Assert.Equal("zeros", SelfTest.Passing(experiment, trials));
    }

    [Fact]
    public void OutputsThatEqualTheInputs_ACopyPasses() =>
        Assert.Equal("a copy of its input", SelfTest.Passing(experiment, [Trial([1, 2, 3], [1, 2, 3]), Trial([4, 0, 1], [4, 0, 1])]));

    [Fact]
    public void OneOutputThatIsNoCopy_NoCopyPasses() =>
        Assert.Null(SelfTest.Passing(experiment, [Trial([1, 2, 3], [1, 2, 3]), Trial([4, -1, 1], [4, 0, 1])]));

    [Fact]
    public void OutputsThatHardlyDependOnTheInputs_StaleOnesPass() =>
        Assert.Equal("the outputs of other inputs of that size", SelfTest.Passing(experiment, [Trial([1, 2, 3], [7, 8, 9]), Trial([4, 0, 1], [7.000001, 8, 9])]));

    [Fact]
    public void ResultsInArguments_NothingWrongPasses()
    {
        Trial Of(double[] after)
        {
            var outcome = new Outcome(new([new("return", LeafKind.Text, [], "null"), new("argument 1", LeafKind.Single, after, null)], false), null, Changes: true, HasInputs: true);
            return new(after.Length, 1, Lane.Normal, outcome, outcome, outcome, null);
        }

        Assert.Null(SelfTest.Passing(experiment, [Of([1, 2]), Of([3, 4])]));
    }

    [Theory]
    [InlineData(LeafKind.Text, "return")]
    [InlineData(LeafKind.Integer, "return.Count")]
    [InlineData(LeafKind.Text, "printed")]
    public void ResultsThatAreTextsOrCounts_NothingWrongPasses(LeafKind kind, string path)
    {
        Trial Of(int number)
        {
            var leaf = new Leaf(path, kind, kind == LeafKind.Text ? [] : [number], kind == LeafKind.Text ? $"{number} tokens" : null);
            var outcome = new Outcome(new([leaf, new("argument 1", LeafKind.Text, [], $"text {number}")], false), null, HasInputs: true);
            return new(8, 1, Lane.Normal, outcome, outcome, outcome, null);
        }

        Assert.Null(SelfTest.Passing(experiment, [Of(3), Of(4)]));
    }

    [Fact]
    public void NoInputs_NothingIsStale()
    {
        var outcome = Outcome([7, 8, 9], []) with { HasInputs = false };

        Assert.Null(SelfTest.Passing(experiment, [new(3, 1, Lane.Normal, outcome, outcome, outcome, null), new(3, 2, Lane.Normal, outcome, outcome, outcome, null)]));
    }

    private static Trial Trial(double[] given, double[] result, double[]? truth = null)
    {
        var outcome = Outcome(result, given);
        return new(given.Length, 1, Lane.Normal, outcome, outcome, outcome, truth is null ? null : Outcome(truth, given));
    }

    private static Outcome Outcome(double[] result, double[] given) => new(
        new([new("return", LeafKind.Single, result, null), new("argument 1", LeafKind.Single, given, null)], false), null, HasInputs: true);
}

using System.Collections.Immutable;
using PerfProof.Build.Corpus;

namespace PerfProof.Tests.Tools;

/// <summary>Which finding means which label, and the figures that come of it.</summary>
public sealed class ScoringTests
{
    [Theory]
    [InlineData(9, Outcome.Silent)]
    [InlineData(10, Outcome.Reported)]
    [InlineData(11, Outcome.Reported)]
    [InlineData(12, Outcome.Reported)]
    [InlineData(13, Outcome.Silent)]
    public void Finding_WithinTheTolerance_MeansTheLabel(int line, Outcome expected) =>
        Assert.Equal(expected, Score([Label(11, "C")], [Finding(line, "PP3001")]).Labels[0].Outcome);

    [Theory]
    [InlineData("A", "PP1003", Outcome.Reported)]
    [InlineData("C", "PP1003", Outcome.Silent)]
    [InlineData("D", "PP4001", Outcome.Reported)]
    [InlineData("D", "PP6001", Outcome.Silent)]
    [InlineData("E", "PP6001", Outcome.Reported)]
    [InlineData("E", "PP3002", Outcome.Reported)]
    [InlineData("cancelled", "PP3002", Outcome.Reported)]
    public void Finding_MeansLabelsOfItsPattern(string pattern, string rule, Outcome expected)
    {
        var score = Score([Label(5, pattern)], [Finding(5, rule)]);
        Assert.Equal(expected, score.Labels[0].Outcome);
        Assert.Single(score.Labels[0].Near);
        Assert.Equal(expected == Outcome.Silent ? 1 : 0, score.Unlabelled.Length);
    }

    [Fact]
    public void Finding_MeansTheNearestOnly()
    {
        var score = Score([Label(5, "C"), Label(6, "C")], [Finding(5, "PP3001")]);
        Assert.Equal([Outcome.Reported, Outcome.Silent], score.Labels.Select(label => label.Outcome));
    }

    [Fact]
    public void Finding_MeansItsOwnPattern_BeforeANearerOne()
    {
        var score = Score([Label(5, "E"), Label(6, "C")], [Finding(5, "PP3001")]);
        Assert.Equal([Outcome.Silent, Outcome.Reported], score.Labels.Select(label => label.Outcome));
    }

    [Fact]
    public void Finding_BetweenPositiveAndNegative_MeansThePositive()
    {
        var score = Score([Label(5, "C", positive: false), Label(7, "C")], [Finding(6, "PP3001")]);
        Assert.Empty(score.Flagged);
        Assert.Equal(1, score.Rules[0].True);
    }

    [Fact]
    public void Finding_NearestToANegative_IsFlagged()
    {
        var score = Score([Label(5, "C", positive: false), Label(6, "C")], [Finding(5, "PP3001"), Finding(6, "PP3001", column: 9)]);
        Assert.Equal("5", Assert.Single(score.Flagged).Label.Line);
        Assert.Equal((1, 1, 0.5), (score.Rules[0].True, score.Rules[0].False, score.Rules[0].Precision));
    }

    [Fact]
    public void Finding_OfAnotherFile_MeansNothing() =>
        Assert.Equal(Outcome.Silent, Score([Label(5, "C") with { Path = "y.cs" }], [Finding(5, "PP3001")]).Labels[0].Outcome);

    [Fact]
    public void Label_ThatWasNotRead_CountsNowhere()
    {
        var score = Scoring.Create([Label(5, "C")], [], _ => false, [], 1);
        Assert.Equal(Outcome.NotRead, score.Labels[0].Outcome);
        Assert.Empty(score.Misses);
    }

    [Fact]
    public void Judgement_CountsInPrecision_AndIdleOnesAreListed()
    {
        var score = Scoring.Create(
            [Label(5, "C")],
            [Finding(5, "PP3001"), Finding(20, "PP3001"), Finding(30, "PP3001"), Finding(40, "PP3001")],
            _ => true,
            [new("a/b", "x.cs", 20, "PP3001", true, ""), new("a/b", "x.cs", 30, "PP3001", false, ""), new("a/b", "x.cs", 41, "PP3001", true, "moved")],
            1);
        var rule = Assert.Single(score.Rules);
        Assert.Equal(new RuleScore("PP3001", 1, 0, 1, 1, 1), rule);
        Assert.Equal(2.0 / 3, rule.Precision);
        Assert.Equal(1.0, rule.LabelledPrecision);
        Assert.Equal("moved", Assert.Single(score.Idle).Note);
        Assert.Equal("rule,true,false\nPP3001,2,1\n", PrecisionFile.Text(score));
    }

    [Fact]
    public void Precision_OfNothing_IsNotKnown()
    {
        var score = Score([], [Finding(5, "PP3001")]);
        Assert.Null(score.Rules[0].Precision);
        Assert.Equal("rule,true,false\n", PrecisionFile.Text(score));
    }

    [Fact]
    public void Report_HasTheFigures_AndListsWhatToLookAt()
    {
        var score = Score([Label(5, "C"), Label(15, "C"), Label(25, "C", positive: false)], [Finding(5, "PP3001"), Finding(25, "PP3001"), Finding(40, "PP4001")]);
        var result = new RepositoryResult("a/b", [], ["x.cs"], 50, 1, TimeSpan.FromSeconds(2), ["p: failed"], []);
        var text = CorpusReport.Write(score, [result], 1, "Measured now.");
        Assert.Contains("| C | 2 | 1 | 50.0 % | 1 | 1 | 1 | 100.0 % | 1 |", text);
        Assert.Contains("| PP3001 | 1 | 1 | 0 | 0 | 0 | 0 | 50.0 % | 50.0 % |", text);
        Assert.Contains("## Missed: 1\n\n- C a/b x.cs:15: why", text);
        Assert.Contains("## Negatives that were flagged: 1\n\n- C a/b x.cs:25: why\n  - PP3001, line 25: message", text);
        Assert.Contains("## Unlabelled findings: 1\n\n- PP4001 a/b x.cs:40: message", text);
        Assert.Contains("- a/b: p: failed", text);
    }

    private static Score Score(ImmutableArray<Label> labels, CorpusFinding[] findings) => Scoring.Create(labels, findings, _ => true, [], 1);

    private static Label Label(int line, string pattern, bool positive = true) => new("a/b", "c", "x.cs", $"{line}", [(line, line)], pattern, positive, "why");

    private static CorpusFinding Finding(int line, string rule, int column = 1) => new("a/b", "x.cs", line, column, rule, "warning", "M()", "message");
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>Every verdict but Confirmed tells the author of the rewrite what stands in the way, whatever its reason.</summary>
public sealed class FeedbackTests
{
    private const double Call = 1e-4;

    private static readonly Experiment experiment = new(
        ExperimentKind.Host, Subject.Code, "managed", "test", new("before", "", [], "C", "M", null), new("after", "", [], "C", "M", null))
    {
        Sizes = SizePlan.None,
    };

    private static readonly Outcome fails = new(null, "ArgumentException: no");

    private static readonly (string Name, Experiment Experiment, RawRun Run, string Kinds)[] all =
    [
        ("after fails early", experiment, new([], [], [64], "it ended the process", true) { ProblemVariant = "after" }, "failure"),
        ("before fails early", experiment, new([], [], [64], "it ended the process", true) { ProblemVariant = "before" }, "failure"),
        ("program fails early", experiment with { Kind = ExperimentKind.Replay }, new([], [], [64], "it ended the process", true), "failure"),
        ("cannot be started", experiment, RawRun.Failed("the process ended with code 137"), "failure"),
        ("stopped at once", experiment, new([], [], []) { IsCut = true }, "stopped"),
        ("nothing compared", experiment, new([], [], []), "failure"),
        ("unstable", experiment, Compared(Trial([1, 2]) with { BeforeAgain = Made([1, 3]) }), "failure"),
        ("unstable program", experiment with { Kind = ExperimentKind.Replay }, Compared(Trial([1, 2]) with { BeforeAgain = Made([1, 3]) }), "failure"),
        ("after throws", experiment, Compared(Trial([1, 2]) with { After = fails }), "failure"),
        ("change of precision without truth", experiment with { DeclaredChange = "half to float" }, Compared(Trial([1, 2]) with { After = Made([1, 3]) }), "difference"),
        ("different", experiment, Compared(Trial([1, 2]) with { After = Made([1, 3]) }), "difference"),
        ("before throws", experiment, Compared(Trial([1, 2]) with { Before = fails }), "failure"),
        ("different among the timed", experiment, Timed(Forks(64, 2)) with { Rechecks = [new(64, 1, Made([1, 2]).Observation!, Made([5, 6]).Observation!)] }, "difference"),
        ("different on new inputs", experiment, Timed(Forks(64, 2)) with { Reveals = [.. Enumerable.Repeat(new Reveal(64, 1, Made([1, 2]).Observation!, Made([5, 6]).Observation!, Made([1, 2]).Observation!), 2)] }, "difference"),
        ("zeros", experiment, Compared(Trial([0, 0]), Trial([0, 0])), "failure"),
        ("constant", experiment, Compared(Trial([1, 2]), Trial([1, 2])), "failure"),
        ("nearly constant", experiment, Compared(Trial([1, 2]), Trial([1, 2.0000000000001])), "failure"),
        ("no device", experiment with { WhyUntimed = "no device here" }, Compared(Trial([1, 2]), Trial([3, 5])), "failure"),
        ("no device, stopped", experiment with { WhyUntimed = "no device here" }, Compared(Trial([1, 2]), Trial([3, 5])) with { IsCut = true }, "stopped"),
        ("not timed", experiment, Compared(Trial([1, 2]), Trial([3, 5])), "failure"),
        ("not timed, stopped", experiment, Compared(Trial([1, 2]), Trial([3, 5])) with { IsCut = true }, "stopped"),
        ("clocks disagree", experiment, Timed(Forks(64, 2, hidden: 1)), "bound clock"),
        ("not counted", experiment, Timed(Forks(64, 50)), "bound work"),
        ("cannot be counted", experiment, Timed(Forks(64, 50)) with { Work = [new(64, default, default, "M is compiled without counters")] }, "bound work"),
        ("does as much", experiment, Timed(Forks(64, 50)) with { Work = [new(64, new(3000, 0), new(1000, 0), null)] }, "bound work"),
        ("below the floor", experiment, Timed(Forks(64, 2)) with { Bandwidth = new(1e-6, 1e-6) }, "bound floor"),
        ("moved to setup", experiment, Timed([.. Forks(64, 2), .. Forks(64, 2, count: 3).Select(fork => fork with { IsApart = true, MovedToSetup = Call })]), "bound setup"),
        ("left in the result", experiment, Timed([.. Forks(64, 2), .. Forks(64, 2, count: 3).Select(fork => fork with { IsApart = true, LeftInResults = Call })]), "bound reading"),
        ("slow when tiered", experiment, Timed([.. Forks(64, 2, count: 11), .. Forks(64, 0.9, count: 1).Select(fork => fork with { Tiered = true })]), "bound tiered"),
        ("slower", experiment, Timed(Forks(64, 0.9)), "bound lower"),
        ("slower at two sizes", experiment, Timed([.. Forks(64, 0.9), .. Forks(128, 0.8)]), "bound lower"),
        ("slower apart", experiment, Timed([.. Forks(64, 2), .. Forks(64, 0.9, count: 3).Select(fork => fork with { IsApart = true })]), "bound apart"),
        ("slower at first", experiment, Timed([.. Forks(64, 0.9), .. Forks(128, 2)]), "bound lower"),
        ("too few", experiment, Timed(Forks(64, 2, count: 3)) with { IsCut = true }, "bound lower"),
        ("open", experiment, Timed([.. Forks(64, 0.8, count: 4), .. Forks(64, 1.4, count: 4)]), "bound lower"),
    ];

    public static TheoryData<string> Names => [.. all.Select(one => one.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Verdict_OtherThanConfirmed_HasFeedback(string name)
    {
        var (_, experiment, run, kinds) = all.Single(one => one.Name == name);
        var verdict = Judge.OnRun(experiment, run);
        Assert.NotEqual(VerdictKind.Confirmed, verdict.Kind);

        var feedback = Feedback.Of(experiment, run, verdict);

        Assert.NotEmpty(feedback);
        Assert.Equal(kinds, feedback[0].Bound is { } first ? $"{feedback[0].Kind} {first.Name}" : feedback[0].Kind);
        Assert.All(feedback, one => Assert.True(one.Message.Length > 5, one.Message));
        Assert.All(feedback.Where(one => one.Kind == "difference"), one => Assert.NotNull(one.Difference));
        foreach (var bound in feedback.Select(one => one.Bound).OfType<FeedbackBound>())
        {
            Assert.Equal(bound.Value is null, bound.MissedBy is null);
            Assert.True(bound.MissedBy is null or > 0, $"{bound.Name} is missed by {bound.MissedBy}");
        }
    }

    [Fact]
    public void Confirmed_HasNone()
    {
        var run = Timed(Forks(64, 2));
        var verdict = Judge.OnRun(experiment, run);

        Assert.Equal(VerdictKind.Confirmed, verdict.Kind);
        Assert.Empty(Feedback.Of(experiment, run, verdict));
    }

    [Theory]
    [InlineData(VerdictKind.NotApplicable, "failure")]
    [InlineData(VerdictKind.Inconclusive, "stopped")]
    public void NothingRun_IsSaidByTheReason(VerdictKind kind, string expected)
    {
        var feedback = Assert.Single(Feedback.Of(null, null, new(kind, "why not")));

        Assert.Equal((expected, "why not"), (feedback.Kind, feedback.Message));
    }

    /// <summary>Every sentence that the stage can say occurs above: a new reason needs a case of its own here.</summary>
    [Theory]
    [InlineData("Judge")]
    [InlineData("Explanation")]
    [InlineData("Roofline")]
    [InlineData("Setup")]
    [InlineData("WeakSpot")]
    public void Reasons_OfTheStage_AllOccur(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!Directory.Exists(Path.Combine(folder.FullName, "src", "PerfProof.Verifier")))
        {
            folder = folder.Parent!;
        }

        var reasons = all.Select(one => Judge.OnRun(one.Experiment, one.Run).Reason).ToList();
        var source = File.ReadAllText(Path.Combine(folder.FullName, "src", "PerfProof.Verifier", "Judgement", file + ".cs"));
        var sentences = CSharpSyntaxTree.ParseText(source).GetRoot().DescendantNodes().Select(Pattern).OfType<string>().ToList();

        Assert.NotEmpty(sentences);
        Assert.All(sentences, sentence => Assert.Contains(reasons, reason => Regex.IsMatch(reason, sentence, RegexOptions.Singleline)));
    }

    /// <summary>A text of the source, with anything in its holes; null for what is no sentence.</summary>
    private static string? Pattern(SyntaxNode node) => node switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) && literal.Token.ValueText.Contains(' ', StringComparison.Ordinal) && literal.Token.ValueText.Length > 4 =>
            Regex.Escape(literal.Token.ValueText),
        InterpolatedStringExpressionSyntax text => string.Concat(text.Contents.Select(part => part is InterpolatedStringTextSyntax words ? Regex.Escape(words.TextToken.ValueText) : ".*")),
        _ => null,
    };

    private static Outcome Made(double[] numbers) =>
        new(new([new("return", LeafKind.Double, numbers, null)], false), null, HasInputs: true) { MadeBytes = 8 * numbers.Length };

    private static Trial Trial(double[] numbers, int size = 64) => new(size, 1, Lane.Normal, Made(numbers), Made(numbers), Made(numbers), null);

    private static RawRun Compared(params Trial[] trials) => new([.. trials], [], [64]);

    private static RawRun Timed(ForkSamples[] forks)
    {
        ImmutableArray<int> sizes = [.. forks.Select(fork => fork.Size).Distinct()];
        return new([.. sizes.SelectMany(size => new[] { Trial([1, 2], size), Trial([3, 5], size) })], [.. forks], sizes);
    }

    private static ForkSamples[] Forks(int size, double ratio, int count = 8, double hidden = 0)
    {
        var round = new Round(new(ratio * Call, hidden), new(Call, hidden), new(ratio * Call, hidden));
        return [.. Enumerable.Repeat(new ForkSamples(size, false, 1, [.. Enumerable.Repeat(round, 5)], 0, 0), count)];
    }
}

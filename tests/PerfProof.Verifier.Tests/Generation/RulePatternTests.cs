using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Rules;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>The models that rules bring: both sides must compute the same, on every size around a group.</summary>
public sealed class RulePatternTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    public static TheoryData<string, string, string> Patterns => new()
    {
        { nameof(HalfOnCpuProof), "", "" },
        { nameof(RepeatedCountProof), Facts.TripCount, "5" },
        { nameof(UnbatchedEmbeddingProof), "", "" },
        { nameof(ReadbackInLoopProof), Facts.ElementType, "double" },
        { nameof(ReadbackInLoopProof), Facts.ElementType, "int" },
        { nameof(ReadbackInLoopProof), Facts.Shape, ReadbackInLoop.SynchroniseShape },
    };

    [Theory]
    [MemberData(nameof(Patterns))]
    public async Task Pattern_OfARule_ComputesTheSameOnBothSides(string proof, string fact, string value)
    {
        var pattern = Pattern(proof, fact, value);
        var made = KernelCompiler.Compile(pattern, new ManagedTarget(), this.scratch.NewFolder);
        Assert.Null(made.Problem);
        var experiment = made.Experiment! with { Sizes = new SizePlan([pattern.Sizes.Candidates[0]], IsStated: false) };
        RawRun? compared = null;

        await new ExperimentRunner(Effort.Default, this.scratch).RunAsync(
            experiment,
            Judge.Of(experiment) with { IsEqual = run => { compared = run; return false; } },
            DirectProgress<string>.Unwatched,
            CancellationToken.None);

        var outputs = Judge.OnOutputs(experiment, compared!);
        Assert.True(outputs is null or { Kind: VerdictKind.NotApplicable } && outputs?.Reason.Contains("device", StringComparison.Ordinal) != false, outputs?.Reason);
        Assert.All(compared!.Trials, trial => Assert.NotNull(trial.Before.Observation));
        Assert.True(compared.Trials.Select(trial => trial.Size).Distinct().Count() >= 5);
    }

    [Fact]
    public void Pattern_OfReadback_WithoutADevice_SaysThatThereIsNone()
    {
        var made = KernelCompiler.Compile(Pattern(nameof(ReadbackInLoopProof), "", ""), new ManagedTarget(), this.scratch.NewFolder);

        Assert.Contains("no device", made.Experiment!.WhyUntimed, StringComparison.Ordinal);
    }

    [Fact]
    public void Models_AreThoseOfEveryRuleThatHasOne()
    {
        var rules = typeof(RuleProof).Assembly.GetTypes()
            .Where(type => !type.IsAbstract && type.IsAssignableTo(typeof(RuleProof)) && type.GetMethod(nameof(RuleProof.Pattern))!.DeclaringType == type)
            .Select(type => ((RuleProof)Activator.CreateInstance(type)!).Rule.Id);

        Assert.Equal(rules.Order(StringComparer.Ordinal), RuleModels.All.Select(model => model.Rule).Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(RuleModels.All.Length, RuleModels.All.Select(model => model.Name).Distinct().Count());
        Assert.Equal(RuleModels.All.Length, RuleModels.All.Select(model => $"{model.Rule} {model.Pattern.Description} {string.Concat(model.Pattern.Kernels)}").Distinct().Count());
    }

    private static KernelPattern Pattern(string name, string fact, string value)
    {
        var proof = (RuleProof)Activator.CreateInstance(typeof(RuleProof).Assembly.GetType("PerfProof.Rules." + name, throwOnError: true)!)!;
        return proof.Pattern(RuleModels.Context(proof, fact.Length == 0 ? null : (fact, value), "y = a"))!;
    }
}

using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>
/// Attacks 17 and 18: kernels that give the right outputs in the order in which threads run here, and would not where they
/// run at once. And kernels that look like them and are right.
/// </summary>
public sealed class RaceTests : IDisposable
{
    private const string Start = "var shared = SharedMemory.Allocate<float>(64); int i = Grid.GlobalIndex.X; shared[Group.IdxX] = i < x.Length ? x[i] : 0; Group.Barrier(); ";
    private const string Tree = "for (int half = 32; half > 0; half /= 2) { if (Group.IdxX < half) { shared[Group.IdxX] += shared[Group.IdxX + half]; } Group.Barrier(); } ";

    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    [Theory]
    // A sum that is not atomic; the same through a reference, and in a method that the kernel calls.
    [InlineData("Index1D i", "if (i == 0) y[0] = 0; y[0] += x[i];", "writes element 0 of a buffer of 50 elements")]
    [InlineData("Index1D i", "ref var sum = ref y[0]; sum = i == 0 ? x[i] : sum + x[i];", "element 0 of a buffer")]
    [InlineData("Index1D i", "Add(y, 0, i == 0 ? -y[0] + x[i] : x[i]);", "element 0 of a buffer")]
    // What a neighbour may have written already, or not yet.
    [InlineData("Index1D i", "y[i] = x[i]; if (i > 0) y[i] += y[i - 1];", "thread 0 writes element 0 of a buffer of 50 elements, and thread 1 reads it")]
    [InlineData("Index1D i", "y[i] = x[i] + (i < 49 ? 0 * x[i + 1] : 0); x[i] = 0;", "thread 1 writes it")]
    // Two of a group, and two of different groups.
    [InlineData("", "int i = Grid.GlobalIndex.X; if (i < y.Length) { y[i] = x[i]; y[0] = x[i]; }", "writes something else there")]
    [InlineData("", "int i = Grid.GlobalIndex.X; if (i < y.Length) { y[i] = x[i]; } if (Group.IsFirstThread && i > 0) { y[1] += x[0]; }", "and thread 0 of group 48 reads it, with nothing that orders them")]
    // An atomic operation that comes too late orders nothing, and one beside it neither.
    [InlineData("Index1D i", "y[0] = (i == 0 ? 0 : y[0]) + x[i]; Atomic.Add(ref y[1], 0f);", "element 0 of a buffer")]
    public async Task Attack17_ThreadsThatNothingOrders_IsIncorrect(string index, string body, string reason)
    {
        var why = await this.ProblemAsync(Patterns.Of(
            "static void Before(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { if (i == 0) { float s = 0; for (int j = 0; j < x.IntLength; j++) s += x[j]; y[0] = s; } }",
            Kernel(index, body) + " static void Add(ArrayView<float> to, int at, float what) { to[at] += what; }",
            new SizePlan([50], IsStated: true)), index.Length == 0);

        Assert.Contains("a race in kernel After: ", why, StringComparison.Ordinal);
        Assert.Contains(reason, why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attack18_ABarrierIsMissingWhereTheOrderHidesIt_IsIncorrect()
    {
        // The last threads of a group wait for nobody, which was right on devices whose threads went in step.
        var kernel = Kernel(Start + Tree.Replace("Group.Barrier(); }", "if (half > 16) { Group.Barrier(); } }", StringComparison.Ordinal) + "if (Group.IsFirstThread) { y[Grid.IdxX] = shared[0]; }");

        var why = await this.ProblemAsync(GroupPatterns.Sums(kernel), isGrouped: true);

        Assert.Contains("a race in kernel Sum: thread ", why, StringComparison.Ordinal);
        Assert.Contains("of shared memory", why, StringComparison.Ordinal);
        Assert.Contains("with no barrier between them and no atomic operation", why, StringComparison.Ordinal);
    }

    [Theory]
    // Everybody writes the same; everybody writes what is his own; a thread reads what it wrote; atomic operations alone.
    [InlineData("if (Group.IdxX < 64) { y[Grid.IdxX] = shared[0]; }")]
    [InlineData("y[Grid.IdxX] = shared[0];")]
    [InlineData("if (Group.IsFirstThread) { y[Grid.IdxX] = 0; y[Grid.IdxX] += shared[0]; y[Grid.IdxX] = y[Grid.IdxX] * 1; }")]
    [InlineData("if (Group.IsFirstThread) { ref var mine = ref y[Grid.IdxX]; mine = shared[0]; }")]
    [InlineData("if (Group.IsFirstThread) { y[Grid.IdxX] = 0; } Group.Barrier(); if (Group.IsLastThread) { Atomic.Add(ref y[Grid.IdxX], shared[0]); }")]
    // Written, a barrier, read by all, a barrier, written by another.
    [InlineData("if (Group.IsLastThread) { y[Grid.IdxX] = shared[0]; } Group.Barrier(); float s = y[Grid.IdxX]; Group.Barrier(); if (Group.IsFirstThread) { y[Grid.IdxX] = s; }")]
    public async Task WhatLooksLikeARace_AndIsNone_IsLeftAlone(string end) =>
        Assert.Null(await this.ProblemAsync(GroupPatterns.Sums(Kernel(Start + Tree + end)), isGrouped: true));

    [Fact]
    public async Task LastGroupAddsUpTheOthers_AfterAnAtomicOperation_IsLeftAlone()
    {
        // Each group leaves its part and counts itself; who counts last takes all parts.
        var kernel = Kernel(Start + Tree + """
            if (Group.IsFirstThread)
            {
                y[Grid.IdxX] = shared[0];
                MemoryFence.DeviceLevel();
                if (Atomic.Add(ref x[0], 0f) is var found && Grid.IdxX == Grid.DimX - 1)
                {
                    for (int j = 0; j < Grid.DimX; j++) { found += y[j]; }
                    y[0] = found == 0 ? y[0] : y[0] + 0;
                }
            }
            """);
        // The first part is written by its own group and by the last: ordered by what both counted.
        Assert.Null(await this.ProblemAsync(GroupPatterns.Sums(kernel), isGrouped: true));
    }

    private static string Kernel(string body) => $"static void Sum(ArrayView<float> x, ArrayView<float> y) {{ {body} }}";

    private static string Kernel(string index, string body) =>
        $"static void After({(index.Length == 0 ? "" : index + ", ")}ArrayView<float> x, ArrayView<float> y, float a) {{ {body} }}";

    /// <summary>Why a rewrite is wrong; null where it is not.</summary>
    private async Task<string?> ProblemAsync(KernelPattern pattern, bool isGrouped)
    {
        if (isGrouped)
        {
            pattern = pattern with { After = pattern.After with { Steps = [.. pattern.After.Steps.Select(step => step is LaunchStep launch ? launch with { Group = new(64), Extent = Amount.Size * 64 } : step)] } };
        }

        var generated = KernelCompiler.Compile(pattern, new ManagedTarget(), this.scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);
        var experiment = generated.Experiment! with { WhyUntimed = "outputs only", ChecksGroupSizes = false, Sizes = new SizePlan([50], IsStated: true) { ChecksOthers = false } };
        var run = await new ExperimentRunner(MethodPairs.Quick, this.scratch)
            .RunAsync(experiment, Judge.Of(experiment), new Progress<string>(), CancellationToken.None);
        Assert.All(run.Trials, trial => Assert.NotNull(trial.Before.Observation));
        return run.Trials.Select(trial => trial.After.Failure ?? TrialCheck.Of(experiment, trial).Detail).FirstOrDefault(failure => failure is not null);
    }
}

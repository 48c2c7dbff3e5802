using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>Generated kernels through the runner and the judge, in real child processes. Nothing asserts a time.</summary>
public sealed class ManagedHostTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    [Fact]
    public async Task Kernel_SameOutputsAndLessWork_IsTimedAndNeverRefuted()
    {
        var verdict = await this.Judged(Patterns.Of(
            "static void Before(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { float s = 0; for (int j = 0; j < x.IntLength; j++) { s = x[i] * (float)((j & 1) + 1); } y[i] = a * x[i] + (s == 12345.5f ? 1 : 0); }",
            "static void After(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = a * x[i]; }",
            new SizePlan([1024], IsStated: true)));

        // How sure the times are is the machine's business; that there are times, and on equal outputs, is ours.
        Assert.True(verdict.Kind is VerdictKind.Confirmed or VerdictKind.Inconclusive, verdict.Reason);
        Assert.NotNull(verdict.Measured);
    }

    [Theory]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = a * x[i] - y[i]; }", "outputs differ")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { if (i < y.IntLength - 1) { y[i] = a * x[i] + y[i]; } }", "outputs differ")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { float v = a * x[i] + y[i]; y[i] = i == 7 ? v / 0 * 0 : v; }", "NaN")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i + 1] = a * x[i] + y[i]; }", "IndexOutOfRangeException: element")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = a * x[i] + y[i] + x[-1] * 0; }", "IndexOutOfRangeException: element -1")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { throw new System.InvalidOperationException(\"no\"); }", "InvalidOperationException: no")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { System.Environment.Exit(0); }", "ended the process")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { while (y.IntLength > 0) { y[i] += 1; } }", "did not come back within")]
    public async Task Kernel_Wrong_IsIncorrectWithTheReason(string after, string reason)
    {
        var verdict = await this.Judged(Patterns.Axpys(after));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_RightOnlyWithBoundsChecks_IsIncorrect_ThoughSomeInputsAreOutOfBoundsOnBothSides()
    {
        const string Kernel = "static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a)\n{\n    float next = x.IntLength == 1 ? x[1] : 0;\n    y[i] = a * x[i] + y[i];\n";

        var verdict = await this.Judged(Patterns.Of(
            Kernel.Replace("Axpy", "Before", StringComparison.Ordinal) + "}",
            Kernel.Replace("Axpy", "After", StringComparison.Ordinal) + "#if !CHECKED\n    y[i] = 0;\n#endif\n}"));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains("without bounds checks it produces something else", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kernel_NotANumberOnBothSides_IsEqual()
    {
        const string Kernel = "static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = i == 0 ? (x[i] - x[i]) / (x[i] - x[i]) : x[i]; }";

        var pattern = Patterns.Of(Kernel.Replace("Axpy", "Before", StringComparison.Ordinal), Kernel.Replace("Axpy", "After", StringComparison.Ordinal))
            with { IsHostCost = false, WhyDeviceOnly = "no device here" };
        var verdict = await this.Judged(pattern);

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.StartsWith("no device here; outputs agree on", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a)\n{\n    y[i] = a * z[i];\n}", "kernel After, line 3: The name 'z' does not exist in the current context")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a)\n{\n    y[i] = a * ;\n}", "kernel After, line 3: Invalid expression term ';'")]
    [InlineData("static void Other(Index1D i) { }", "kernel After: its source has no method of that name")]
    [InlineData("static void Axpy(int i) { }", "a kernel against another: the plan launches After by its index, and its first parameter is no Index1D or Index2D")]
    [InlineData("static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = x[i] + Group.DimX; }", "kernel After: it takes its index, so the device chooses its groups, and it uses Group; launch it by groups, without an index")]
    public void Kernel_ThatDoesNotCompile_IsOneClearLine(string after, string problem)
    {
        var generated = KernelCompiler.Compile(Patterns.Axpys(after), new ManagedTarget(), this.scratch.NewFolder);

        Assert.Null(generated.Experiment);
        Assert.Equal(problem, generated.Problem);
    }

    [Fact]
    public void Plan_WithUnknownNames_IsOneClearLine()
    {
        var pattern = Patterns.Axpys(Patterns.Axpy);
        var broken = pattern with { After = pattern.After with { Steps = [new DownloadStep("nothing", "y")] } };

        var generated = KernelCompiler.Compile(broken, new ManagedTarget(), this.scratch.NewFolder);

        Assert.Equal("a kernel against another: the plan uses the buffer nothing, which it does not declare", generated.Problem);
    }

    [Fact]
    public async Task Plan_WithRepetitionsAllocationsAndParts_DoesWhatItSays()
    {
        // Four parts of one upload, scaled by turn, downloaded part by part, against the same in one launch a turn on allocated memory.
        const string Scale = "static void Scale(Index1D i, ArrayView<float> x, ArrayView<float> y, int turn) { y[i] = x[i] * (float)(turn + 1); }";
        PlanBuffer[] buffers = [new("bx", ElementKind.Single, Amount.Size), new("all", ElementKind.Single, Amount.Size * 4)];
        var pattern = new KernelPattern(
            "parts",
            [new("Scale", Scale)],
            [new("x", ElementKind.Single, Amount.Size)],
            new([.. buffers], [new("r", ElementKind.Single, Amount.Size * 4)],
            [
                new UploadStep("x", "bx"),
                new RepeatStep(4,
                [
                    new LaunchStep("Scale", Amount.Size, [new ViewArgument("bx"), new ViewArgument("all", Amount.SizeTimesTurn, Amount.Size), new AmountArgument(Amount.Turn)]),
                    new DownloadStep("all", "r", From: Amount.SizeTimesTurn, At: Amount.SizeTimesTurn, Length: Amount.Size),
                ]),
            ]),
            new([.. buffers], [new("r", ElementKind.Single, Amount.Size * 4)],
            [
                new AllocateStep("all"),
                new RepeatStep(4,
                [
                    new AllocateStep("bx"),
                    new UploadStep("x", "bx"),
                    new LaunchStep("Scale", Amount.Size, [new ViewArgument("bx"), new ViewArgument("all", Amount.SizeTimesTurn, Amount.Size), new AmountArgument(Amount.Turn)]),
                ]),
                new SynchroniseStep(),
                new DownloadStep("all", "r", Allocates: true),
            ]),
            new SizePlan([100], IsStated: true))
        { WhyDeviceOnly = "no device here" };

        var verdict = await this.Judged(pattern);

        Assert.Equal("no device here; outputs agree on 10 inputs", verdict.Reason);
    }

    private async Task<Verdict> Judged(KernelPattern pattern)
    {
        var generated = KernelCompiler.Compile(pattern, new ManagedTarget(), this.scratch.NewFolder);
        Assert.True(generated.Experiment is not null, generated.Problem);
        var experiment = generated.Experiment!;
        var runner = new ExperimentRunner(new Effort(8, 0.05, TimeSpan.FromSeconds(5), 4L << 30) { LockPath = null }, this.scratch);
        var run = await runner.RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);
        return Judge.OnRun(experiment, run);
    }
}

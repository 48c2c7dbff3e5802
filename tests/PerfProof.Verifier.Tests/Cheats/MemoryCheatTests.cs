using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Generation;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Kernels that use memory which is not theirs: unwritten, or beyond the ends of their buffers.</summary>
public sealed class MemoryCheatTests : IDisposable
{
    private readonly ScratchFolder scratch = new();

    public void Dispose() => this.scratch.Dispose();

    [Theory]
    // A comparison with not-a-number is false: only the other pattern shows that the buffer is read.
    [InlineData("y[i] = y[i] > 1e30f ? 7 : a * x[i];")]
    // Adding to a large number loses nothing that is small: only not-a-number shows.
    [InlineData("y[i] = y[i] > -1e-30f ? a * x[i] : 7;")]
    public async Task Attack19_ReadsWhatNobodyWrote_IsIncorrect(string body)
    {
        var verdict = await this.JudgeAsync("y[i] = a * x[i];", body);

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{verdict.Kind}: {verdict.Reason}");
    }

    [Theory]
    [InlineData("y.IntLength")]
    [InlineData("-1")]
    public async Task Attack20_WritesBesideItsBufferWithoutTheIndexer_IsIncorrect(string where)
    {
        var verdict = await this.JudgeAsync("y[i] = a * x[i];", $"y[i] = a * x[i]; if (i == 0) System.Runtime.CompilerServices.Unsafe.Add(ref y[0], {where}) = 5;");

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{verdict.Kind}: {verdict.Reason}");
        Assert.Contains("a kernel wrote beyond the ends of a buffer", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    // Where outputs are checked, buffers are filled anew for each call; where it is timed, what the call before left stands there.
    [InlineData("if (!(y[i] > -1e30f && y[i] < 1e30f && y[i] != 0)) { y[i] = a * x[i]; }")]
    [InlineData("\n#if CHECKED\ny[i] = a * x[i];\n#else\ny[i] = x[i];\n#endif\n")]
    public async Task IsRightWhereItIsCheckedOnly_IsIncorrect(string body)
    {
        var verdict = await this.JudgeAsync("y[i] = a * x[i];", body);

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{verdict.Kind}: {verdict.Reason}");
    }

    private async Task<Verdict> JudgeAsync(string before, string after)
    {
        var pattern = Patterns.Of(Kernel("Before", before), Kernel("After", after), new SizePlan([512], IsStated: true)) with
        {
            Before = WithoutUploadOfY("Before"),
            After = WithoutUploadOfY("After"),
        };
        var experiment = KernelCompiler.Compile(pattern, new ManagedTarget(), this.scratch.NewFolder).Experiment! with { WhyUntimed = "only outputs matter here" };
        var run = await new ExperimentRunner(Effort.Default, this.scratch)
            .RunAsync(experiment, Judge.Of(experiment), DirectProgress<string>.Unwatched, CancellationToken.None);
        return Judge.OnRun(experiment, run);
    }

    private static string Kernel(string name, string body) => $"static void {name}(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) {{ {body} }}";

    private static LaunchPlan WithoutUploadOfY(string kernel)
    {
        var plan = Patterns.Plan(kernel);
        return plan with { Steps = [.. plan.Steps.Where(step => step is not UploadStep { Buffer: "by" })] };
    }
}

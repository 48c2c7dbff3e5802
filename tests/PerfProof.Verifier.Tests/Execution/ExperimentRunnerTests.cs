using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>Real child processes on methods compiled here. Nothing asserts a time: only verdicts that no machine can change.</summary>
public sealed class ExperimentRunnerTests : IDisposable
{
    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public async Task Run_SquaredAgainstLinearWork_IsFaster()
    {
        var verdict = await this.Judged(
            "public static long M(int[] a) { long s = 0; for (int i = 0; i < a.Length; i++) { long t = 0; for (int j = 0; j < a.Length; j++) t += a[j]; s += t; } return s; }",
            "public static long M(int[] a) { long t = 0; for (int j = 0; j < a.Length; j++) t += a[j]; long s = 0; for (int i = 0; i < a.Length; i++) s += t; return s; }",
            SizePlan.Sweep(512, 512));

        // Whether the bounds decide is up to how crowded the machine is; what it is on average is not.
        Assert.True(verdict.Kind is VerdictKind.Confirmed or VerdictKind.Inconclusive, verdict.Reason);
        Assert.True(verdict.Measured!.Sizes[^1].Estimate > Judge.Threshold, verdict.Reason);
    }

    [Fact]
    public async Task Run_WrongResult_IsIncorrectWithTheDifference()
    {
        var verdict = await this.Judged(
            "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }",
            "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s + 1; }",
            SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains("at return: expected", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SumInAnotherOrder_IsNoOtherResult()
    {
        // Of 4,097 terms some sum is nearly nothing, and another order far off.
        var verdict = await this.Judged(
            "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }",
            "public static float M(float[] a) { float s = 0; for (int i = a.Length - 1; i >= 0; i--) s += a[i]; return s; }",
            new SizePlan([4096, 4097, 4098, 4099, 4100], IsStated: true) { ChecksOthers = true });

        Assert.NotEqual(VerdictKind.Incorrect, verdict.Kind);
        Assert.NotEqual(VerdictKind.NotApplicable, verdict.Kind);
    }

    [Theory]
    [InlineData("float best = a[0]; foreach (var x in a) best = x > best ? x : best; return best;", "IndexOutOfRangeException", true)]
    [InlineData("if (a.Length == 0) return -1; float best = 0; foreach (var x in a) best = x > best ? x : best; return best;", "expected 0, got -1", true)]
    [InlineData("while (a.Length == 0) { } float best = 0; foreach (var x in a) best = x > best ? x : best; return best;", "did not come back", true)]
    [InlineData("float best = 0; for (int i = 0; i < a.Length; i++) best = a[i] > best ? a[i] : best; return best;", "", false)]
    public async Task Run_EmptyInputs_AreInputs(string after, string says, bool isWrong)
    {
        var verdict = await this.Judged(
            "public static float M(float[] a) { float best = 0; foreach (var x in a) best = x > best ? x : best; return best; }",
            $"public static float M(float[] a) {{ {(isWrong ? $"if (a.Length == 0) {{ {after} }} " + "float m = 0; foreach (var x in a) m = x > m ? x : m; return m;" : after)} }}",
            SizePlan.Sweep(64, 64));

        Assert.Equal(isWrong, verdict.Kind == VerdictKind.Incorrect);
        Assert.Contains(says, verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(isWrong, verdict.Reason.Contains("n = 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Run_EmptyInputs_ThatTheCodeAsItIsCannotTake_DoNotCount()
    {
        var verdict = await this.Judged(
            "public static float M(float[] a) { float best = a[0]; foreach (var x in a) best = x > best ? x : best; return best; }",
            "public static float M(float[] a) { if (a.Length == 0) return 7; float best = a[0]; for (int i = 1; i < a.Length; i++) best = a[i] > best ? a[i] : best; return best; }",
            SizePlan.Sweep(64, 64));

        Assert.True(verdict.Kind is VerdictKind.Confirmed or VerdictKind.Refuted or VerdictKind.Inconclusive, verdict.Reason);
    }

    [Fact]
    public async Task Run_ChangedArguments_AreCompared()
    {
        var verdict = await this.Judged(
            "public static void M(float[] a) { for (int i = 0; i < a.Length; i++) a[i] *= 2; }",
            "public static void M(float[] a) { for (int i = 0; i + 1 < a.Length; i++) a[i] *= 2; }",
            SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains("argument 1", verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("throw new System.InvalidOperationException(\"no\");", "InvalidOperationException")]
    [InlineData("System.Environment.Exit(0);", "ended the process")]
    [InlineData("System.Environment.Exit(3);", "code 3")]
    [InlineData("while (true) { }", "did not come back")]
    [InlineData("return 1 + M(a);", "the process ended")]
    [InlineData("unsafe { for (int i = 0; ; i++) *(int*)(i * 4096L) = 1; }", "")]
    [InlineData("var all = new System.Collections.Generic.List<byte[]>(); while (true) { all.Add(new byte[1 << 26]); System.Array.Fill(all[^1], (byte)1); }", "")]
    public async Task Run_BrokenRewrite_IsIncorrectAndSaysWhy(string body, string reason)
    {
        var verdict = await this.Judged(
            "public static int M(int[] a) { return a.Length + a[0]; }",
            $"public static int M(int[] a) {{ {body} return a.Length + a[0]; }}",
            SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
        Assert.Contains(reason, verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_BrokenOriginal_IsNotApplicable()
    {
        const string Throws = "public static int M(int[] a) => throw new System.InvalidOperationException(\"always\");";

        var verdict = await this.Judged(Throws, Throws, SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.Contains("always", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_RandomOutputs_AreNotApplicable()
    {
        const string Random = "public static double M(int[] a) => System.Random.Shared.NextDouble();";

        var verdict = await this.Judged(Random, Random, SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.Contains("differ between two runs of the same code", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_NothingToCompare_IsNotApplicable()
    {
        var verdict = await this.Judged(
            "public static void M(int[] a) { long s = 0; foreach (var x in a) s += x; }",
            "public static void M(int[] a) { }",
            SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.Contains("would not show", verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_IdenticalCode_IsNeverConfirmed()
    {
        const string Same = "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x * x; return s; }";

        var verdict = await this.Judged(Same, Same, SizePlan.Sweep(4096, 4096));

        Assert.NotEqual(VerdictKind.Confirmed, verdict.Kind);
        Assert.NotEqual(VerdictKind.Incorrect, verdict.Kind);
    }

    [Theory]
    [InlineData("System.ReadOnlySpan<float> a, string text", "a.Length + text.Length")]
    [InlineData("System.Collections.Generic.IReadOnlyList<string> a", "a.Count + a[0].Length")]
    [InlineData("System.Collections.Generic.Dictionary<string, float[]> a", "a.Count + (int)a[\"key0\"][0]")]
    [InlineData("System.ReadOnlyMemory<System.Half> a, int start, System.Threading.CancellationToken token = default", "a.Length + start + (int)a.Span[start]")]
    [InlineData("System.Collections.Generic.List<Item> a", "a.Count + a[0].Name.Length + a[0].Vector.Length")]
    [InlineData("IService a, float[] b", "a.Get(b)")]
    [InlineData("float[] b, out int sum", "sum = (int)b[0] + b.Length")]
    public async Task Run_ManyKindsOfParameters_CanBeMadeUp(string parameters, string result)
    {
        const string Types = """
            public record Item(string Name, float[] Vector);
            public interface IService { int Get(float[] b); }
            internal sealed class Service : IService { private readonly float scale; public Service(float scale = 3) { this.scale = scale; } public int Get(float[] b) => (int)(b.Length * scale * b[0]); }
            public sealed class Decorator : IService { private readonly IService inner; public Decorator(IService inner) { this.inner = inner; } public int Get(float[] b) => inner.Get(b); }
            """;
        var method = $"public static int M({parameters}) {{ return {result}; }}";
        var wrong = $"public static int M({parameters}) {{ return 1 + ({result}); }}";

        var verdict = await this.Judged(method, wrong, SizePlan.Sweep(16, 16), Types);

        Assert.Contains("outputs differ", verdict.Reason, StringComparison.Ordinal);
        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
    }

    [Fact]
    public async Task Run_AsynchronousMethods_AreAwaited()
    {
        var verdict = await this.Judged(
            "public static async System.Threading.Tasks.Task<int> M(int[] a) { await System.Threading.Tasks.Task.Yield(); return a[0]; }",
            "public static async System.Threading.Tasks.Task<int> M(int[] a) { await System.Threading.Tasks.Task.Yield(); return a[0] + 1; }",
            SizePlan.Sweep(16, 16));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
    }

    [Fact]
    public async Task Run_LazyResults_AreEnumerated()
    {
        var verdict = await this.Judged(
            "public static System.Collections.Generic.IEnumerable<int> M(int[] a) { foreach (var x in a) yield return x; }",
            "public static System.Collections.Generic.IEnumerable<int> M(int[] a) { foreach (var x in a) yield return x + 1; }",
            SizePlan.Sweep(16, 16));

        Assert.Equal(VerdictKind.Incorrect, verdict.Kind);
    }

    [Fact]
    public async Task Run_Stopped_KeepsWhatWasMeasured()
    {
        using var stop = new CancellationTokenSource();
        var experiment = this.pairs.Experiment(
            "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }",
            "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }",
            SizePlan.Sweep(4096, 4096),
            "");
        var progress = new DirectProgress<string>(step =>
        {
            if (step.Contains("process 3", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        });

        var run = await new ExperimentRunner(MethodPairs.Quick, this.pairs.Scratch).RunAsync(experiment, new Referee(_ => true, _ => Decision.Open), progress, stop.Token);

        Assert.True(run.IsCut);
        Assert.Equal(2, run.Forks.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Run_TimesFarFromTheThreshold_AreTakenInFewerRoundsOnly(bool isClear)
    {
        const string Sum = "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }";
        var experiment = this.pairs.Experiment(Sum, Sum, SizePlan.Sweep(4096, 4096), "");
        var referee = new Referee(_ => true, _ => Decision.Open) { IsClear = _ => isClear };

        var run = await new ExperimentRunner(MethodPairs.Quick with { SecondsPerSize = 0.3, MaximumForks = 2 }, this.pairs.Scratch)
            .RunAsync(experiment, referee, DirectProgress<string>.Unwatched, CancellationToken.None);

        Assert.Null(run.Problem);
        Assert.Equal(isClear ? [30, 8] : [30, 30], run.Forks.Select(fork => fork.Rounds.Length));
    }

    private Task<Verdict> Judged(string before, string after, SizePlan sizes, string types = "") => this.pairs.JudgeAsync(before, after, sizes, types);
}

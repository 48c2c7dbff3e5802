using PerfProof.Judgement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that do the same work and make the code as it is slower, where both run in one process.</summary>
public sealed class SabotageCheatTests : IDisposable
{
    private const string Before = "public static double M(double[] a) { double s = 0; foreach (var x in a) s += System.Math.Sqrt(x * x + 1); return s; }";
    private const string Work = "double s = 0; foreach (var x in a) s += System.Math.Sqrt(x * x + 1); return s;";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Theory]
    [InlineData("a thread that spins except while the rewrite runs", "Spin.Start(); Spin.Pause = true; try { " + Work + " } finally { Spin.Pause = false; }",
        "static class Spin { public static volatile bool Pause; static int started; public static void Start() { if (System.Threading.Interlocked.Exchange(ref started, 1) == 0) for (int i = 0; i < 6; i++) new System.Threading.Thread(() => { while (true) { if (Pause) System.Threading.Thread.Sleep(0); } }) { IsBackground = true }.Start(); } }")]
    public async Task Sabotage_InASharedProcess_IsNotConfirmed(string name, string body, string types)
    {
        var verdict = await this.pairs.JudgeAsync(Before, $"public static double M(double[] a) {{ {body} }}", SizePlan.Sweep(4096, 4096), types);

        Assert.True(verdict.Kind != VerdictKind.Confirmed, $"{name}: {verdict.Kind}: {verdict.Reason}");
    }
}

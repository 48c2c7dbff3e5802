using PerfProof.Judgement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that are right when looked at and wrong, or lazy, when timed. The numbers are those of docs/verification.md.</summary>
public sealed class TimedCheatTests : IDisposable
{
    private const string Signature = "public static float[] M(float[] a) {";
    private const string Work = "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sin(a[i]); return r;";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public Task Attack22_RemembersByWhereTheInputLies() => this.IsFoundOut(
        "return Memory.Results.GetValue(a, Memory.Work);",
        $"static class Memory {{ public static readonly System.Runtime.CompilerServices.ConditionalWeakTable<float[], float[]> Results = new(); public static float[] Work(float[] a) {{ {Work} }} }}");

    [Fact]
    public Task Attack23_StaleAfterManyCalls() => this.IsFoundOut(
        $"if (++Memory.Calls > 100) return (float[])Memory.Last.Clone(); {Work.Replace("return r;", "Memory.Last = r; return r;", StringComparison.Ordinal)}",
        "static class Memory { public static int Calls; public static float[] Last; }");

    [Fact]
    public Task Attack33_LooksWhetherItIsWatched() => this.IsFoundOut(
        $"if (!new System.Diagnostics.StackTrace().ToString().Contains(\"Observe\")) return new float[a.Length]; {Work}",
        "");

    [Fact]
    public async Task Attack26_ComputesWhenItIsAsked_TakesTheTimeOfTheWork()
    {
        const string Types = """
            sealed class Lazily : System.Collections.Generic.IReadOnlyList<float>
            {
                private readonly float[] from;
                public Lazily(float[] from) => this.from = from;
                public int Count => from.Length;
                public float this[int i] => C.Hard(from[i]);
                public System.Collections.Generic.IEnumerator<float> GetEnumerator() { for (int i = 0; i < Count; i++) yield return this[i]; }
                System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
            }
            """;
        const string Hard = "public static float Hard(float x) { for (int i = 0; i < 20; i++) x = System.MathF.Sin(x); return x; }";
        const string List = "public static System.Collections.Generic.IReadOnlyList<float> M(float[] a)";

        var verdict = await this.pairs.JudgeAsync(
            $"{Hard} {List} {{ var r = new System.Collections.Generic.List<float>(); foreach (var x in a) r.Add(Hard(x)); return r; }}",
            $"{Hard} {List} => new Lazily(a);",
            SizePlan.Sweep(1024, 1024),
            Types);

        Assert.True(verdict.Kind is VerdictKind.Refuted or VerdictKind.Inconclusive, $"{verdict.Kind}: {verdict.Reason}");
        Assert.NotNull(verdict.Measured);
    }

    [Fact]
    public async Task Attack32_NothingDependsOnTheInputs_IsNotApplicable()
    {
        var verdict = await this.pairs.JudgeAsync(
            "public static int M(float[] a) { float s = 0; foreach (var x in a) s += System.MathF.Sin(x); return s > 1e9f ? 1 : 42; }",
            "public static int M(float[] a) { return 42; }",
            SizePlan.Sweep(64, 64));

        Assert.Equal(VerdictKind.NotApplicable, verdict.Kind);
        Assert.Contains("the same whatever its inputs", verdict.Reason, StringComparison.Ordinal);
    }

    private async Task IsFoundOut(string after, string types)
    {
        var verdict = await this.pairs.JudgeAsync($"{Signature} {Work} }}", $"{Signature} {after} }}", SizePlan.Sweep(1024, 1024), types);

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{verdict.Kind}: {verdict.Reason}");
        Assert.StartsWith("in a timed batch", verdict.Reason, StringComparison.Ordinal);
    }
}

using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Measurement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>Rewrites that are more than ten times faster: those that do less are believed, those that only seem to are not.</summary>
public sealed class UnexplainedSpeedTests : IDisposable
{
    private const string Slow = "public static float M(float[] a) { float s = 0; for (int k = 0; k < 400; k++) foreach (var x in a) s += x * k; return s; }";
    private const string Remembers = "public static float M(float[] a) { var h = new System.HashCode(); h.AddBytes(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(a)); return Memory.Results.GetOrAdd((a.Length, h.ToHashCode()), _ => Memory.Work(a)); }";
    private const string Memory = """
        static class Memory
        {
            public static readonly System.Collections.Concurrent.ConcurrentDictionary<(int, int), float> Results = new();
            public static float Work(float[] a) { float s = 0; for (int k = 0; k < 400; k++) foreach (var x in a) s += x * k; return s; }
        }
        """;

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Fact]
    public async Task RemembersResultsByContents_DoesAsMuchOnInputsThatItHasNotSeen()
    {
        var why = await this.WhyUnexplainedAsync(50, Slow, Remembers, Memory);

        Assert.StartsWith("50.0x at n = 512 is more than the work explains", why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AsMuchWorkAsBefore_IsNotExplained() => Assert.NotNull(await this.WhyUnexplainedAsync(11, Slow, Slow));

    [Fact]
    public async Task HidesFromTheCounters_IsNotExplained()
    {
        var why = await this.WhyUnexplainedAsync(50, Slow, "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.AggressiveOptimization)] " + Slow);

        Assert.Contains("work could not be counted: M is compiled without counters", why, StringComparison.Ordinal);
    }

    [Theory]
    // A token loop that counts a text again and again, and one that counts it once.
    [InlineData(
        200,
        "public static int M(string text) { int n = 0; for (int i = 0; i < 200; i++) n = Words(text); return n; } static int Words(string text) => text.Split(' ').Length;",
        "public static int M(string text) => Words(text); static int Words(string text) => text.Split(' ').Length;")]
    // Half arithmetic is emulated: one operator is a hundred steps.
    [InlineData(
        30,
        "public static int M(System.Half[] a) { int n = 0; var two = (System.Half)2f; foreach (var x in a) if ((x + x) / two > System.Half.Zero) n++; return n; }",
        "public static int M(System.Half[] a) { int n = 0; foreach (var x in a) { var bits = System.BitConverter.HalfToUInt16Bits(x); if (bits - 1 < 0x7C00 && bits > 0) n++; } return n; }")]
    // A text made longer bit by bit is copied each time: bytes allocated are work.
    [InlineData(
        100,
        "public static int M(string text) { var s = \"\"; foreach (var c in text) s += c; return s.Length; }",
        "public static int M(string text) { var s = new System.Text.StringBuilder(); foreach (var c in text) s.Append(c); return s.Length; }")]
    // What is made once a process is not the work of a call.
    [InlineData(
        100,
        "public static int M(int[] a) { var t = Make(); int s = 0; foreach (var x in a) s += t[x & 1023]; return s; } static int[] Make() { var t = new int[100000]; for (int i = 0; i < t.Length; i++) t[i] = i * i; return t; }",
        "static readonly int[] t = Make(); public static int M(int[] a) { int s = 0; foreach (var x in a) s += t[x & 1023]; return s; } static int[] Make() { var t = new int[100000]; for (int i = 0; i < t.Length; i++) t[i] = i * i; return t; }")]
    public async Task DoesLess_IsExplained(double ratio, string before, string after) =>
        Assert.Null(await this.WhyUnexplainedAsync(ratio, before, after));

    [Fact]
    public async Task ResultOfItsOneRunKeptForLaterCalls_IsNotExplained()
    {
        const string Sum = "double s = 0; for (int i = 1; i < 100000; i++) s += System.Math.Sqrt(i); return s;";

        Assert.NotNull(await this.WhyUnexplainedAsync(
            1000, $"public static double M() {{ {Sum} }}", $"static readonly double kept = Work(); public static double M() => kept; static double Work() {{ {Sum} }}", hasInputs: false));
    }

    /// <summary>What is said of a speedup, with the work that is really done and times that are given.</summary>
    private async Task<string?> WhyUnexplainedAsync(double ratio, string before, string after, string types = "", bool hasInputs = true)
    {
        const int Size = 512;
        var round = new Round(new(ratio * 1e-4, 0), new(1e-4, 0), new(ratio * 1e-4, 0));
        var outcome = new Outcome(new([], false), null, HasInputs: hasInputs);
        var run = new RawRun(
            [new(Size, 1, KernelHost.Lane.Normal, outcome, outcome, outcome, null)],
            [.. Enumerable.Range(0, 8).Select(_ => new ForkSamples(Size, false, 1, [.. Enumerable.Repeat(round, 5)], 0, 0))],
            [Size]);

        var counts = await new WorkCounter(MethodPairs.Quick, this.pairs.Scratch)
            .CountAsync(this.pairs.Experiment(before, after, SizePlan.Sweep(Size, Size), types), run, CancellationToken.None);

        return Explanation.Missing(Measured.From(run), counts);
    }
}

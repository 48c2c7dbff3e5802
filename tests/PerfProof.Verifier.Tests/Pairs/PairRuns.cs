using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Runs pairs for tests, with little effort.</summary>
internal static class PairRuns
{
    /// <summary>Enough to judge outputs and a large difference in speed.</summary>
    public static Effort Quick { get; } = new(8, 0.05, TimeSpan.FromSeconds(20), 2L << 30) { LockPath = null };

    /// <summary>Outputs only: nothing is timed, which takes most of the time.</summary>
    public static Effort Outputs { get; } = Quick with { MaximumForks = 0 };

    /// <summary>The only pair of a text.</summary>
    public static Task<PairResult> CompareAsync(string source) => CompareAsync(source, Quick);

    /// <summary>The only pair of a text, where only its outputs are of interest.</summary>
    public static Task<PairResult> CompareOutputsAsync(string source) => CompareAsync(source, Outputs);

    /// <summary>That outputs were compared, and agree.</summary>
    public static void OutputsAgree(PairResult pair) => Assert.Equal("it was not timed; outputs agree", pair.Verdict.Reason);

    /// <summary>That much less work is not called slower or wrong. Whether the bounds decide is up to how crowded the machine is.</summary>
    public static void IsFaster(PairResult pair) =>
        Assert.True(pair.Verdict.Kind is VerdictKind.Confirmed or VerdictKind.Inconclusive, $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");

    /// <summary>That much more work is not called faster or wrong.</summary>
    public static void IsNotFaster(PairResult pair) =>
        Assert.True(pair.Verdict.Kind is VerdictKind.Refuted or VerdictKind.Inconclusive, $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");

    private static async Task<PairResult> CompareAsync(string source, Effort effort) =>
        Assert.Single(await PairComparison.RunTextAsync(source, options => options with { Effort = effort, Host = "managed" }));

    /// <summary>A pair of two methods over an array.</summary>
    public static string Over(string before, string after, string attributes = "[Sizes(3000)]", string signature = "float[] x") => $$"""
        using PerfProof.Pairs;

        {{attributes}}
        public static class P
        {
            [Before] public static float[] B({{signature}}) { var y = new float[x.Length]; {{before}} return y; }
            [After] public static float[] A({{signature}}) { var y = new float[x.Length]; {{after}} return y; }
        }
        """;
}

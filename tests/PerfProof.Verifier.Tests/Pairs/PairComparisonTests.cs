using PerfProof.Judgement;
using PerfProof.Loading;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Pairs of methods, from their text to the verdict.</summary>
public sealed class PairComparisonTests
{
    private const string Once = "for (var i = 0; i < x.Length; i++) { y[i] = 2 * x[i]; }";
    private const string Thrice = "for (var t = 0; t < 8; t++) { for (var i = 0; i < x.Length; i++) { y[i] = 2 * x[i]; } }";

    [Fact]
    public async Task Pair_LessWork_IsFaster()
    {
        var pair = await PairRuns.CompareAsync(PairRuns.Over(Thrice, Once));

        PairRuns.IsFaster(pair);
        Assert.Equal(("P", "pair", "pair.cs", 6), (pair.Name, pair.Evidence.Rule, pair.Evidence.File, pair.Evidence.Line));
        Assert.Equal(3000, Assert.Single(pair.Evidence.Curve!.Value).N);
        Assert.NotEmpty(pair.Samples);
    }

    [Fact]
    public async Task Pair_MoreWork_IsNotFaster()
    {
        var pair = await PairRuns.CompareAsync(PairRuns.Over(Once, Thrice));

        PairRuns.IsNotFaster(pair);
    }

    [Theory]
    [InlineData("for (var i = 0; i < x.Length / 8 * 8; i++) { y[i] = 2 * x[i]; }")]
    [InlineData("for (var i = 0; i < x.Length; i++) { y[i] = 2 * MathF.Abs(x[i]); }")]
    [InlineData("for (var i = 0; i < x.Length; i++) { y[i] = (float)(Half)(2 * x[i]); }")]
    [InlineData("for (var i = 0; i < 3000; i++) { y[i] = 2 * x[i]; }")]
    [InlineData("Array.Clear(x);")]
    public async Task Pair_OtherOutputs_IsIncorrect(string after)
    {
        // At sizes that the pair does not state, and on numbers that it does not think of.
        var pair = await PairRuns.CompareAsync(PairRuns.Over(Once, after));

        Assert.True(pair.Verdict.Kind == VerdictKind.Incorrect, $"{pair.Verdict.Kind}: {pair.Verdict.Reason}");
    }

    [Fact]
    public async Task Sizes_Only_ComparesAtNoOthers()
    {
        var pair = await PairRuns.CompareOutputsAsync(PairRuns.Over(Thrice, "for (var i = 0; i < 512; i++) { y[i] = 2 * x[i]; }", "[Sizes(512, Only = true)]"));

        PairRuns.OutputsAgree(pair);
        Assert.All(pair.Evidence.Correctness!.Value, trial => Assert.Equal(512, trial.Size));
    }

    [Fact]
    public async Task Sizes_OneThatBeforeCannotTake_IsNotApplicable()
    {
        var pair = await PairRuns.CompareAsync(PairRuns.Over(
            "if (x.Length > 1000) { throw new ArgumentException(\"too long\"); } " + Once, Once, "[Sizes(500, 5000)]"));

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.Contains("too long", pair.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Parameters_AsDeclared_ReachBothSides()
    {
        // Each side fails on arguments other than those declared.
        const string Check = """
            if (x.Length != 3 * n * n + 1 || text.Length < 5 || rows != 2 * n || scale != 0.5f || isOn != true) { throw new ArgumentException("not as declared"); }
            foreach (var at in index) { if (at < 3 || at > 9) { throw new ArgumentException("index out of its range"); } }
            foreach (var part in parts) { if (!(part >= -1.5f && part <= 2)) { throw new ArgumentException("number out of its range"); } }
            for (var i = 0; i < x.Length; i++) { y[i] = x[i] + index[i % index.Length] + parts[i % parts.Length]; }
            """;
        var pair = await PairRuns.CompareOutputsAsync(PairRuns.Over(Check, Check, "[Sizes(20)]",
            "[Length(\"3*n*n + 1\")] float[] x, [Length(\"5\")] string text, int n, [Value(\"2*n\")] int rows, [Value(0.5)] float scale, [Value(true)] bool isOn, [Between(3, 9)] int[] index, [Between(-1.5, 2)] float[] parts")
            .Replace("public static float[] A([Length(\"3*n*n + 1\")] float[] x", "public static float[] A(float[] x", StringComparison.Ordinal));

        PairRuns.OutputsAgree(pair);
        // Where n is 0, there are no parts to take one of.
        Assert.All(pair.Evidence.Correctness!.Value.Where(trial => trial.Size > 0), trial => Assert.Equal("equal", trial.Outcome));
    }

    [Fact]
    public async Task Precision_Undeclared_IsIncorrectAndDeclared_IsNot()
    {
        const string InDouble = "for (var i = 0; i < x.Length; i++) { double s = x[i]; for (var t = 1; t < 60; t++) { s = Math.Sqrt(s * s + t); } y[i] = (float)s; }";
        const string InFloat = "for (var i = 0; i < x.Length; i++) { float s = x[i]; for (var t = 1; t < 60; t++) { s = MathF.Sqrt(s * s + t); } y[i] = (float)(Half)s; }";
        var source = PairRuns.Over(InDouble, InFloat, "[Sizes(200)]", "[Between(-100, 100)] float[] x");

        var undeclared = await PairRuns.CompareOutputsAsync(source);
        var declared = await PairRuns.CompareOutputsAsync(source.Replace("[After]", "[After(Precision = Precision.Half)]", StringComparison.Ordinal));

        Assert.Equal(VerdictKind.Incorrect, undeclared.Verdict.Kind);
        PairRuns.OutputsAgree(declared);
        Assert.Equal("computes in half", declared.Evidence.Experiment!.DeclaredChange);
    }

    [Fact]
    public async Task Precision_DeclaredAndStillWrong_IsIncorrect()
    {
        var pair = await PairRuns.CompareAsync(
            PairRuns.Over(Once, "for (var i = 0; i < x.Length; i++) { y[i] = 2.1f * x[i]; }").Replace("[After]", "[After(Precision = Precision.Half)]", StringComparison.Ordinal));

        Assert.Equal(VerdictKind.Incorrect, pair.Verdict.Kind);
    }

    [Fact]
    public async Task Oracle_BeforeIsTheLessExact_AfterIsNotHeldAgainstIt()
    {
        // Before loses digits by adding small numbers to a large one; after does not, and differs from before by more than the tolerance.
        const string Lossy = "float s = 1e5f; foreach (var v in x) { s += v * v; } y[0] = s - 1e5f;";
        const string Exact = "double s = 0; foreach (var v in x) { s += (double)v * v; } y[0] = (float)s;";
        var source = PairRuns.Over(Lossy, Exact);
        var withOracle = source.Replace("    [After]", "    [Oracle] public static double[] O(float[] x) { var y = new double[x.Length]; " + Exact.Replace("(float)", "", StringComparison.Ordinal) + " return y; }\n    [After]", StringComparison.Ordinal);

        Assert.Equal(VerdictKind.Incorrect, (await PairRuns.CompareOutputsAsync(source)).Verdict.Kind);
        PairRuns.OutputsAgree(await PairRuns.CompareOutputsAsync(withOracle));
    }

    [Fact]
    public async Task Effects_AreNotRun()
    {
        var pair = await PairRuns.CompareAsync(PairRuns.Over(Once, "System.IO.File.Delete(\"x\"); " + Once));

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.Contains("uses files", pair.Verdict.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_WithoutAPair_IsToldWhatToDo()
    {
        var exception = await Assert.ThrowsAsync<LoadException>(() => PairComparison.RunTextAsync("public static class P { }"));

        Assert.Contains("[Before]", exception.Message, StringComparison.Ordinal);
    }
}

using PerfProof.Judgement;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Execution;

namespace PerfProof.Verifier.Tests.Cheats;

/// <summary>
/// Rewrites that are fast because they are wrong. The numbers are those of docs/verification.md, "Attacks". Each must be
/// found out by what it produces, before anything is timed.
/// </summary>
public sealed class OutputCheatTests : IDisposable
{
    private const string Double = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; return r; }";
    private const string Copy = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i]; return r; }";
    private const string Sum = "public static float M(float[] a) { float s = 0; foreach (var x in a) s += x; return s; }";
    private const string Most = "public static float M(float[] a) { float m = a[0]; foreach (var x in a) m = System.Math.Max(m, x); return m; }";
    private const string Rectified = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = 3 * System.Math.Max(0, a[i]); return r; }";
    private const string Exponential = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Exp(a[i] / 4); return r; }";
    private const string Root = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sqrt(System.Math.Abs(a[i])); return r; }";
    private const string Scaled = "public static float[] M(float[] a) { var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = a[i] * 1e-20f; return r; }";
    private const string Mean = "public static double M(double[] a) { double s = 0; foreach (var x in a) s += x; return s / a.Length; }";

    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Theory]
    [InlineData(Double, "var r = new float[a.Length]; for (int i = 0; i + 4 <= a.Length; i += 4) for (int j = i; j < i + 4; j++) r[j] = a[j] * 2; return r;")]
    [InlineData(Double, "var r = new float[a.Length]; int n = a.Length > 40 ? a.Length & ~3 : a.Length; for (int i = 0; i < n; i++) r[i] = a[i] * 2; return r;")]
    public Task Attack01_SkipsTheTail(string before, string after) => this.IsIncorrect(before, after);

    [Fact]
    public Task Attack02_NoOpInUnclearedMemory() => this.IsIncorrect(Double, "return System.GC.AllocateUninitializedArray<float>(a.Length);");

    [Fact]
    public Task Attack03_ZerosWhereTheReferenceIsTiny() => this.IsIncorrect(Scaled, "return new float[a.Length];");

    [Fact]
    public Task Attack04_CopiesItsInput() => this.IsIncorrect(Double, "return (float[])a.Clone();");

    [Fact]
    public Task Attack05_GivesItsInputBack() => this.IsIncorrect(Copy, "return a;");

    [Fact]
    public Task Attack06_ZeroesItsInput() => this.IsIncorrect(Double, "System.Array.Clear(a); return new float[a.Length];");

    [Fact]
    public Task Attack08_PowersOfTwoOnly() => this.IsIncorrect(Sum, "if ((a.Length & (a.Length - 1)) != 0) return 0; float s = 0; foreach (var x in a) s += x; return s;");

    [Theory]
    [InlineData(Most, "for (int i = 1; i < a.Length; i++) if (a[i] < a[i - 1]) { float m = a[0]; foreach (var x in a) m = System.Math.Max(m, x); return m; } return a[0];")]
    [InlineData(Sum, "int zeros = 0; foreach (var x in a) if (x == 0) zeros++; if (zeros * 2 > a.Length) return 0; float s = 0; foreach (var x in a) s += x; return s;")]
    public Task Attack09_WrongOnSortedOrSparse(string before, string after) => this.IsIncorrect(before, after);

    [Fact]
    public Task Attack10_DropsTheRectifier() => this.IsIncorrect(Rectified, "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = 3 * a[i]; return r;");

    [Fact]
    public Task Attack11_HalfAccumulator() => this.IsIncorrect(Sum, "System.Half s = default; foreach (var x in a) s += (System.Half)x; return (float)s;");

    [Fact]
    public Task Attack12_UndeclaredFloatForDouble() => this.IsIncorrect(Mean, "float s = 0; foreach (var x in a) s += (float)x; return s / a.Length;");

    [Fact]
    public Task Attack13_CrudeExponential() => this.IsIncorrect(Exponential, "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) { var y = 1 + a[i] / 4096; for (int k = 0; k < 10; k++) y *= y; r[i] = y; } return r;");

    [Fact]
    public Task Attack14_SwallowsNaN() => this.IsIncorrect(Most, "float m = a[0]; foreach (var x in a) if (x > m) m = x; return m;");

    [Fact]
    public Task Attack15_MakesNaN() => this.IsIncorrect(Root, "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.MathF.Sqrt(a[i]); return r;");

    [Fact]
    public Task Attack16_FlushesDenormals() => this.IsIncorrect(Double, "var r = new float[a.Length]; for (int i = 0; i < a.Length; i++) r[i] = System.Math.Abs(a[i]) < 1e-37f ? 0 : a[i] * 2; return r;");

    [Fact]
    public Task Attack21_AddsUpWithoutClearing() => this.IsIncorrect(Sum, "foreach (var x in a) Kept.Value += x; return Kept.Value;", "static class Kept { public static float Value; }");

    [Fact]
    public Task Attack25_WorksOnAfterItReturned() => this.IsIncorrect(Double, "var r = new float[a.Length]; System.Threading.Tasks.Task.Run(async () => { await System.Threading.Tasks.Task.Delay(1); for (int i = 0; i < a.Length; i++) r[i] = a[i] * 2; }); return r;");

    private async Task IsIncorrect(string before, string after, string types = "")
    {
        var signature = before[..(before.IndexOf('{', StringComparison.Ordinal) + 1)];

        var verdict = await this.pairs.JudgeAsync(before, $"{signature} {after} }}", SizePlan.Sweep(64, 1024), types);

        Assert.True(verdict.Kind == VerdictKind.Incorrect, $"{verdict.Kind}: {verdict.Reason}");
        Assert.StartsWith("outputs differ", verdict.Reason, StringComparison.Ordinal);
    }
}

using PerfProof.Judgement;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary>Pairs that are not declared right: what is said, and where.</summary>
public sealed class PairProblemTests
{
    private const string Body = "{ return x; }";

    [Theory]
    [InlineData("[Before] public static float[] B(float[] x) { return x; }", "P has no method marked [After]", 4, 36)]
    [InlineData("[After] public static float[] A(float[] x) { return x; }", "P has no method marked [Before]", 2, 21)]
    [InlineData("[Before] public float[] B(float[] x) => x; [After] public static float[] A(float[] x) => x;", "B must be a static method", 4, 29)]
    [InlineData("[Before] public static T[] B<T>(T[] x) => x; [After] public static T[] A<T>(T[] x) => x;", "B must be a static method, not generic", 4, 32)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [Before] public static float[] C(float[] x) => x; [After] public static float[] A(float[] x) => x;", "2 methods marked [Before]", 4, 86)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static float[] A(float[] y) => y;", "A takes 'float[] y' where B takes 'float[] x'", 4, 95)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static float[] A(double[] x) => null;", "A takes 'double[] x' where B takes 'float[] x'", 4, 96)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static float[] A() => null;", "A has 0 parameters and B has 1", 4, 85)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static double A(float[] x) => 0;", "A returns double and B returns float[]", 4, 84)]
    [InlineData("[Before] public static float[] B([Length(\"n/2\")] float[] x) => x; [After] public static float[] A(float[] x) => x;", "'n/2' is no length", 4, 39)]
    [InlineData("[Before] public static float[] B(float[] x, [Length(\"n\")] int k) => x; [After] public static float[] A(float[] x, int k) => x;", "k has no length", 4, 50)]
    [InlineData("[Before] public static float[] B(float[] x, [Value(\"many\")] int k) => x; [After] public static float[] A(float[] x, int k) => x;", "'many' is no whole number", 4, 50)]
    [InlineData("[Before] public static float[] B([Between(2, 1)] float[] x) => x; [After] public static float[] A(float[] x) => x;", "[Between] takes the smallest number", 4, 39)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static float[] A([Length(\"2*n\")] float[] x) => x;", "what is declared of x counts on the method marked [Before]", 4, 111)]
    [InlineData("[Before] public static float[] B(float[] x) => x; [After] public static float[] A(float[] x) => z;", "CS0103 The name 'z' does not exist", 4, 101)]
    public async Task Declaration_Wrong_SaysWhatAndWhere(string members, string message, int line, int column)
    {
        var source = $"using PerfProof.Pairs;\npublic static class P\n{{\n    {members}\n}}\n";
        if (members.Contains("public float", StringComparison.Ordinal))
        {
            source = source.Replace("public static class", "public class", StringComparison.Ordinal);
        }

        var pair = await PairRuns.CompareAsync(source);

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        var problem = pair.Problems[0];
        Assert.Contains(message, problem.ToString(), StringComparison.Ordinal);
        Assert.Equal(("pair.cs", line, column), (problem.File, problem.Line, problem.Column));
        Assert.Contains(problem.ToString(), pair.Verdict.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[Sizes]", "[Sizes] takes one or more sizes")]
    [InlineData("[Sizes(100, 0)]", "each at least 1")]
    [InlineData("[SizeRange(0, 5)]", "[SizeRange] takes the smallest size")]
    [InlineData("[SizeRange(50, 5)]", "[SizeRange] takes the smallest size")]
    [InlineData("[Sizes(5), SizeRange(1, 5)]", "not both")]
    [InlineData("[Sizes(many)]", "CS0103")]
    public async Task Sizes_Wrong_SayWhat(string attributes, string message)
    {
        var pair = await PairRuns.CompareAsync(PairRuns.Over(Body, Body, attributes));

        Assert.Equal(VerdictKind.NotApplicable, pair.Verdict.Kind);
        Assert.Contains(message, pair.Verdict.Reason, StringComparison.Ordinal);
    }
}

using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;
using PerfProof.Verifier.Tests.Pairs;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>Sums that are kept in half: in another order they are off by far more than half holds, and right all the same; what is wrong must still show.</summary>
public sealed class HalfSumTests
{
    [Theory]
    [InlineData(100, 200)]
    [InlineData(3000, 40)]
    public void SumInAnotherOrder_IsAsFarFromTheTruthAsItself(int count, int runs)
    {
        var all = Runs(count, runs).ToList();

        Assert.Contains(all, x => Differs(x, Backwards, isTold: false));
        Assert.DoesNotContain(all, x => Differs(x, Backwards, isTold: true));
        Assert.DoesNotContain(all, x => Differs(x, InFloat, isTold: true));
    }

    [Fact]
    public void SumThatIsWrong_IsFound()
    {
        Assert.InRange(Runs(7, 100).Count(x => Differs(x, terms => Forwards(terms[1..]), isTold: true)), 90, 100);
        Assert.InRange(Runs(100, 100).Count(x => Differs(x, terms => Forwards(terms[1..]), isTold: true)), 50, 100);
        Assert.InRange(Runs(100, 100).Count(x => Differs(x, terms => (Half)(1.1f * (float)Forwards(terms)), isTold: true)), 50, 100);
        Assert.InRange(Runs(100, 100).Count(x => Differs(x, _ => (Half)0, isTold: true)), 90, 100);
    }

    [Theory]
    [InlineData("var sum = (Half)0; for (var i = x.Length - 1; i >= 0; i--) { sum += x[i]; } return sum;", "agree")]
    [InlineData("var sum = (Half)0; for (var i = x.Length - 1; i > 0; i--) { sum += x[i]; } return sum;", "outputs differ")]
    public async Task Pair_ThatSumsInHalf_IsHeldAgainstTheTruth(string after, string says)
    {
        var pair = await PairRuns.CompareOutputsAsync($$"""
            using PerfProof.Pairs;

            [Sizes(100, 3000)]
            public static class P
            {
                [Before]
                public static Half B(Half[] x)
                {
                    var sum = (Half)0;
                    foreach (var value in x)
                    {
                        sum += value;
                    }

                    return sum;
                }

                [After] public static Half A(Half[] x) { {{after}} }
            }
            """);

        Assert.Contains(says, pair.Verdict.Reason, StringComparison.Ordinal);
    }

    // Beside the truth: what the code as it is loses on other inputs.
    private static bool Differs(Half[] x, Func<Half[], Half> after, bool isTold)
    {
        var others = Runs(x.Length, 8, first: 1000 + Array.IndexOf(x, x.Max())).ToList();
        var vicinity = !isTold ? null : new Vicinity(2e-3 / 4, Of(Forwards(x)), [], [.. others.Select(other => Of(Forwards(other)))]) { Truths = [.. others.Select(Truth)] };
        return Comparison.Difference(Of(Forwards(x)), Of(after(x)), isTold ? Truth(x) : null, Tolerance.Exacting, vicinity) is not null;
    }

    private static IEnumerable<Half[]> Runs(int count, int runs, int first = 0) => Enumerable.Range(first, runs).Select(seed =>
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => (Half)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()))).ToArray();
    });

    private static Observation Of(Half value) => new([new("return", LeafKind.Half, [(double)value], null)], false);

    private static Observation Truth(Half[] x) => new([new("return", LeafKind.Double, [x.Sum(value => (double)value)], null)], false);

    private static Half InFloat(Half[] x) => (Half)x.Sum(value => (float)value);

    private static Half Forwards(Half[] x) => x.Aggregate((Half)0, (sum, value) => sum + value);

    private static Half Backwards(Half[] x) => Forwards([.. x.Reverse()]);
}

using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>Results that come out at nearly nothing, where another order of the same terms is far off: right rewrites must pass, wrong ones must not.</summary>
public sealed class RoundingTests
{
    private const double By = 1e-5 / 4;

    // Two scalars that are off by no more than their own tolerance say nothing about this.
    [Theory]
    [InlineData(100, 2000)]
    [InlineData(10_000, 300)]
    public void SumInAnotherOrder_PassesWhereTheTermsCancel(int count, int runs)
    {
        var apart = Runs(count, runs).Where(x => Differs(x, Forwards, Backwards, around: false)).ToList();

        Assert.NotEmpty(apart);
        Assert.DoesNotContain(apart, x => Differs(x, Forwards, Backwards, around: true));
        Assert.DoesNotContain(apart, x => Differs(x, Forwards, EightAtATime, around: true));
        Assert.DoesNotContain(apart, x => Differs(x, EightAtATime, Forwards, around: true));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(10_000)]
    public void SumThatIsWrong_IsFoundWhateverIsAround(int count)
    {
        var all = Runs(count, 100).ToList();

        // Each differs by what a sum of so many terms is: a term left out, a scale that is off by a thousandth, an accumulator of half precision.
        Assert.InRange(all.Count(x => Differs(x, Forwards, terms => Forwards(terms[1..]), around: true)), 95, 100);
        Assert.InRange(all.Count(x => Differs(x, Forwards, terms => Forwards(terms) * 1.001f, around: true)), 75, 100);
        Assert.InRange(all.Count(x => Differs(x, Forwards, InHalf, around: true)), 95, 100);
        Assert.All(all, x => Assert.True(Differs(x, Forwards, _ => 0, around: true) || Math.Abs(Forwards(x)) < 1e-3));
    }

    [Fact]
    public void CodeThatIsErratic_MayNotBeAnything()
    {
        // After so many turns nothing is left of where it began: what it makes of inputs that are all but the same is anything.
        static float Erratic(float[] x)
        {
            var value = Math.Abs(x[0]) % 1;
            for (var i = 0; i < 60; i++)
            {
                value = 3.99f * value * (1 - value);
            }

            return value;
        }

        Assert.InRange(Runs(1, 100).Count(x => Differs(x, Erratic, terms => Erratic([terms[0] + 0.1f]), around: true)), 95, 100);
    }

    [Fact]
    public void ProductOfWhatItIsGiven_GainsNothing()
    {
        // Well conditioned: the tolerance is as it was.
        static float Product(float[] x) => 3 * x[0];

        Assert.All(Runs(1, 100), x => Assert.True(Differs(x, Product, terms => Product(terms) * (1 + 2.5e-5f), around: true)));
    }

    [Fact]
    public void NothingAround_LeavesTheTolerance()
    {
        var reference = new Leaf("return", LeafKind.Single, [1], null);
        var here = new Observation([reference], false);

        Assert.Empty(Rounding.Allowed(null, reference, 1e-5));
        Assert.Empty(Rounding.Allowed(new(By, here, [here, here], [here]), reference, 1e-5));
        Assert.Empty(Rounding.Allowed(new(By, here, [here, here, here], []), reference, 1e-5));
        Assert.Empty(Rounding.Allowed(new(By, new([reference with { Numbers = [1, 2] }], false), [here, here, here], [here]), reference, 1e-5));
        Assert.Equal([0.0], Rounding.Allowed(new(By, here, [here, here, here], [here]), reference, 1e-5));
    }

    private static bool Differs(float[] x, Func<float[], float> before, Func<float[], float> after, bool around)
    {
        var random = new Random(x.Length + (int)(x[0] * 1000));
        var vicinity = !around ? null : new Vicinity(
            By,
            Of(before(x)),
            [.. Enumerable.Range(0, 8).Select(_ => Of(before(Array.ConvertAll(x, value => (float)(value * (1 + (By * Math.Sqrt(3) * ((2 * random.NextDouble()) - 1))))))))],
            [.. Enumerable.Range(0, 3).Select(_ => Of(before(Normal(random, x.Length))))]);
        return Comparison.Difference(Of(before(x)), Of(after(x)), null, Tolerance.Exacting, vicinity) is not null;
    }

    private static IEnumerable<float[]> Runs(int count, int runs) => Enumerable.Range(0, runs).Select(seed => Normal(new Random(seed), count));

    private static float[] Normal(Random random, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    private static Observation Of(float value) => new([new("return", LeafKind.Single, [value], null)], false);

    private static float Forwards(float[] x)
    {
        var sum = 0f;
        foreach (var value in x)
        {
            sum += value;
        }

        return sum;
    }

    private static float Backwards(float[] x)
    {
        var sum = 0f;
        for (var i = x.Length - 1; i >= 0; i--)
        {
            sum += x[i];
        }

        return sum;
    }

    private static float EightAtATime(float[] x)
    {
        var sums = new float[8];
        for (var i = 0; i < x.Length; i++)
        {
            sums[i % 8] += x[i];
        }

        return Forwards(sums);
    }

    private static float InHalf(float[] x)
    {
        var sum = (Half)0;
        foreach (var value in x)
        {
            sum += (Half)value;
        }

        return (float)sum;
    }
}

using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Judgement;

/// <summary>What several fixes save alone and together, and what is said where that does not add up.</summary>
public sealed class SavedSharesTests
{
    [Fact]
    public void Explanation_SharesThatAddUp_Agrees()
    {
        var shares = new SavedShares([Single("a", 0.28, 0.3, 0.32), Single("b", 0.18, 0.2, 0.22)], new(0.48, 0.51, 0.53), []);

        Assert.True(shares.Agrees);
        Assert.Equal(
            "together they save 51.0% (48.0 to 53.0) of its time, alone 30.0% (28.0 to 32.0) + 20.0% (18.0 to 22.0) = 50.0% (46.0 to 54.0): the sum agrees with the whole within these intervals",
            shares.Explanation);
    }

    [Fact]
    public void Explanation_SameCallsSavedTwice_SaysWhichCalls()
    {
        var shares = new SavedShares(
            [Single("a", 0.48, 0.5, 0.52, new CallCount("count-tokens", 1000, 100)), Single("b", 0.48, 0.5, 0.52, new CallCount("count-tokens", 1000, 200))],
            new(0.53, 0.55, 0.57),
            [new("embed-one", 8, 8), new("count-tokens", 1000, 50)]);

        Assert.False(shares.Agrees);
        Assert.EndsWith("they act on each other, since they save the same calls: 1,700 count-tokens calls alone, and 950 of 1,000 together", shares.Explanation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0.3, "no calls that are counted are saved twice")]
    [InlineData(0.9, "one takes away what keeps another from saving more, such as memory that both use")]
    public void Explanation_NothingCounted_SaysWhatThatLeaves(double all, string why)
    {
        var shares = new SavedShares([Single("a", 0.28, 0.3, 0.32), Single("b", 0.18, 0.2, 0.22)], new(all - 0.01, all, all + 0.01), []);

        Assert.False(shares.Agrees);
        Assert.EndsWith(why, shares.Explanation, StringComparison.Ordinal);
    }

    private static SingleFix Single(string id, double lower, double estimate, double upper, params CallCount[] calls) => new(id, new(lower, estimate, upper), [.. calls]);
}

using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Execution;

/// <summary>On which inputs outputs are compared. They are drawn at random: what must hold, holds for each of many draws.</summary>
public sealed class TrialInputsTests : IDisposable
{
    private const int Draws = 50;
    private readonly MethodPairs pairs = new();

    public void Dispose() => this.pairs.Dispose();

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.5)]
    [InlineData(8)]
    public void EveryDistributionIsTried_HoweverSlowTheCodeIsAtTheSizesThatAreTimed(double seconds)
    {
        var experiment = this.Experiment(SizePlan.Sweep(1024, 1024));
        for (var draw = 0; draw < Draws; draw++)
        {
            var inputs = TrialInputs.For(experiment, [new(1024, seconds, false)]);

            // Where there is room for it to show.
            Assert.Equal(Enum.GetValues<Lane>().Order(), inputs.Where(input => input.Size >= 33).Select(input => input.Lane).Distinct().Order());
        }
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(8)]
    public void CodeThatIsSlowAtItsOnlySize_IsNotRunForMinutes(double seconds)
    {
        var experiment = this.Experiment(new([1024], IsStated: true));
        for (var draw = 0; draw < Draws; draw++)
        {
            var inputs = TrialInputs.For(experiment, [new(1024, seconds, false)]);

            Assert.InRange(inputs.Count * seconds, 0, 2 * (3 + seconds));
            Assert.Contains(inputs, input => input.Lane != Lane.Normal);
        }
    }

    private Experiment Experiment(SizePlan sizes)
    {
        const string Method = "public static int M(int[] a) => a.Length;";
        return this.pairs.Experiment(Method, Method, sizes, "");
    }
}

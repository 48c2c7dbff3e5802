using System.Collections.Immutable;
using PerfProof.Execution;

namespace PerfProof.Measurement;

/// <summary>What the times at one size say. Ratios are before over after: above one is faster.</summary>
/// <param name="Size">Size of the inputs.</param>
/// <param name="Lower">Lower bound of the ratio, widened by what noise alone did.</param>
/// <param name="Estimate">Its estimate.</param>
/// <param name="Upper">Upper bound, widened likewise.</param>
/// <param name="Noise">Ratio of the code against itself, as far from one as it came out (at least 1).</param>
/// <param name="Tiered">Estimate under the default tiered JIT alone; null when no such process ran.</param>
/// <param name="Forks">Processes that measured it.</param>
/// <param name="SecondsBefore">Median time of a call as it is.</param>
/// <param name="SecondsAfter">Median time of a call as it should be.</param>
/// <param name="BytesBefore">Median of managed bytes allocated per call as it is.</param>
/// <param name="BytesAfter">The same after.</param>
/// <param name="OverruledShare">Share of the times in which the parent's clock overruled the child's.</param>
public sealed record SizeResult(
    int Size,
    double Lower,
    double Estimate,
    double Upper,
    double Noise,
    double? Tiered,
    int Forks,
    double SecondsBefore,
    double SecondsAfter,
    double BytesBefore,
    double BytesAfter,
    double OverruledShare);

/// <summary>What the times of an experiment say, size by size.</summary>
public sealed record Measured(ImmutableArray<SizeResult> Sizes)
{
    /// <summary>Risk that one bound is wrong, at one look.</summary>
    public const double Risk = 0.005;

    /// <summary>Works on the times of a run; sizes that were not timed are absent.</summary>
    public static Measured From(RawRun run) => new(
        [.. run.Forks.GroupBy(fork => fork.Size).OrderBy(group => group.Key).Select(group => Size(group.Key, [.. group]))]);

    private static SizeResult Size(int size, ForkSamples[] forks)
    {
        var ratios = Array.ConvertAll(forks, fork => Estimate(fork, round => round.Before, round => round.After));
        // In the rounds the legs run in random order, so that what the machine does meanwhile hits all alike;
        // what is left shows here, and no bound may be narrower than it.
        var self = Statistics.HodgesLehmann(Array.ConvertAll(forks, fork => Estimate(fork, round => round.Before, round => round.BeforeAgain)));
        var noise = Math.Abs(self);
        var (lower, upper) = Statistics.SignedRankBounds(ratios, Risk);
        var tiered = forks.Zip(ratios).Where(pair => pair.First.Tiered).Select(pair => pair.Second).ToArray();
        var rounds = forks.SelectMany(fork => fork.Rounds).ToList();
        return new(
            size,
            Math.Exp(lower - noise),
            Math.Exp(Statistics.HodgesLehmann(ratios)),
            Math.Exp(upper + noise),
            Math.Exp(noise),
            tiered.Length > 0 ? Math.Exp(Statistics.HodgesLehmann(tiered)) : null,
            forks.Length,
            Median(rounds.Select(round => round.Before)),
            Median(rounds.Select(round => round.After)),
            Median(forks.Select(fork => fork.BytesBefore)),
            Median(forks.Select(fork => fork.BytesAfter)),
            rounds.Sum(round => round.Overruled) / (3.0 * rounds.Count));
    }

    private static double Estimate(ForkSamples fork, Func<Round, double> numerator, Func<Round, double> denominator) =>
        Statistics.HodgesLehmann([.. fork.Rounds.Select(round => Math.Log(numerator(round) / denominator(round)))]);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}

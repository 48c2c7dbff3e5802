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
/// <param name="OverruledShare">Share of the legs in which the parent's clock had to overrule the child's.</param>
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
    double OverruledShare)
{
    /// <summary>Estimate where each side had a process of its own; null when no such processes ran.</summary>
    public double? Apart { get; init; }

    /// <summary>Seconds by which making the object that the method is called on takes longer after; 0 where it does not, or takes no inputs.</summary>
    public double MovedToSetup { get; init; }

    /// <summary>Seconds by which a result takes longer to read after; 0 where it does not.</summary>
    public double LeftInResults { get; init; }

    /// <summary>The lower bound from processes that both sides shared; <see cref="Lower"/> is that or <see cref="Apart"/>, whichever is less.</summary>
    public double Together { get; init; }
}

/// <summary>What the times of an experiment say, size by size.</summary>
public sealed record Measured(ImmutableArray<SizeResult> Sizes)
{
    /// <summary>Risk that one bound is wrong, at one look.</summary>
    public const double Risk = 0.005;

    /// <summary>Works on the times of a run; sizes that were not timed are absent.</summary>
    public static Measured From(RawRun run) => new(
        [.. run.Forks.GroupBy(fork => fork.Size).OrderBy(group => group.Key).Select(group => Size(group.Key, Looked([.. group.Where(fork => !fork.IsApart)]), [.. group.Where(fork => fork.IsApart)]))]);

    // A run that was stopped between two looks is judged at the earlier one: each further look would cost confidence.
    private static ForkSamples[] Looked(ForkSamples[] forks) =>
        ExperimentRunner.Looks.LastOrDefault(look => look <= forks.Length) is var look and > 0 ? forks[..look] : forks;

    private static SizeResult Size(int size, ForkSamples[] forks, ForkSamples[] apart)
    {
        var times = Array.ConvertAll(forks, fork => new ForkTimes(fork));
        var ratios = Array.ConvertAll(times, fork => Estimate(fork.Before, fork.After));
        // In the rounds the legs run in random order, so that what the machine does meanwhile hits all alike;
        // what is left shows here, and no bound may be narrower than it.
        var noise = Math.Abs(Statistics.HodgesLehmann(Array.ConvertAll(times, fork => Estimate(fork.Before, fork.BeforeAgain))));
        var (lower, upper) = Statistics.SignedRankBounds(ratios, Risk);
        var tiered = forks.Zip(ratios).Where(pair => pair.First.Tiered).Select(pair => pair.Second).ToArray();
        // Of what the child claims, the parent's clock must see at least half; otherwise what it sees counts.
        var seen = Statistics.HodgesLehmann([.. forks.Zip(times, SeenByParent)]);
        var together = Math.Exp(seen < (lower - noise) / 2 ? seen : lower - noise);
        double? alone = apart.Length > 0 ? Math.Exp(Alone(apart)) : null;
        return new(
            size,
            Math.Min(together, alone is { } own ? own * Math.Exp(-Doubt(apart)) : together),
            Math.Exp(Statistics.HodgesLehmann(ratios)),
            Math.Exp(upper + noise),
            Math.Exp(noise),
            tiered.Length > 0 ? Math.Exp(Statistics.HodgesLehmann(tiered)) : null,
            forks.Length,
            Median(times.SelectMany(fork => fork.Before)),
            Median(times.SelectMany(fork => fork.After)),
            Median(forks.Select(fork => fork.BytesBefore)),
            Median(forks.Select(fork => fork.BytesAfter)),
            times.Sum(fork => fork.Overruled) / (3.0 * forks.Length))
        {
            Apart = alone,
            MovedToSetup = apart.Length > 0 ? Math.Max(0, apart.Min(fork => fork.MovedToSetup)) : 0,
            LeftInResults = apart.Length > 0 ? Math.Max(0, apart.Min(fork => fork.LeftInResults)) : 0,
            Together = together,
        };
    }

    private static double Alone(ForkSamples[] apart)
    {
        var lingering = Lingering(apart);
        return Statistics.HodgesLehmann([.. apart.Select(fork => new ForkTimes(fork, lingering)).Select(own => Estimate(own.Before, own.After))]);
    }

    /// <summary>
    /// Seconds of processor time a batch that the rewrite takes between its answers, beyond what the code as it is takes: a thread that it
    /// leaves working, work that goes on after it returned. How far a process has gone to sleep when its clock is read differs
    /// from process to process by 0.1 to 0.3 ms, a tenth of a batch: what the code against itself shows of that is not charged, at two standard errors.
    /// </summary>
    private static double Lingering(ForkSamples[] apart)
    {
        const double StandardErrors = 2;
        // Half of the variance between two processes is that of one; the mean of two legs adds half of it again.
        const double Variances = 0.75;
        var excess = apart.Average(fork => Middle(fork, round => round.After.Lingering - ((round.Before.Lingering + round.BeforeAgain.Lingering) / 2)));
        var variance = Variances * apart.Average(fork => Math.Pow(Middle(fork, round => round.Before.Lingering - round.BeforeAgain.Lingering), 2));
        return Math.Max(0, excess - (StandardErrors * Math.Sqrt(variance / apart.Length)));

        static double Middle(ForkSamples fork, Func<Round, double> seconds) => Median(fork.Rounds.Select(seconds));
    }

    /// <summary>
    /// How far off the estimate of processes apart may be, in logarithms: a one-sided bound at 5%. They are few, so that
    /// their scatter is that of the code against itself in as many processes, and never below what was measured of many.
    /// </summary>
    private static double Doubt(ForkSamples[] apart)
    {
        const double LeastScatter = 0.02;
        const double Quantile = 1.645;
        var same = Array.ConvertAll(apart, fork => new ForkTimes(fork)).Select(own => Estimate(own.Before, own.BeforeAgain));
        return Quantile * Math.Max(LeastScatter, Math.Sqrt(same.Sum(ratio => ratio * ratio) / apart.Length)) / Math.Sqrt(apart.Length);
    }

    /// <summary>
    /// The logarithm of the ratio by what the parent's clock saw saved. What the pipe takes is in both of its times, and falls out of
    /// their difference; no share of the rounds in which work is hidden from the child's clock changes it.
    /// </summary>
    private static double SeenByParent(ForkSamples fork, ForkTimes times)
    {
        var before = Median(fork.Rounds.Zip(times.Before, (round, seconds) => seconds * round.Before.Calls));
        var saved = Statistics.HodgesLehmann([.. fork.Rounds.Select(round => Whole(round.Before) - Whole(round.After))]);
        // More than nearly all of it cannot have been saved.
        return -Math.Log(Math.Max(1e-3, 1 - (saved / before)));

        static double Whole(Sample sample) => (sample.Seconds * sample.Calls) + sample.Unexplained;
    }

    /// <summary>
    /// The times of a process that count. The child's clock is finer; the parent's cannot be tampered with. A loaded machine
    /// delays some answers, but not most: a leg whose better quarter already takes longer than the child admits is
    /// taken by the parent's clock.
    /// </summary>
    private sealed class ForkTimes
    {
        // What the pipe and a busy scheduler may cost a batch: seconds, and a share of the batch.
        private const double Allowance = 0.002;
        private const double AllowedShare = 0.25;

        public ForkTimes(ForkSamples fork, double lingering = 0)
        {
            this.Before = this.Times(fork, round => round.Before);
            this.After = this.Times(fork, round => round.After, Hidden(fork) + lingering);
            this.BeforeAgain = this.Times(fork, round => round.BeforeAgain);
        }

        public double[] Before { get; }

        public double[] After { get; }

        public double[] BeforeAgain { get; }

        public int Overruled { get; private set; }

        private double[] Times(ForkSamples fork, Func<Round, Sample> leg, double hidden = 0)
        {
            // The child's window lies inside the parent's: what it claims beyond that did not happen.
            var samples = fork.Rounds.Select(leg)
                .Select(sample => sample.Unexplained < 0 ? sample with { Seconds = sample.Seconds + (sample.Unexplained / sample.Calls), Unexplained = 0 } : sample)
                .ToArray();
            var excess = samples
                .Select(sample => sample.Unexplained - Allowance - (AllowedShare * sample.Seconds * sample.Calls))
                .Order()
                .ElementAt(samples.Length / 4);
            if (excess <= 0)
            {
                return Array.ConvertAll(samples, sample => sample.Seconds + (hidden / sample.Calls));
            }

            this.Overruled++;
            return Array.ConvertAll(samples, sample => sample.Seconds + (sample.Unexplained / sample.Calls));
        }

        /// <summary>
        /// Seconds a batch that the rewrite takes by the parent's clock and does not admit to, beyond what the pipe and the
        /// scheduler take from the code as it is in the same rounds; what at least three rounds in four show.
        /// </summary>
        private static double Hidden(ForkSamples fork)
        {
            var excess = fork.Rounds
                .Select(round => round.After.Unexplained - ((Math.Max(0, round.Before.Unexplained) + Math.Max(0, round.BeforeAgain.Unexplained)) / 2))
                .Order()
                .ElementAt(fork.Rounds.Length / 4);
            return Math.Max(0, excess);
        }
    }

    private static double Estimate(double[] numerator, double[] denominator) =>
        Statistics.HodgesLehmann([.. numerator.Zip(denominator, (before, after) => Math.Log(before / after))]);

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length == 0 ? 0 : sorted[sorted.Length / 2];
    }
}

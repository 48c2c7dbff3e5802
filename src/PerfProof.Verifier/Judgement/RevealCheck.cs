using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Compares what both sides produced in calls that were timed, in processes of their own, on inputs that no process had seen.</summary>
internal static class RevealCheck
{
    // How much further apart than in clean processes both sides may be where the truth of an input is not known.
    private const double AllowedScatter = 4;

    /// <summary>What differs, by the size of its inputs.</summary>
    /// <param name="experiment">How outputs are compared.</param>
    /// <param name="run">What was produced.</param>
    public static IEnumerable<(int Size, OutputDifference Difference)> Differences(Experiment experiment, RawRun run)
    {
        // Code that depends on the calls before it has no outputs to compare; seen apart, where no rewrite can bring that about.
        var withHistory = run.Rechecks.Where(recheck => recheck.IsApart && TrialCheck.HasHistory(experiment, run, recheck)).Select(recheck => recheck.Size).ToHashSet();
        // Results of the code as it is that share objects may have been written over by later calls; the rewrite has no such excuse.
        return run.Reveals
            .Where(reveal => !withHistory.Contains(reveal.Size) && !reveal.Before.IsTruncated && !reveal.BeforeAgain.IsTruncated)
            .Where(reveal => Comparison.Difference(reveal.Before, reveal.BeforeAgain, null, experiment.Tolerance) is null)
            .Select(reveal => (reveal.Size, Difference: Comparison.Difference(reveal.Before, reveal.After with { IsTruncated = false }, null, Tolerance(experiment, run, reveal.Size))))
            .Where(pair => pair.Difference is not null)
            .Select(pair => (pair.Size, pair.Difference!));
    }

    /// <summary>How close both must be: where a change of precision is declared, the sides differ by what the less exact one is off; how much that is, clean processes told.</summary>
    private static Tolerance Tolerance(Experiment experiment, RawRun run, int size) => experiment.Oracle is null
        ? experiment.Tolerance
        : experiment.Tolerance.AtLeast(AllowedScatter * run.Trials
            .Where(trial => trial.Size == size && trial.Lane == Lane.Normal && trial is { Before.Observation: not null, After.Observation: not null })
            .Select(trial => Comparison.Scatter(trial.Before.Observation!, trial.After.Observation!))
            .DefaultIfEmpty(0)
            .Max());
}

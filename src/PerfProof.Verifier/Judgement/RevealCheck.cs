using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Compares what both sides produced in calls that were timed, in processes of their own, on inputs that no process had seen.</summary>
internal static class RevealCheck
{
    // Among so many draws some result is nearly zero, where a sum in another order is far off; one who is wrong when nobody looks is so as a rule.
    private const double LeastShare = 0.5;
    private const int LeastCount = 2;

    /// <summary>What differs, by the size of its inputs; nothing where a truth in float64 is what counts, since that of these inputs is not known.</summary>
    /// <param name="experiment">How outputs are compared.</param>
    /// <param name="run">What was produced.</param>
    public static IEnumerable<(int Size, OutputDifference Difference)> Differences(Experiment experiment, RawRun run)
    {
        if (experiment.Oracle is not null || experiment.DeclaredChange is not null)
        {
            return [];
        }

        // Code that depends on the calls before it has no outputs to compare; seen apart, where no rewrite can bring that about.
        var withHistory = run.Rechecks.Where(recheck => recheck.IsApart && TrialCheck.HasHistory(experiment, run, recheck)).Select(recheck => recheck.Size).ToHashSet();
        // Results of the code as it is that share objects may have been written over by later calls; the rewrite has no such excuse.
        return run.Reveals
            .Where(reveal => !withHistory.Contains(reveal.Size) && !reveal.Before.IsTruncated && !reveal.BeforeAgain.IsTruncated)
            .Where(reveal => Comparison.Difference(reveal.Before, reveal.BeforeAgain, null, experiment.Tolerance) is null)
            .Select(reveal => (reveal.Size, Difference: Comparison.Difference(reveal.Before, reveal.After with { IsTruncated = false }, null, experiment.Tolerance)))
            .GroupBy(pair => pair.Size)
            .Where(size => size.Count(pair => pair.Difference is not null) is var wrong && wrong >= LeastCount && wrong >= LeastShare * size.Count())
            .SelectMany(size => size)
            .Where(pair => pair.Difference is not null)
            .Select(pair => (pair.Size, pair.Difference!));
    }
}

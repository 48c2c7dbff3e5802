using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Compares what both sides produced in calls that were timed, in processes of their own, on inputs that no process had seen.</summary>
internal static class RevealCheck
{
    // There are hundreds of draws: of numbers that need not be the same, one alone may be the bad luck of its rounding.
    private const int LeastCount = 2;

    /// <summary>What differs, by the size of its inputs.</summary>
    /// <param name="experiment">How outputs are compared.</param>
    /// <param name="run">What was produced.</param>
    public static IEnumerable<(int Size, OutputDifference Difference)> Differences(Experiment experiment, RawRun run)
    {
        // Code that depends on the calls before it has no outputs to compare; seen apart, where no rewrite can bring that about.
        var withHistory = run.Rechecks.Where(recheck => recheck.IsApart && TrialCheck.HasHistory(experiment, run, recheck)).Select(recheck => recheck.Size).ToHashSet();
        var found = run.Reveals
            .Where(reveal => !withHistory.Contains(reveal.Size))
            .Select(reveal => (reveal.Size, Difference: Difference(experiment, reveal)!))
            .Where(pair => pair.Difference is not null)
            .ToList();
        return found.Count < LeastCount && found.TrueForAll(pair => pair.Difference.IsOfRounding) ? [] : found;
    }

    /// <summary>What differs in a call; null when nothing does, or when it cannot be told.</summary>
    /// <param name="experiment">How outputs are compared.</param>
    /// <param name="reveal">The call.</param>
    public static OutputDifference? Difference(Experiment experiment, Reveal reveal)
    {
        // Results of the code as it is that share objects may have been written over by later calls; the rewrite has no such excuse.
        if (reveal.Before.IsTruncated || reveal.BeforeAgain.IsTruncated
            || Comparison.Difference(reveal.Before, reveal.BeforeAgain, null, experiment.Tolerance, reveal.Vicinity) is not null)
        {
            return null;
        }

        var after = reveal.After with { IsTruncated = false };
        var difference = Comparison.Difference(reveal.Before, after, null, experiment.Tolerance, reveal.Vicinity);
        if (difference is null || experiment.Oracle is null || reveal.Vicinity is not { } vicinity)
        {
            return difference;
        }

        // The truth is that of a clean process, whose objects may be others than those that all timed calls share.
        return reveal.Truth is { } truth && Has(vicinity.Here, reveal.Before)
            ? Comparison.Difference(reveal.Before, after, In(truth, reveal.Before), experiment.Tolerance, vicinity)
            : null;
    }

    private static bool Has(Observation all, Observation part)
    {
        var leaves = all.Leaves.DistinctBy(leaf => leaf.Path).ToDictionary(leaf => leaf.Path, StringComparer.Ordinal);
        return part.Leaves.All(leaf => leaves.TryGetValue(leaf.Path, out var same) && same.Text == leaf.Text && same.Numbers.AsSpan().SequenceEqual(leaf.Numbers));
    }

    /// <summary>The leaves that another observation has, in its order.</summary>
    private static Observation In(Observation all, Observation part)
    {
        var leaves = all.Leaves.DistinctBy(leaf => leaf.Path).ToDictionary(leaf => leaf.Path, StringComparer.Ordinal);
        return new([.. part.Leaves.Select(leaf => leaves.GetValueOrDefault(leaf.Path, leaf))], false);
    }
}

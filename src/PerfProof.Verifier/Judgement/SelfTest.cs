using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>
/// Tries the comparison itself: rewrites that are wrong in the simplest ways must fail it. They are made from what was
/// observed, so that nothing more has to be run.
/// </summary>
internal static class SelfTest
{
    /// <summary>The wrong rewrite that would pass on all inputs; null when each would fail on some.</summary>
    public static string? Passing(Experiment experiment, IReadOnlyList<Trial> trials)
    {
        if (trials.All(trial => IsClose(experiment, trial, Zeros(trial.Before))))
        {
            return "zeros";
        }

        // A pattern is ours, and what it computes is known: some only move data, which is a copy.
        if (experiment.Subject != Subject.Pattern && trials.All(trial => trial.Before.HasInputs && Copy(trial.Before) is { } copy && IsClose(experiment, trial, copy)))
        {
            return "a copy of its input";
        }

        // What the same code left behind for inputs of the same size.
        var stale = trials.Where(trial => trial.Before.HasInputs).GroupBy(trial => trial.Size)
            .SelectMany(group => group.Zip(group.Skip(1)))
            .ToList();
        return stale.Count > 0 && stale.TrueForAll(pair => IsClose(experiment, pair.First, Stale(pair.First.Before, pair.Second.Before)))
            ? "the outputs of other inputs of that size"
            : null;
    }

    private static bool IsClose(Experiment experiment, Trial trial, Observation wrong) =>
        Comparison.Difference(trial.Before.Observation!, wrong, trial.Oracle?.Observation, experiment.Tolerance, trial.Vicinity) is null;

    private static Observation Zeros(Outcome outcome)
    {
        // How many items there are, even a wrong rewrite gets right; unless that is all that comes out.
        var isAllCounts = outcome.Observation!.Leaves.Where(leaf => IsProduced(outcome, leaf)).All(leaf => IsCount(leaf) || IsNothing(leaf));
        return outcome.Observation with
        {
            Leaves = [.. outcome.Observation.Leaves.Select(leaf => IsProduced(outcome, leaf) && (isAllCounts || !IsCount(leaf)) ? Zero(leaf) : leaf)],
        };
    }

    private static Leaf Zero(Leaf leaf) => leaf with { Numbers = new double[leaf.Numbers.Length], Text = leaf.Text is null or "null" ? leaf.Text : "" };

    /// <summary>The input in place of every number of the result; null where none fits.</summary>
    private static Observation? Copy(Outcome outcome)
    {
        var given = outcome.Observation!.Leaves.Where(leaf => !leaf.IsResult && leaf.Numbers.Length > 0).ToList();
        var leaves = new List<Leaf>();
        foreach (var leaf in outcome.Observation.Leaves)
        {
            if (!leaf.IsResult || IsCount(leaf) || IsNothing(leaf))
            {
                leaves.Add(leaf);
            }
            else if (given.Where(input => input.Kind == leaf.Kind && input.Numbers.Length == leaf.Numbers.Length)
                .MaxBy(input => input.Numbers.AsSpan().CommonPrefixLength(leaf.Numbers)) is { } nearest)
            {
                leaves.Add(leaf with { Numbers = nearest.Numbers });
            }
            else
            {
                return null;
            }
        }

        // What it was given has changed, so that it is no longer the input.
        return outcome.Changes || leaves.SequenceEqual(outcome.Observation.Leaves) ? null : outcome.Observation with { Leaves = leaves };
    }

    private static Observation Stale(Outcome outcome, Outcome other) => outcome.Changes || other.Changes
        ? other.Observation!
        : outcome.Observation! with
        {
            Leaves = [.. other.Observation!.Leaves.Where(leaf => leaf.IsResult), .. outcome.Observation!.Leaves.Where(leaf => !leaf.IsResult)],
        };

    private static bool IsProduced(Outcome outcome, Leaf leaf) => leaf.IsResult || outcome.Changes;

    private static bool IsCount(Leaf leaf) => leaf.Path.EndsWith(".Count", StringComparison.Ordinal);

    private static bool IsNothing(Leaf leaf) => leaf.Kind == LeafKind.Text && leaf.Text is "" or "null";
}

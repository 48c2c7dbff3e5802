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
        if (trials.All(trial => IsClose(experiment, trial, Zeros(trial.Before.Observation!))))
        {
            return "zeros";
        }

        if (trials.All(trial => trial.Before.HasInputs && Copy(trial.Before) is { } copy && IsClose(experiment, trial, copy)))
        {
            return "a copy of its input";
        }

        // What the same code left behind for inputs of the same size.
        var stale = trials.Where(trial => trial.Before.HasInputs).GroupBy(trial => trial.Size)
            .SelectMany(group => group.Zip(group.Skip(1)))
            .ToList();
        return stale.Count > 0 && stale.TrueForAll(pair => IsClose(experiment, pair.First, WithResultsOf(pair.First.Before.Observation!, pair.Second.Before.Observation!)))
            ? "the outputs of other inputs of that size"
            : null;
    }

    private static bool IsClose(Experiment experiment, Trial trial, Observation wrong) =>
        Comparison.Difference(trial.Before.Observation!, wrong, trial.Oracle?.Observation, experiment.Tolerance) is null;

    private static Observation Zeros(Observation observed) => observed with
    {
        Leaves = [.. observed.Leaves.Select(leaf => IsProduced(leaf) ? leaf with { Numbers = new double[leaf.Numbers.Length] } : leaf)],
    };

    /// <summary>The input in place of every number of the result; null where none fits.</summary>
    private static Observation? Copy(Outcome outcome)
    {
        if (outcome.Changes)
        {
            return null;
        }

        var given = outcome.Observation!.Leaves.Where(leaf => !leaf.IsResult && leaf.Numbers.Length > 0).ToList();
        var leaves = new List<Leaf>();
        var replaced = false;
        foreach (var leaf in outcome.Observation.Leaves)
        {
            if (!IsProduced(leaf))
            {
                leaves.Add(leaf);
                continue;
            }

            // Nearest first: of several inputs that fit, the one that the result could be a copy of.
            var copy = given.Where(input => input.Kind == leaf.Kind && input.Numbers.Length == leaf.Numbers.Length)
                .MaxBy(input => input.Numbers.AsSpan().CommonPrefixLength(leaf.Numbers));
            if (copy is null)
            {
                return null;
            }

            leaves.Add(leaf with { Numbers = copy.Numbers });
            replaced = true;
        }

        return replaced ? outcome.Observation with { Leaves = leaves } : null;
    }

    private static Observation WithResultsOf(Observation observed, Observation other) => observed with
    {
        Leaves = [.. other.Leaves.Where(leaf => leaf.IsResult), .. observed.Leaves.Where(leaf => !leaf.IsResult)],
    };

    // How many items there are belongs to the structure, which even a wrong rewrite gets right.
    private static bool IsProduced(Leaf leaf) =>
        leaf.IsResult && leaf.Numbers.Length > 0 && !leaf.Path.EndsWith(".Count", StringComparison.Ordinal);
}

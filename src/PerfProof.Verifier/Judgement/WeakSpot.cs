using System.Security.Cryptography;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Outputs that a wrong rewrite would produce as well: nothing, zeros, or the same whatever the inputs.</summary>
internal static class WeakSpot
{
    /// <summary>Why equal outputs would say nothing here; null when they do say something.</summary>
    /// <param name="experiment">How outputs are compared.</param>
    /// <param name="trials">Inputs that the code as it is can take, with what it produced.</param>
    public static string? Of(Experiment experiment, IReadOnlyList<Trial> trials)
    {
        // Of nothing, every code makes nothing.
        trials = [.. trials.Where(trial => trial.Size > 0)];
        var produced = trials.Select(trial => (trial.Before.HasInputs, Leaves: Produced(trial.Before).ToList())).ToList();
        if (produced.TrueForAll(outcome => outcome.Leaves.TrueForAll(IsNothing)))
        {
            return "the code produces nothing but zeros and empty texts, so a wrong rewrite would not show";
        }

        // A program runs on its own inputs, and so does a method for which nothing had to be made up: there is one run, and it was compared.
        var varied = produced.Where(outcome => outcome.HasInputs).ToList();
        return varied.Count > 1 && varied.Select(outcome => Hash(outcome.Leaves)).Distinct(StringComparer.Ordinal).Count() == 1
            ? "the code produces the same whatever its inputs, so a wrong rewrite would not show"
            : SelfTest.Passing(experiment, trials) is { } wrong
                ? $"weak specification: a rewrite that produces {wrong} would pass on all {trials.Count} inputs, so equal outputs prove nothing"
                : null;
    }

    private static IEnumerable<Leaf> Produced(Outcome outcome) =>
        outcome.Observation!.Leaves.Where(leaf => outcome.Changes || leaf.IsResult);

    private static bool IsNothing(Leaf leaf) => leaf.Kind == LeafKind.Text
        ? leaf.Text is null or "" or "null"
        : Array.TrueForAll(leaf.Numbers, number => number == 0);

    private static string Hash(IReadOnlyList<Leaf> leaves) =>
        Convert.ToHexString(SHA256.HashData(new Observation(leaves, false).Serialize()));
}

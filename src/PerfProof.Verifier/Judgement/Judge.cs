using System.Globalization;
using PerfProof.KernelHost;
using PerfProof.Execution;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>From what was run to a verdict: outputs first, then speed.</summary>
public static class Judge
{
    /// <summary>Smallest ratio that counts as faster.</summary>
    public const double Threshold = 1.02;

    // More than this share of overruled times means that the two clocks tell different stories.
    private const double MostOverruled = 0.2;

    /// <summary>Whether the outcomes allow timing; null when they do, otherwise the verdict they end in.</summary>
    public static Verdict? OnOutputs(Experiment experiment, RawRun run)
    {
        if (run.Problem is { } problem)
        {
            return run.ProblemVariant == experiment.After.Name
                ? new(VerdictKind.Incorrect, $"the rewritten code fails where the code as it is does not: {problem}")
                : new(VerdictKind.NotApplicable, run.ProblemIsCode ? $"the code as it is fails on inputs made up for it: {problem}" : problem);
        }

        // What the code as it is cannot take is no fair input.
        var fair = run.Trials.Where(trial => trial.Before.Observation is not null).ToList();
        if (fair.Count == 0)
        {
            return run.Trials.IsEmpty
                ? new(VerdictKind.NotApplicable, run.IsCut ? "stopped before anything was compared" : "nothing was compared")
                : new(VerdictKind.NotApplicable, $"the code as it is fails on inputs made up for it: {run.Trials[0].Before.Failure}");
        }

        foreach (var trial in fair)
        {
            if (trial.BeforeAgain.Observation is not { } again
                || Comparison.Difference(trial.Before.Observation!, again, null, experiment.Tolerance) is not null)
            {
                return new(VerdictKind.NotApplicable, $"outputs differ between two runs of the same code ({Where(trial)}), so they cannot be compared");
            }

            if (trial.After.Observation is not { } after)
            {
                return new(VerdictKind.Incorrect, $"the rewritten code fails where the code as it is does not ({Where(trial)}): {trial.After.Failure}");
            }

            if (Comparison.Difference(trial.Before.Observation!, after, trial.Oracle?.Observation, experiment.Tolerance) is { } difference)
            {
                return experiment.DeclaredChange is { } declared && experiment.Oracle is null
                    ? new(VerdictKind.NotApplicable, $"outputs differ, {difference}; the fix declares a change of precision ({declared}), and there is no float64 reference to tell which is right")
                    : new(VerdictKind.Incorrect, $"outputs differ ({Where(trial)}), {difference}");
            }
        }

        return IsWeak(experiment, fair)
            ? new(VerdictKind.NotApplicable, "the code produces nothing that depends on its inputs, so a wrong rewrite would not show")
            : null;
    }

    /// <summary>The verdict on a run.</summary>
    public static Verdict OnRun(Experiment experiment, RawRun run)
    {
        if (OnOutputs(experiment, run) is { } early)
        {
            return early;
        }

        if (experiment.WhyUntimed is { } reason)
        {
            return new(VerdictKind.NotApplicable, run.IsCut ? $"{reason}; stopped before outputs were compared" : $"{reason}; outputs agree on {Number(run.Trials.Length)} inputs");
        }

        var measured = Measured.From(run);
        if (measured.Sizes.IsEmpty)
        {
            return new(VerdictKind.Inconclusive, run.IsCut ? "stopped before it was timed; outputs agree" : "it was not timed; outputs agree");
        }

        if (measured.Sizes.Any(size => size.OverruledShare > MostOverruled))
        {
            return new(VerdictKind.Inconclusive, "the times that the child process reports do not fit the clock of this process", measured);
        }

        var faster = measured.Sizes.Where(IsFaster).ToList();
        if (faster.Count == measured.Sizes.Length)
        {
            return measured.Sizes.FirstOrDefault(size => size.Tiered is { } tiered && tiered <= Threshold) is { } lost
                ? new(VerdictKind.Inconclusive, $"faster when fully optimised, but not under the default tiered JIT at n = {Number(lost.Size)}", measured)
                : new(VerdictKind.Confirmed, Range(measured), measured);
        }

        if (measured.Sizes.All(size => size.Upper < Threshold))
        {
            return new(VerdictKind.Refuted, Range(measured), measured);
        }

        // Faster at the large end only: say from where.
        var from = measured.Sizes.Reverse().TakeWhile(IsFaster).LastOrDefault();
        if (from is not null)
        {
            return new(VerdictKind.Inconclusive, $"faster from n = {Number(from.Size)}, not below", measured, from.Size);
        }

        var undecided = measured.Sizes.First(size => !IsFaster(size));
        return new(
            VerdictKind.Inconclusive,
            double.IsInfinity(undecided.Upper)
                ? string.Create(CultureInfo.InvariantCulture, $"stopped after {undecided.Forks} processes, too few for a bound")
                : string.Create(CultureInfo.InvariantCulture, $"between {undecided.Lower:0.00}x and {undecided.Upper:0.00}x at n = {undecided.Size} after {undecided.Forks} processes"),
            measured);
    }

    /// <summary>Whether the times decide at every size.</summary>
    public static bool IsDecided(RawRun run) =>
        Measured.From(run).Sizes.All(size => IsFaster(size) || size.Upper < Threshold);

    private static bool IsFaster(SizeResult size) => size.Lower > Threshold;

    private static string Range(Measured measured)
    {
        var sizes = measured.Sizes;
        return sizes.Length == 1
            ? Ratio(sizes[0])
            : $"{Ratio(sizes[0])} at n = {Number(sizes[0].Size)}, {Ratio(sizes[^1])} at n = {Number(sizes[^1].Size)}";

        static string Ratio(SizeResult size) =>
            string.Create(CultureInfo.InvariantCulture, $"{size.Estimate:0.00}x ({size.Lower:0.00} to {size.Upper:0.00})");
    }

    /// <summary>
    /// A rewrite that produced nothing, zeros, or what an earlier call produced would pass where outputs are the same
    /// whatever the inputs.
    /// </summary>
    private static bool IsWeak(Experiment experiment, List<Trial> trials)
    {
        var results = trials.Select(trial => trial.Before.Observation!.Leaves.Where(leaf => leaf.Path.StartsWith("return", StringComparison.Ordinal)
            || leaf.Path.StartsWith("printed", StringComparison.Ordinal) || trial.Before.Changes).ToList()).ToList();
        return results.All(leaves => leaves.All(leaf => leaf.Kind == LeafKind.Text ? leaf.Text is null or "" or "null" : leaf.Numbers.All(number => number == 0)))
            || (experiment.TakesInputs && trials.Count > 1 && trials.GroupBy(trial => trial.Size).All(group => group.Count() > 1)
                && trials.Select(trial => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(trial.Before.Observation!.Serialize()))).Distinct().Count() == 1);
    }

    private static string Where(Trial trial) =>
        string.Create(CultureInfo.InvariantCulture, $"n = {trial.Size}, seed {trial.Seed:x16}, {trial.Lane}");

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using PerfProof.Execution;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>From what was run to a verdict: outputs first, then speed.</summary>
public static class Judge
{
    /// <summary>Smallest ratio that counts as faster.</summary>
    public const double Threshold = 1.02;

    // A third faster or slower in the first processes: what a process shows in a few rounds then scatters by less than what is left to the threshold.
    private const double ClearRatio = 4.0 / 3;
    private const int ForksToBeClear = 2;

    // More than this share of overruled times means that the two clocks tell different stories.
    internal const double MostOverruled = 0.2;

    /// <summary>Who judges a run of an experiment while it goes on.</summary>
    public static Referee Of(Experiment experiment) => new(run => OnOutputs(experiment, run) is null, Decide)
    {
        IsClear = IsClear,
        DoubtsTrial = trial => TrialCheck.Of(experiment, trial).IsDoubtful,
        DoubtsReveal = reveal => RevealCheck.Difference(experiment, reveal) is { IsOfRounding: true },
    };

    /// <summary>Whether the outcomes allow timing; null when they do, otherwise the verdict they end in.</summary>
    public static Verdict? OnOutputs(Experiment experiment, RawRun run)
    {
        if (run.Problem is { } problem)
        {
            return run.ProblemIsCode && run.ProblemVariant == experiment.After.Name
                ? new(VerdictKind.Incorrect, $"the rewritten code fails where the code as it is does not: {problem}")
                : new(VerdictKind.NotApplicable, run.ProblemIsCode ? Fails(experiment, problem) : problem);
        }

        if (run.Trials.IsEmpty)
        {
            return run.IsCut
                ? new(VerdictKind.Inconclusive, "stopped before anything was compared")
                : new(VerdictKind.NotApplicable, "nothing was compared");
        }

        var checks = run.Trials.Select(trial => (Trial: trial, Check: TrialCheck.Of(experiment, trial))).ToList();
        // What the code as it is cannot take is no fair input.
        var fair = checks.Where(pair => pair.Check.Outcome != TrialOutcome.Unfair).ToList();
        foreach (var (trial, check) in fair)
        {
            switch (check.Outcome)
            {
                case TrialOutcome.Unstable:
                    return new(VerdictKind.NotApplicable, $"outputs differ between two runs of the same code{TrialCheck.Where(experiment, trial)}, {check.Detail}, so they cannot be compared"
                        + (experiment.Kind == ExperimentKind.Replay ? ": take times and random numbers out of what it returns and prints, or name another entry" : ""));
                case TrialOutcome.Failed:
                    return new(VerdictKind.Incorrect, $"the rewritten code fails where the code as it is does not{TrialCheck.Where(experiment, trial)}: {check.Detail}");
                case TrialOutcome.Different when experiment.DeclaredChange is { } declared && trial.Oracle?.Observation is null:
                    return new(VerdictKind.NotApplicable, $"outputs differ, {check.Detail}; the fix declares a change of precision ({declared}), and there is no float64 reference to tell which is right");
                case TrialOutcome.Different:
                    return new(VerdictKind.Incorrect, $"outputs differ{TrialCheck.Where(experiment, trial)}, {check.Detail}");
            }
        }

        // What is timed must have been compared, at every size.
        var missing = run.Sizes.Where(size => fair.TrueForAll(pair => pair.Trial.Size != size)).ToList();
        // A program is run on nothing but its own inputs: what it cannot do once, it cannot do.
        if (fair.Count == 0 || missing.Count > 0 || (experiment.Kind == ExperimentKind.Replay && fair.Count < checks.Count))
        {
            var (_, why) = checks.First(pair => pair.Check.Outcome == TrialOutcome.Unfair && (fair.Count == 0 || missing.Count == 0 || pair.Trial.Size == missing[0]));
            return new(VerdictKind.NotApplicable, Fails(experiment, why.Detail!));
        }

        foreach (var recheck in run.Rechecks)
        {
            if (TrialCheck.Of(experiment, run, recheck) is { } difference)
            {
                return new(VerdictKind.Incorrect, $"in a timed batch the rewritten code produces something else than alone (n = {Number(recheck.Size)}), {difference.Text}");
            }
        }

        if (RevealCheck.Differences(experiment, run).FirstOrDefault() is { Difference: { } seen } found)
        {
            return new(VerdictKind.Incorrect, $"in a timed batch, on inputs that it had not seen, the rewritten code produces something else than the code as it is (n = {Number(found.Size)}), {seen.Text}");
        }

        return WeakSpot.Of(experiment, [.. fair.Select(pair => pair.Trial)]) is { } weak ? new(VerdictKind.NotApplicable, weak) : null;
    }

    /// <summary>
    /// A run without what no verdict rests on: outputs of timed batches that are as they should be. They are most of what there is to carry. What
    /// outputs were compared on stays whole, since how much they say is judged too.
    /// </summary>
    public static RawRun Telling(Experiment experiment, RawRun run) => run.Reveals.IsEmpty
        ? run with { Rechecks = [.. run.Rechecks.Where(recheck => TrialCheck.Of(experiment, run, recheck) is not null)] }
        : run;

    private static string Fails(Experiment experiment, string how) => experiment.Kind == ExperimentKind.Replay
        ? $"the program as it is cannot be measured from its entry: {how}"
        : $"the code as it is fails on inputs made up for it: {how}";

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
            return (Explanation.Missing(measured, run.Work) ?? Roofline.Beaten(measured, run) ?? Setup.Swallows(measured) ?? FirstRun.Missing(experiment, run, measured)) is { } unexplained
                ? new(VerdictKind.Inconclusive, unexplained, measured)
                : measured.Sizes.FirstOrDefault(size => size.Tiered is { } tiered && tiered <= Threshold) is { } lost
                ? new(VerdictKind.Inconclusive, $"faster when fully optimised, but not under the default tiered JIT at n = {Number(lost.Size)}", measured)
                : new(VerdictKind.Confirmed, Range(measured) + FirstRun.Remark(experiment, run, measured), measured);
        }

        if (measured.Sizes.All(size => size.Upper < Threshold))
        {
            return new(VerdictKind.Refuted, Range(measured), measured);
        }

        if (measured.Sizes.FirstOrDefault(size => size.Together > Threshold && size.Apart is { } apart && apart <= Threshold) is { } shared)
        {
            return new(
                VerdictKind.Inconclusive,
                string.Create(CultureInfo.InvariantCulture, $"faster in a process that both sides share ({shared.Estimate:0.00}x), but {shared.Apart:0.00}x when each has one of its own, at n = {shared.Size}"),
                measured);
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

    /// <summary>Whether the times decide at every size, and how.</summary>
    public static Decision Decide(RawRun run)
    {
        var sizes = Measured.From(run).Sizes;
        return sizes.All(IsFaster) ? Decision.Faster
            : sizes.All(size => IsFaster(size) || size.Upper < Threshold) ? Decision.NotFaster
            : Decision.Open;
    }

    /// <summary>
    /// Whether every size is far from where it is decided. Rounds are saved then, never processes: the bounds are exact across processes, whatever was
    /// timed in each, as long as that depends on earlier ones only.
    /// </summary>
    internal static bool IsClear(RawRun run) => Measured.From(run).Sizes is { IsEmpty: false } sizes && sizes.All(size =>
        size.Forks >= ForksToBeClear && Math.Abs(Math.Log(size.Estimate)) - Math.Log(size.Noise) > Math.Log(ClearRatio));

    /// <summary>Whether it is surely faster at a size.</summary>
    internal static bool IsFaster(SizeResult size) => size.Lower > Threshold;

    private static string Range(Measured measured)
    {
        var sizes = measured.Sizes;
        return sizes.Length == 1
            ? Ratio(sizes[0])
            : $"{Ratio(sizes[0])} at n = {Number(sizes[0].Size)}, {Ratio(sizes[^1])} at n = {Number(sizes[^1].Size)}";

        static string Ratio(SizeResult size) =>
            string.Create(CultureInfo.InvariantCulture, $"{size.Estimate:0.00}x ({size.Lower:0.00} to {size.Upper:0.00})");
    }

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}

using System.Globalization;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>How both sides on the same inputs compare.</summary>
public enum TrialOutcome
{
    /// <summary>Same outputs, within the tolerance.</summary>
    Equal,

    /// <summary>Other outputs.</summary>
    Different,

    /// <summary>The rewrite threw or died where the code as it is did not.</summary>
    Failed,

    /// <summary>Two runs of the code as it is differ, so there is nothing to compare with.</summary>
    Unstable,

    /// <summary>The code as it is cannot take these inputs, or produced more than can be compared.</summary>
    Unfair,
}

/// <summary>How one trial came out.</summary>
/// <param name="Outcome">How.</param>
/// <param name="Detail">The difference or the failure, in words; null for equal outputs.</param>
public sealed record TrialCheck(TrialOutcome Outcome, string? Detail)
{
    /// <summary>The difference, where that is what it came to.</summary>
    public OutputDifference? Difference { get; init; }

    /// <summary>Whether numbers are further apart than the tolerance, which rounding could explain, were more known of the code as it is.</summary>
    public bool IsDoubtful => this.Outcome is TrialOutcome.Different or TrialOutcome.Unstable && this.Difference is { IsOfRounding: true };

    /// <summary>Compares the sides of a trial.</summary>
    public static TrialCheck Of(Experiment experiment, Trial trial)
    {
        if (trial.Before.Observation is not { } before)
        {
            return new(TrialOutcome.Unfair, trial.Before.Failure);
        }

        if (before.IsTruncated)
        {
            return new(TrialOutcome.Unfair, "it produces more values than can be compared, or something that cannot be: a delegate, a stream");
        }

        if (ReferenceEquals(trial.After, Execution.Outcome.NotRun) || ReferenceEquals(trial.BeforeAgain, Execution.Outcome.NotRun))
        {
            // The call that ended the process is judged; what would have come after it is not known.
            return new(TrialOutcome.Unfair, Execution.Outcome.NotRun.Failure);
        }

        if (trial.BeforeAgain.Observation is not { } again)
        {
            return new(TrialOutcome.Unstable, trial.BeforeAgain.Failure);
        }

        if (Comparison.Difference(before, again, null, experiment.Tolerance, trial.Vicinity) is { } instability)
        {
            return new(TrialOutcome.Unstable, instability.Text) { Difference = instability };
        }

        if (trial.After.Observation is not { } after)
        {
            return new(TrialOutcome.Failed, trial.After.Failure);
        }

        // Where the truth is known, the rewrite is held against it, and may be off by little more than the code as it is.
        var truth = trial.Oracle?.Observation;
        return Comparison.Difference(before, after, truth, experiment.Tolerance, trial.Vicinity) is { } difference
            ? new(TrialOutcome.Different, difference.Text) { Difference = difference }
            : new(TrialOutcome.Equal, null);
    }

    /// <summary>
    /// What differs between outputs of a timed batch and those of the same call in a clean process; null when nothing
    /// does, or when the code as it is does not keep to its outputs either, since it then depends on its history.
    /// </summary>
    public static OutputDifference? Of(Experiment experiment, RawRun run, Recheck recheck) => HasHistory(experiment, run, recheck)
        ? null
        : Comparison.Difference(Clean(run, recheck).After.Observation!, recheck.After, null, experiment.Tolerance, Clean(run, recheck).Vicinity);

    /// <summary>Whether the code as it is produced something else in a timed batch than alone, so that it depends on the calls before.</summary>
    public static bool HasHistory(Experiment experiment, RawRun run, Recheck recheck) =>
        Comparison.Difference(Clean(run, recheck).Before.Observation!.WithoutProcess(), recheck.Before.WithoutProcess(), null, experiment.Tolerance, Clean(run, recheck).Vicinity) is not null;

    private static Trial Clean(RawRun run, Recheck recheck) => run.Trials.First(trial => trial.Size == recheck.Size && trial.Seed == recheck.Seed);

    /// <summary>On which inputs, in brackets; nothing for a program, which has its own.</summary>
    public static string Where(Experiment experiment, Trial trial) => experiment.Kind == ExperimentKind.Replay
        ? ""
        : string.Create(CultureInfo.InvariantCulture, $" (n = {trial.Size}, seed {trial.Seed:x16}, {trial.Lane})");
}

using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Execution;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>Something that stands between a rewrite and its confirmation, for its author.</summary>
/// <param name="Kind"><c>difference</c>, <c>failure</c>, <c>bound</c>, <c>stopped</c> or <c>source</c>.</param>
/// <param name="Message">In a sentence.</param>
public sealed record Feedback(string Kind, string Message)
{
    private const int MostInputs = 5;

    /// <summary>The inputs on which it shows; null where it does not depend on them.</summary>
    public FeedbackInput? Input { get; init; }

    /// <summary>For <c>difference</c>: what differs.</summary>
    public FeedbackDifference? Difference { get; init; }

    /// <summary>For <c>bound</c>: which bound missed the threshold.</summary>
    public FeedbackBound? Bound { get; init; }

    /// <summary>For <c>source</c>: the place in the sources.</summary>
    public FeedbackPlace? Place { get; init; }

    /// <summary>What a verdict rests on: something for every verdict other than Confirmed, nothing for that.</summary>
    /// <param name="experiment">What was run; null when nothing was.</param>
    /// <param name="run">What it brought; null likewise.</param>
    /// <param name="verdict">The verdict.</param>
    public static ImmutableArray<Feedback> Of(Experiment? experiment, RawRun? run, Verdict verdict)
    {
        if (verdict.Kind == VerdictKind.Confirmed)
        {
            return [];
        }

        ImmutableArray<Feedback> known = experiment is null || run is null ? []
            : verdict.Kind is VerdictKind.Refuted or VerdictKind.Inconclusive ? [.. Shortfall.Of(verdict.Measured ?? new([]), run).Select(Missed)]
            : [.. Failures(experiment, run), .. Timed(experiment, run)];
        // What does not depend on single inputs or sizes is said by the reason.
        var isStopped = run is { IsCut: true } || (run is null && verdict.Kind == VerdictKind.Inconclusive);
        return !known.IsEmpty ? known : [new(isStopped ? "stopped" : "failure", verdict.Reason)];
    }

    private static IEnumerable<Feedback> Failures(Experiment experiment, RawRun run)
    {
        if (run.Problem is { } problem)
        {
            return [new("failure", problem)];
        }

        return run.Trials.Select(trial => (Trial: trial, Check: TrialCheck.Of(experiment, trial)))
            .Where(pair => pair.Check.Outcome is TrialOutcome.Different or TrialOutcome.Failed or TrialOutcome.Unstable)
            .Take(MostInputs)
            .Select(pair => new Feedback(pair.Check.Outcome == TrialOutcome.Different ? "difference" : "failure", pair.Check.Detail ?? "")
            {
                Input = new(pair.Trial.Size, pair.Trial.Lane.ToString(), pair.Trial.Seed.ToString("x16", CultureInfo.InvariantCulture)),
                Difference = FeedbackDifference.Of(pair.Check.Difference),
            });
    }

    private static IEnumerable<Feedback> Timed(Experiment experiment, RawRun run) => run.Rechecks
        .Select(recheck => (Recheck: recheck, Difference: TrialCheck.Of(experiment, run, recheck)))
        .Where(pair => pair.Difference is not null)
        .Take(MostInputs)
        .Select(pair => new Feedback("difference", $"in a timed batch, {pair.Difference!.Text}")
        {
            Input = new(
                pair.Recheck.Size,
                run.Trials.First(trial => trial.Size == pair.Recheck.Size && trial.Seed == pair.Recheck.Seed).Lane.ToString(),
                pair.Recheck.Seed.ToString("x16", CultureInfo.InvariantCulture)),
            Difference = FeedbackDifference.Of(pair.Difference),
        })
        .Concat(RevealCheck.Differences(experiment, run).Take(MostInputs).Select(pair => new Feedback("difference", $"in a timed batch, on new inputs, {pair.Difference.Text}")
        {
            Difference = FeedbackDifference.Of(pair.Difference),
        }));

    private static Feedback Missed(Shortfall shortfall) => new("bound", shortfall.Text)
    {
        Bound = new(shortfall.Size, shortfall.Name, shortfall.Value, shortfall.Threshold, shortfall.Threshold - shortfall.Value),
    };
}

/// <summary>Inputs, as the child process made them up.</summary>
/// <param name="N">Their size.</param>
/// <param name="Lane">Their distribution.</param>
/// <param name="Seed">Their seed, in hexadecimal; drawn anew in each run.</param>
public sealed record FeedbackInput(int N, string Lane, string Seed);

/// <summary>A difference between outputs. Numbers that JSON does not have (NaN, infinities) make the values texts.</summary>
/// <param name="Output">Which output.</param>
/// <param name="Element">Which of its elements, from 0; null for a single value.</param>
/// <param name="Expected">What it should be.</param>
/// <param name="Got">What it is.</param>
/// <param name="Tolerance">How far off it may be; null where values must be the same.</param>
/// <param name="Error">How far off it is; null where that is no number.</param>
public sealed record FeedbackDifference(string Output, int? Element, string Expected, string Got, double? Tolerance, double? Error)
{
    /// <summary>From what the comparison found; null for nothing.</summary>
    internal static FeedbackDifference? Of(OutputDifference? difference) => difference is null
        ? null
        : new(difference.Output, difference.Element, difference.Expected, difference.Got, difference.Tolerance, difference.Error);
}

/// <summary>A number that must reach a threshold, and does not.</summary>
/// <param name="N">At which size.</param>
/// <param name="Name">
/// Ratios: <c>lower</c>, the lower bound of the speedup; <c>apart</c>, its estimate in processes of their own; <c>tiered</c>, its estimate under the default
/// tiered JIT; <c>work</c>, the largest that counted work explains, against the estimate. Seconds: <c>floor</c>, a call, against what writing its outputs
/// takes; <c>setup</c>, half of what a call saves, against what making its object takes longer. A share of the legs: <c>clock</c>, those whose times both clocks agree on.
/// </param>
/// <param name="Value">The number; null when too little was measured.</param>
/// <param name="Threshold">What it must reach.</param>
/// <param name="MissedBy">Threshold minus value; null likewise.</param>
public sealed record FeedbackBound(int N, string Name, double? Value, double Threshold, double? MissedBy);

/// <summary>A place in the user's sources.</summary>
/// <param name="File">Relative to what was loaded.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1.</param>
/// <param name="Id">The compiler's name for the error; null for what PerfProof asks of a pair.</param>
public sealed record FeedbackPlace(string File, int Line, int Column, string? Id);

using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Reporting;

/// <summary>What evidence is about: a finding, or a pair.</summary>
/// <param name="Id">Stable under moves of lines.</param>
/// <param name="Rule">The rule; <see cref="PairRule"/> for a pair.</param>
/// <param name="File">Relative to the root.</param>
/// <param name="Line">From 1.</param>
/// <param name="Symbol">The member.</param>
/// <param name="Message">What it says.</param>
internal sealed record Reported(string Id, string Rule, string File, int Line, string Symbol, string Message)
{
    /// <summary>What stands in the place of a rule where a pair was compared.</summary>
    public const string PairRule = "pair";

    /// <summary>A finding.</summary>
    public static Reported Of(Finding finding) => new(finding.Id, finding.Rule, finding.File, finding.Line, finding.Symbol, finding.Message) { CodeDigest = finding.Code?.Digest };

    /// <summary>Of the code of the member; null for a pair.</summary>
    public string? CodeDigest { get; init; }
}

/// <summary>Puts what came of a finding or a pair into the words of the evidence file.</summary>
internal static class FindingReport
{
    /// <summary>The evidence.</summary>
    /// <param name="about">What it is about.</param>
    /// <param name="fix"><c>safe</c>, <c>offered</c>, <c>by-hand</c>; null when it was not worked out, and for a pair.</param>
    /// <param name="experiment">What was run; null when nothing was.</param>
    /// <param name="run">What that brought; null when nothing was run.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="also">Other experiments that were tried, one line each.</param>
    /// <param name="devices">The verdicts on devices that were asked for.</param>
    public static FindingEvidence Create(
        Reported about, string? fix, Experiment? experiment, RawRun? run, Verdict verdict, ImmutableArray<string> also, ImmutableArray<DeviceEvidence>? devices = null)
    {
        var sizes = verdict.Measured?.Sizes ?? [];
        return new(
            about.Id,
            about.Rule,
            about.File,
            about.Line,
            about.Symbol,
            about.Message,
            fix,
            verdict.Kind.ToString(),
            experiment is null || verdict.Kind == VerdictKind.NotApplicable ? null : Word(experiment.Subject),
            verdict.Reason)
        {
            CodeDigest = about.CodeDigest,
            Experiment = experiment is null ? null : new(
                Word(experiment.Kind), experiment.Device is null ? experiment.Host : $"{experiment.Host}: {experiment.Device}", experiment.Description, experiment.Variant, experiment.DeclaredChange) { Entry = experiment.Entry },
            Speedup = Overall(sizes),
            Curve = sizes.IsEmpty ? null : [.. sizes.Select(Point)],
            BreakEven = verdict.BreakEven,
            Memory = sizes.IsEmpty ? null : new(sizes[^1].BytesBefore, sizes[^1].BytesAfter),
            PeakMemory = Peak(experiment, run),
            Calls = Calls(run),
            Batch = run is null || verdict.Kind == VerdictKind.Incorrect ? null : Batch(run.Batches),
            Work = run is null || run.Work.IsEmpty ? null : [.. run.Work.Select(Work)],
            Correctness = experiment is null || run is null || run.Trials.IsEmpty ? null : [.. run.Trials.Select(trial => Correctness(experiment, trial))],
            Timing = sizes.IsEmpty ? null : new(sizes.Max(size => size.Forks), ExperimentRunner.Looks, Judge.Threshold, Measured.Risk, about.Id, run!.Noise),
            Also = also.IsEmpty ? null : also,
            Feedback = Feedback.Of(experiment, run, verdict) is { IsEmpty: false } feedback ? feedback : null,
            Devices = devices,
        };
    }

    /// <summary>The verdict on one device.</summary>
    /// <param name="device">How it was asked for.</param>
    /// <param name="experiment">What was run; null when nothing was.</param>
    /// <param name="verdict">The verdict.</param>
    /// <param name="samples">Key of its raw samples.</param>
    public static DeviceEvidence OnDevice(string device, Experiment? experiment, Verdict verdict, string samples)
    {
        var sizes = verdict.Measured?.Sizes ?? [];
        return new(
            experiment?.Device ?? device, verdict.Kind.ToString(), verdict.Reason, Overall(sizes), sizes.IsEmpty ? null : [.. sizes.Select(Point)], sizes.IsEmpty ? null : samples);
    }

    /// <summary>What came of fixes that were measured together.</summary>
    /// <param name="entry">From where the program was run.</param>
    /// <param name="attempt">What was run, what that brought, and the verdict.</param>
    /// <param name="shares">What each saves, and all of them; null where nothing was timed.</param>
    /// <param name="leftOut">Fixes that could not be applied.</param>
    /// <param name="samples">Key of the raw samples.</param>
    public static TogetherEvidence Together(
        string entry, (Experiment? Experiment, RawRun? Run, Verdict Verdict) attempt, SavedShares? shares, ImmutableArray<string> leftOut, string samples)
    {
        var sizes = attempt.Verdict.Measured?.Sizes ?? [];
        return new(entry, attempt.Verdict.Kind.ToString(), attempt.Verdict.Reason + (shares is null ? "" : "; " + shares.Explanation))
        {
            Speedup = Overall(sizes),
            Saves = shares is null ? null : Share(shares.All),
            SumOfSingles = shares is null ? null : Share(shares.Sum),
            Agrees = shares?.Agrees,
            Fixes = [.. (shares?.Singles ?? []).Select(single => new TogetherFix(single.Id, Share(single.Saves)))],
            LeftOut = leftOut,
            Memory = sizes.IsEmpty ? null : new(sizes[^1].BytesBefore, sizes[^1].BytesAfter),
            PeakMemory = Peak(attempt.Experiment, attempt.Run),
            Calls = Calls(attempt.Run),
            Samples = sizes.IsEmpty ? null : samples,
        };

        static ShareEvidence Share(SavedShare share) => new(share.Lower, share.Estimate, share.Upper);
    }

    private static Interval? Overall(ImmutableArray<SizeResult> sizes) => sizes.IsEmpty ? null : Ratio(
        sizes.Min(size => size.Lower), Math.Exp(sizes.Average(size => Math.Log(size.Estimate))), sizes.Max(size => size.Upper));

    private static CurvePoint Point(SizeResult size) => new(
        size.Size, Ratio(size.Lower, size.Estimate, size.Upper), size.Noise, size.Tiered, size.SecondsBefore, size.SecondsAfter) { Apart = size.Apart };

    private static BatchEvidence? Batch(ImmutableArray<BatchFork> forks)
    {
        if (BatchCurve.From(forks) is not { } curve)
        {
            return null;
        }

        var advice = BatchAdvice.Of(curve);
        var bytes = curve.Points.FirstOrDefault(point => point.Size == advice.Recommended)?.Bytes;
        return new(advice.Recommended, advice.Text + (bytes is { } allocated ? $"; {Words.Bytes(allocated)} allocated a batch" : ""), [.. curve.Points.Select((point, i) => new BatchSize(
            point.Size, point.SecondsPerItem, new(point.Lower, point.Share, point.Upper), point.Bytes, [.. forks.Select(fork => fork.Times[i].SecondsPerItem)]))]);
    }

    private static WorkEvidence Work(WorkCount count) => new(
        count.Size, count.Before.Steps, count.After.Steps, count.Before.AllocatedBytes, count.After.AllocatedBytes, count.Problem);

    private static ImmutableArray<CallEvidence>? Calls(RawRun? run) =>
        run is null || run.Calls.IsEmpty ? null : [.. run.Calls.Select(count => new CallEvidence(count.Role, count.Before, count.After))];

    private static MemoryEvidence? Peak(Experiment? experiment, RawRun? run)
    {
        if (experiment is not { Kind: ExperimentKind.Replay } || run is null or { Trials.IsEmpty: true })
        {
            return null;
        }

        var (before, after) = (run.Trials.Max(trial => trial.Before.PeakBytes), run.Trials.Max(trial => trial.After.PeakBytes));
        return before > 0 && after > 0 ? new(before, after) : null;
    }

    // JSON has no infinity, and a bound that does not exist is no number.
    private static Interval Ratio(double lower, double estimate, double upper) =>
        new(lower > 0 ? lower : null, estimate, double.IsFinite(upper) ? upper : null);

    private static CorrectnessEvidence Correctness(Experiment experiment, Trial trial) => new(
        trial.Size, trial.Lane.ToString(), trial.Seed.ToString("x16", CultureInfo.InvariantCulture), Word(TrialCheck.Of(experiment, trial).Outcome));

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}

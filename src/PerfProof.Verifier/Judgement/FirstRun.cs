using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>
/// What a fix saves a program that ends after one run. A replay runs the entry many times in one process, so that whatever is made once and kept is made in the
/// first run only; to a service that is the truth, to a program that runs once it is not.
/// </summary>
internal static class FirstRun
{
    // Below this the first run, which is timed once and compiles all code, says nothing.
    private const double SmallestRatio = 1.5;

    /// <summary>Why a program that ends after its first run does not gain what the runs that followed here gained; null where it does, and for any other entry.</summary>
    public static string? Missing(Experiment experiment, RawRun run, Measured measured) =>
        IsEntryPoint(experiment) && Of(experiment, run, measured) is { } first
            ? FormattableString.Invariant($"{first.Ratio:0.00}x when it is run again in the same process, but a program has one run, and the first took {first.Before:0.###} s before and {first.After:0.###} s after")
            : null;

    /// <summary>What to add to a verdict on an entry that may be run often; empty where the first run gains as much.</summary>
    public static string Remark(Experiment experiment, RawRun run, Measured measured) =>
        Of(experiment, run, measured) is { } first
            ? FormattableString.Invariant($"; in a process that goes on: the first run of one took {first.Before:0.###} s before and {first.After:0.###} s after")
            : "";

    // Seconds of the first run of a process, where that gains less than half as much, in logarithms, as those that follow.
    private static (double Ratio, double Before, double After)? Of(Experiment experiment, RawRun run, Measured measured)
    {
        if (experiment.Kind != ExperimentKind.Replay || run.Trials is not [{ Before.Seconds: > 0, BeforeAgain.Seconds: > 0, After.Seconds: > 0 } first, ..])
        {
            return null;
        }

        var before = Math.Min(first.Before.Seconds, first.BeforeAgain.Seconds);
        return measured.Sizes.FirstOrDefault(size => size.Size == first.Size)?.Estimate is { } ratio and >= SmallestRatio && Math.Log(before / first.After.Seconds) < Math.Log(ratio) / 2
            ? (ratio, before, first.After.Seconds)
            : null;
    }

    private static bool IsEntryPoint(Experiment experiment) =>
        experiment.Before.Method is WellKnownMemberNames.EntryPointMethodName or WellKnownMemberNames.TopLevelStatementsEntryPointMethodName;
}

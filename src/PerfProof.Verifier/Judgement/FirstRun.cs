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

    /// <summary>What to add to a verdict where the first run of a process gains less than half as much, in logarithms, as those that follow; empty where it does not.</summary>
    public static string Remark(Experiment experiment, RawRun run, Measured measured)
    {
        if (experiment.Kind != ExperimentKind.Replay || run.Trials is not [{ Before.Seconds: > 0, BeforeAgain.Seconds: > 0, After.Seconds: > 0 } first, ..])
        {
            return "";
        }

        var before = Math.Min(first.Before.Seconds, first.BeforeAgain.Seconds);
        return measured.Sizes.FirstOrDefault(size => size.Size == first.Size)?.Estimate is { } ratio and >= SmallestRatio && Math.Log(before / first.After.Seconds) < Math.Log(ratio) / 2
            ? FormattableString.Invariant($"; in a process that goes on: the first run of one took {before:0.###} s before and {first.After.Seconds:0.###} s after")
            : "";
    }
}

using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Planning;

namespace PerfProof;

/// <summary>What came of a plan: run and judged, or the reason why there was nothing to run.</summary>
/// <param name="Experiment">What was run; null when there was nothing.</param>
/// <param name="Run">What it brought; null likewise.</param>
/// <param name="Verdict">The verdict.</param>
internal sealed record Attempt(Experiment? Experiment, RawRun? Run, Verdict Verdict)
{
    /// <summary>Nothing was run.</summary>
    public static Attempt NotMade(VerdictKind kind, string reason) => new(null, null, new(kind, reason));

    /// <summary>Runs a plan and judges it.</summary>
    public static async Task<Attempt> RunAsync(ExperimentRunner runner, Planned plan, StageClock clock, IProgress<string> progress, CancellationToken cancellation)
    {
        if (plan.Experiment is not { } experiment)
        {
            return NotMade(VerdictKind.NotApplicable, plan.Problem!);
        }

        var run = await runner.RunAsync(experiment, Judge.Of(experiment), progress, cancellation).ConfigureAwait(false);
        var verdict = Judge.OnRun(experiment, run);
        clock.Lap("judge");
        return new(experiment, run, verdict);
    }
}

using System.Diagnostics;
using PerfProof.Build.Gate;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof.Build.Mutants;

/// <summary>Puts mutants of a rewrite through the gate, as far as it compares outputs, and notes each as soon as it is judged.</summary>
/// <param name="log">Where each is noted.</param>
/// <param name="effort">How much effort a mutant may take.</param>
/// <param name="machine">The machine, now.</param>
/// <param name="progress">Told of each.</param>
internal sealed class MutantSeries(ResultLog<MutantRecord> log, Effort effort, Func<DeviceFingerprint> machine, Action<string> progress)
{
    // Inputs are drawn anew after so many, so that no luck of one draw decides on all.
    private const int MutantsADraw = 20;

    /// <summary>Compares outputs only. A mutant that has not answered after so long hangs: no pair of the suite takes more than a tenth of a second.</summary>
    public static Effort OutputsOnly { get; } = PairGate.OutputsOnly with { CallLimit = TimeSpan.FromSeconds(10), MemoryBytes = 2L << 30 };

    /// <summary>Runs mutants of a rewrite until the log has enough of them, none is left, or the time is up.</summary>
    /// <param name="rewrite">The rewrite.</param>
    /// <param name="wanted">How many that were compared the log has in the end.</param>
    /// <param name="seed">What decides which; the same seed, the same ones.</param>
    /// <param name="isOver">Whether the time is up.</param>
    /// <param name="cancellation">Stops it; a mutant that is cut off is not noted.</param>
    /// <exception cref="MeasuringException">The gate does not find the unchanged rewrite equal, so that mutants would show nothing.</exception>
    public async Task RunAsync(MutableRewrite rewrite, int wanted, int seed, Func<bool> isOver, CancellationToken cancellation)
    {
        var known = MutantRecord.Latest(log.Records).Where(record => record.Problem == rewrite.Name).ToList();
        var done = known.Select(record => record.Key).ToHashSet();
        var programs = known.Select(record => record.Code).ToHashSet(StringComparer.Ordinal);
        var compared = known.Count(record => record.IsCompared);
        if (compared >= wanted)
        {
            return;
        }

        var runner = new ExperimentRunner(effort, rewrite.Scratch);
        var source = rewrite.Source.ToString();
        var (unchanged, problem) = await rewrite.CompileAsync(source, cancellation).ConfigureAwait(false);
        programs.Add(unchanged?.Code ?? throw new MeasuringException($"{rewrite.Name} does not compile: {problem}"));
        var reference = default(RawRun);
        foreach (var mutation in InOrder(rewrite, seed))
        {
            var (line, from, to) = mutation.Describe(rewrite.Source);
            if (done.Contains((rewrite.Name, line, from, to)))
            {
                continue;
            }

            if (compared >= wanted || isOver() || cancellation.IsCancellationRequested)
            {
                return;
            }

            var clock = Stopwatch.StartNew();
            var (mutant, complaint) = await rewrite.CompileAsync(mutation.In(source), cancellation).ConfigureAwait(false);
            if (mutant is null || !programs.Add(mutant.Code))
            {
                Note(mutant is null ? MutantOutcome.NotRun : MutantOutcome.Same, complaint ?? "the same program", null);
                continue;
            }

            if (reference is null || (compared > 0 && compared % MutantsADraw == 0))
            {
                reference = await this.DrawAsync(runner, rewrite.Name, await unchanged.PlanAsync(cancellation).ConfigureAwait(false), cancellation).ConfigureAwait(false);
                clock.Restart();
            }

            var plan = await mutant.PlanAsync(cancellation).ConfigureAwait(false);
            if (plan.Experiment is not { } experiment)
            {
                Note(MutantOutcome.NotRun, plan.Problem!, null);
                continue;
            }

            var run = await runner.OnInputsOfAsync(experiment, reference, trial => !IsDead(experiment, trial) || TrialCheck.Of(experiment, trial).IsDoubtful, Judge.Of(experiment), cancellation).ConfigureAwait(false);
            var verdict = Judge.OnOutputs(experiment, run);
            var isKilled = verdict?.Kind == VerdictKind.Incorrect;
            Note(
                isKilled ? MutantOutcome.Killed : MutantOutcome.Survived,
                verdict?.Reason ?? $"outputs agree on {run.Trials.Length} inputs",
                isKilled && run.Trials.FirstOrDefault(trial => IsDead(experiment, trial)) is { } killer ? killer.Lane.ToString() : null);
            compared++;

            void Note(MutantOutcome outcome, string reason, string? lane)
            {
                var host = machine();
                log.Add(new(
                    DateTimeOffset.UtcNow, host.Name, host.Runtime, GateSeries.Build, host.Load, seed, rewrite.Name, mutation.Operator, line, from, to, mutant?.Code ?? "", outcome, reason, lane, Math.Round(clock.Elapsed.TotalSeconds, 2)));
                progress($"{rewrite.Name}, line {line}, {mutation.Operator}: {outcome}, {reason} ({clock.Elapsed.TotalSeconds:0.0} s)");
            }
        }
    }

    // Every order is as likely as any other, so that the first few are a fair sample of all.
    private static Mutation[] InOrder(MutableRewrite rewrite, int seed)
    {
        var order = rewrite.Mutations.ToArray();
        new Random(seed).Shuffle(order);
        return order;
    }

    private async Task<RawRun> DrawAsync(ExperimentRunner runner, string name, Planned plan, CancellationToken cancellation)
    {
        if (plan.Experiment is not { } experiment)
        {
            throw new MeasuringException($"{name}: {plan.Problem}");
        }

        var run = await runner.RunAsync(experiment, Judge.Of(experiment) with { Decide = _ => Decision.NotFaster }, DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        return Judge.OnOutputs(experiment, run) is { } verdict
            ? throw new MeasuringException($"{name}: the unchanged rewrite is {verdict.Kind}, {verdict.Reason}")
            : run;
    }

    private static bool IsDead(Experiment experiment, Trial trial) => TrialCheck.Of(experiment, trial).Outcome is TrialOutcome.Different or TrialOutcome.Failed;
}

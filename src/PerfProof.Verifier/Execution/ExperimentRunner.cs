using System.Collections.Immutable;
using System.Security.Cryptography;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>How much effort an experiment may take.</summary>
/// <param name="MaximumForks">Most child processes that time one experiment.</param>
/// <param name="SecondsPerSize">Time for the rounds of one size in one process; warming up takes its share of as much.</param>
/// <param name="CallLimit">Longest that one answer of the child may take.</param>
/// <param name="MemoryBytes">Most memory of a child.</param>
public sealed record Effort(int MaximumForks, double SecondsPerSize, TimeSpan CallLimit, long MemoryBytes)
{
    /// <summary>What <c>verify</c> takes when nothing else is said.</summary>
    public static Effort Default { get; } = new(20, 0.3, TimeSpan.FromSeconds(60), 8L << 30);

    /// <summary>The file that is locked while something is timed, the same for all runs on a host; null to lock none.</summary>
    public string? LockPath { get; init; } = TimingLock.DefaultPath;
}

/// <summary>Runs an experiment: outputs first, then times.</summary>
/// <param name="effort">How much effort it may take.</param>
/// <param name="scratch">Where processes run.</param>
/// <param name="clock">Told how long each part takes; null where nobody asks.</param>
public sealed class ExperimentRunner(Effort effort, ScratchFolder scratch, StageClock? clock = null)
{
    private readonly StageClock clock = clock ?? new();

    private const double ShortestCall = 4e-6;
    internal const double LongestCall = 0.030;
    private const double LongCall = 0.3;
    private const double LongestOnlyCall = 10;

    /// <summary>Numbers of processes after which the bounds are looked at; fixed in advance, so that looking costs no confidence.</summary>
    public static ImmutableArray<int> Looks { get; } = [8, 12, 20];

    // A Confirmed must stand in processes of their own too. Their estimates scatter by 2% to 3%: more of them where few do not do.
    private const int MinimumApart = 3;
    private const int MaximumApart = 10;

    /// <summary>Runs it.</summary>
    /// <param name="experiment">What to run.</param>
    /// <param name="referee">Who judges what was measured so far.</param>
    /// <param name="progress">Told what is going on, in a few words.</param>
    /// <param name="cancellation">Stops it; what was measured until then is kept.</param>
    public async Task<RawRun> RunAsync(
        Experiment experiment, Referee referee, IProgress<string> progress, CancellationToken cancellation)
    {
        var run = new RawRun([], [], []);
        try
        {
            progress.Report("choosing sizes");
            var calibration = experiment.WhyUntimed is null
                ? await this.CalibrateAsync(experiment, cancellation).ConfigureAwait(false)
                : [.. experiment.Sizes.Candidates.Select(size => new Calibrated(size, 0, false))];
            run = run with { Sizes = [.. calibration.Select(size => size.Size)] };
            this.clock.Lap("choose sizes");

            progress.Report("comparing outputs");
            run = run with { Trials = await this.CompareAsync(experiment, calibration, cancellation).ConfigureAwait(false) };
            run = run with { Trials = await this.Surveyor(experiment, cancellation).SurveyAsync(run.Trials, referee.DoubtsTrial, cancellation).ConfigureAwait(false) };
            this.clock.Lap("compare outputs");
            if (!referee.IsEqual(run) || experiment.WhyUntimed is not null)
            {
                return run;
            }

            var outputs = new TimedOutputs(run.Trials);
            var decision = Decision.Open;
            var isClear = false;
            for (var fork = 0; fork < effort.MaximumForks && decision == Decision.Open; fork++)
            {
                progress.Report($"timing, process {fork + 1}");
                // One process in four runs as users' programs do, with the tiered JIT; the others fully optimised, which is steadier.
                run = await this.TimeAsync(run, experiment, calibration, outputs, fork % 4 == 3 ? ForkKind.Tiered : ForkKind.Together, isClear, progress, cancellation).ConfigureAwait(false);
                if (run.Rechecks.Length > 0 && !referee.IsEqual(run))
                {
                    return run;
                }

                isClear = referee.IsClear(run);
                decision = Looks.Contains(fork + 1) ? referee.Decide(run) : Decision.Open;
            }

            // Faster in a process that both sides share may be the doing of the one that gains by it.
            for (var fork = 0; fork < MaximumApart && decision == Decision.Faster; fork++)
            {
                progress.Report($"timing each side in a process of its own, {fork + 1}");
                run = await this.TimeAsync(run, experiment, calibration, outputs, ForkKind.Apart, isClear, progress, cancellation).ConfigureAwait(false);
                run = run with { Reveals = await this.Surveyor(experiment, cancellation).SurveyAsync(run.Reveals, referee.DoubtsReveal, cancellation).ConfigureAwait(false) };
                if (!referee.IsEqual(run))
                {
                    return run;
                }

                run = run with { Reveals = [] };
                if (fork + 1 >= MinimumApart && referee.Decide(run) == Decision.Faster)
                {
                    break;
                }
            }

            progress.Report("counting work");
            run = run with { Work = await new WorkCounter(effort, scratch).CountAsync(experiment, run, cancellation).ConfigureAwait(false) };
            this.clock.Lap("count work");
            if (!experiment.Batches.IsEmpty)
            {
                run = run with { Batches = await new BatchSweep(experiment, effort, () => this.Start(experiment, tiered: false)).RunAsync(progress, cancellation).ConfigureAwait(false) };
                this.clock.Lap("time batches");
            }

            return run;
        }
        catch (WorkerException exception)
        {
            return run with { Problem = exception.Message, ProblemIsCode = exception.FromCode, ProblemVariant = exception.Variant };
        }
        catch (InvalidDataException exception)
        {
            return run with { Problem = exception.Message };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return run with { IsCut = true };
        }
    }

    /// <summary>
    /// Another rewrite on the inputs of an earlier run, in a process of its own, held against what that run observed of the code as it is: where many
    /// rewrites of one code are compared, only the first need run that.
    /// </summary>
    /// <param name="experiment">The other rewrite, with all else as in the earlier run.</param>
    /// <param name="earlier">A run whose outputs were compared.</param>
    /// <param name="goesOn">Whether it may still do the same, from what it did on an input; nothing more is run once it does not.</param>
    /// <param name="referee">Who judges what is in doubt.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task<RawRun> OnInputsOfAsync(Experiment experiment, RawRun earlier, Func<Trial, bool> goesOn, Referee referee, CancellationToken cancellation)
    {
        var inputs = earlier.Trials.Select(trial => new TrialInputs(trial.Size, trial.Seed, trial.Lane)).ToList();
        try
        {
            var after = await this.ObserveAfterAsync(experiment, inputs, (i, outcome) => goesOn(earlier.Trials[i] with { After = outcome }), cancellation).ConfigureAwait(false);
            var trials = earlier.Trials.Zip(after, (trial, outcome) => trial with { After = outcome }).ToImmutableArray();
            return earlier with { Trials = await this.Surveyor(experiment, cancellation).SurveyAsync(trials, referee.DoubtsTrial, cancellation).ConfigureAwait(false) };
        }
        catch (WorkerException exception)
        {
            return earlier with { Problem = exception.Message, ProblemIsCode = exception.FromCode, ProblemVariant = experiment.After.Name };
        }
    }

    /// <summary>
    /// A program's entry as it is against itself, in a process for each: what keeps that from being compared keeps every fix from it. Nothing is timed.
    /// </summary>
    /// <param name="experiment">The program as it is on both sides.</param>
    /// <param name="cancellation">Stops it.</param>
    internal async Task<RawRun> AsItIsAsync(Experiment experiment, CancellationToken cancellation)
    {
        var inputs = TrialInputs.For(experiment, [.. experiment.Sizes.Candidates.Select(size => new Calibrated(size, 0, false))]);
        try
        {
            // Once is enough to see that it cannot be run: one that hangs costs the whole limit.
            var first = await this.ObserveAllAsync(experiment, experiment.Before, inputs, cancellation, (_, outcome) => outcome.Observation is not null).ConfigureAwait(false);
            var again = first.Any(outcome => outcome.Observation is null)
                ? first
                : await this.ObserveAllAsync(experiment, experiment.Before, inputs, cancellation, (_, outcome) => outcome.Observation is not null).ConfigureAwait(false);
            return new([.. inputs.Select((input, i) => new Trial(input.Size, input.Seed, input.Lane, first[i], again[i], first[i], null))], [], experiment.Sizes.Candidates);
        }
        catch (WorkerException exception)
        {
            return RawRun.Failed(exception.Message, exception.FromCode);
        }
    }

    private async Task<List<Calibrated>> CalibrateAsync(Experiment experiment, CancellationToken cancellation)
    {
        await using var worker = this.Start(experiment, tiered: false);
        await this.LoadAsync(worker, experiment, experiment.Before, cancellation).ConfigureAwait(false);
        var usable = new List<Calibrated>();
        WorkerException? failure = null;
        foreach (var size in experiment.Sizes.Candidates)
        {
            double seconds;
            bool changes;
            try
            {
                var observed = await worker.AskAsync(
                    new Request("observe") { Variant = experiment.Before.Name, Size = size, Seed = Seed() }, effort.CallLimit, cancellation).ConfigureAwait(false);
                changes = observed.Response.ChangesArguments;
                if (usable.Count > 0 && Observation.Deserialize(observed.Body).IsTruncated)
                {
                    // Too much to compare; the sizes below it are enough, unless the code states this one.
                    failure = new WorkerException($"at n = {size} it produces more values than can be compared", fromCode: true);
                    break;
                }

                // A call that takes longer is not worth three: it is known well enough from one.
                var calls = observed.Response.Seconds > LongCall ? 1 : 3;
                await worker.AskAsync(
                    new Request("prepare") { Variant = experiment.Before.Name, Size = size, Seed = Seed(), OtherSeed = Seed(), Count = calls }, effort.CallLimit, cancellation).ConfigureAwait(false);
                seconds = double.MaxValue;
                for (var i = 0; i < calls; i++)
                {
                    var run = await worker.AskAsync(new Request("run") { Variant = experiment.Before.Name, Start = i, Count = 1 }, effort.CallLimit, cancellation).ConfigureAwait(false);
                    seconds = Math.Min(seconds, run.Response.Seconds);
                }
            }
            catch (WorkerException exception) when (exception.FromCode && usable.Count > 0)
            {
                // Too large for this code; the sizes below it are enough, unless the code states this one.
                failure = exception;
                break;
            }
            catch (WorkerException exception) when (exception.FromCode)
            {
                failure = exception;
                continue;
            }

            usable.Add(new(size, seconds, changes));
            if (seconds > LongestCall && !experiment.Sizes.IsStated)
            {
                break;
            }
        }

        if (usable.Count == 0 || (experiment.Sizes.IsStated && failure is not null))
        {
            throw failure ?? new WorkerException("there is no size to run it at", fromCode: false);
        }

        if (experiment.Sizes.IsStated)
        {
            return usable;
        }

        var timed = usable.Where(size => size.Seconds is >= ShortestCall and <= LongestCall).ToList();
        if (timed.Count == 0)
        {
            var first = usable.OrderBy(size => Math.Abs(Math.Log(size.Seconds / 1e-3))).First();
            return first.Seconds <= LongestOnlyCall
                ? [first]
                : throw new WorkerException("one call takes longer than can be measured", fromCode: false);
        }

        // The ends of the range and its middle: a break-even inside shows.
        return timed.Count <= 3 ? timed : [timed[0], timed[timed.Count / 2], timed[^1]];
    }

    private async Task<ImmutableArray<Trial>> CompareAsync(Experiment experiment, List<Calibrated> timed, CancellationToken cancellation)
    {
        var inputs = TrialInputs.For(experiment, timed);
        // The candidate runs first and in a process of its own, so that it cannot read what the reference left in memory.
        var after = await this.ObserveAfterAsync(experiment, inputs, (_, _) => true, cancellation).ConfigureAwait(false);
        var before = await this.ObserveAllAsync(experiment, experiment.CheckedBefore ?? experiment.Before, inputs, cancellation).ConfigureAwait(false);
        var again = await this.ObserveAllAsync(experiment, experiment.Before, inputs, cancellation).ConfigureAwait(false);
        var oracle = experiment.Oracle is { } variant
            ? await this.ObserveAllAsync(experiment, variant, inputs, cancellation).ConfigureAwait(false)
            : null;
        return [.. inputs.Select((input, i) => new Trial(input.Size, input.Seed, input.Lane, before[i], again[i], after[i], oracle?[i]))];
    }

    private async Task<Outcome[]> ObserveAfterAsync(
        Experiment experiment, IReadOnlyList<TrialInputs> inputs, Func<int, Outcome, bool> goesOn, CancellationToken cancellation)
    {
        var after = await this.ObserveAllAsync(experiment, experiment.CheckedAfter ?? experiment.After, inputs, cancellation, goesOn).ConfigureAwait(false);
        if (experiment.CheckedAfter is null || after.Contains(Outcome.NotRun))
        {
            return after;
        }

        // What is timed is another build: it must do the same, to the bit, wherever checks let it through; elsewhere it would run out of bounds.
        var sound = Enumerable.Range(0, inputs.Count).Where(i => after[i].Observation is not null).ToList();
        var unguarded = await this.ObserveAllAsync(experiment, experiment.After, [.. sound.Select(i => inputs[i])], cancellation).ConfigureAwait(false);
        foreach (var (i, timed) in sound.Zip(unguarded))
        {
            after[i] = Same(after[i], timed);
        }

        return after;
    }

    private static Outcome Same(Outcome withChecks, Outcome timed) =>
        withChecks.Observation is not { } expected || (timed.Observation is { } got && IsSame(expected, got))
            ? withChecks
            : timed with { Observation = null, Failure = timed.Failure ?? "without bounds checks it produces something else than with them" };

    private static bool IsSame(Observation a, Observation b) =>
        a.Leaves.Count == b.Leaves.Count
        && a.Leaves.Zip(b.Leaves).All(pair => pair.First.Path == pair.Second.Path && pair.First.Kind == pair.Second.Kind && pair.First.Text == pair.Second.Text
            && pair.First.Numbers.AsSpan().SequenceEqual(pair.Second.Numbers));

    private async Task<Outcome[]> ObserveAllAsync(
        Experiment experiment, VariantSpec variant, IReadOnlyList<TrialInputs> inputs, CancellationToken cancellation, Func<int, Outcome, bool>? goesOn = null)
    {
        var outcomes = new Outcome[inputs.Count];
        Array.Fill(outcomes, Outcome.NotRun);
        await using var worker = this.Start(experiment, tiered: false);
        await this.LoadAsync(worker, experiment, variant, cancellation).ConfigureAwait(false);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var request = new Request("observe") { Variant = variant.Name, Size = inputs[i].Size, Seed = inputs[i].Seed, Lane = inputs[i].Lane };
            try
            {
                var (response, body, _) = await worker.AskAsync(request, inputs[i].Limit(effort.CallLimit), cancellation).ConfigureAwait(false);
                outcomes[i] = new(Observation.Deserialize(body), null, response.ChangesArguments, response.HasInputs)
                {
                    MadeBytes = response.MadeBytes, PeakBytes = response.PeakBytes, Seconds = response.Seconds,
                };
            }
            catch (InvalidDataException exception)
            {
                outcomes[i] = new(null, exception.Message);
            }
            catch (WorkerException exception) when (exception.FromCode)
            {
                outcomes[i] = new(null, exception.Message);
                if (worker.IsGone)
                {
                    break;
                }
            }

            if (goesOn?.Invoke(i, outcomes[i]) == false)
            {
                break;
            }
        }

        return outcomes;
    }

    private async Task<RawRun> TimeAsync(
        RawRun run, Experiment experiment, List<Calibrated> sizes, TimedOutputs outputs, ForkKind kind, bool isClear, IProgress<string> progress, CancellationToken cancellation)
    {
        await using var fork = new Fork(experiment, effort, kind, isClear, this.clock, () => this.Start(experiment, kind == ForkKind.Tiered));
        this.clock.Lap("start processes");
        try
        {
            using var alone = await TimingLock.TakeAsync(effort.LockPath, () => progress.Report("waiting: another run on this machine is timing"), cancellation).ConfigureAwait(false);
            this.clock.Lap("wait for other runs");
            var noise = new HostNoiseMeter();
            var (samples, rechecks) = await fork.RunAsync(sizes, outputs, cancellation).ConfigureAwait(false);
            return run with { Forks = run.Forks.AddRange(samples), Rechecks = run.Rechecks.AddRange(rechecks), Reveals = fork.Reveals, Noise = run.Noise.Add(noise.Read()), Bandwidth = HostBandwidth.Here };
        }
        catch (WorkerException exception) when (kind != ForkKind.Apart && exception.FromCode && exception.Variant == experiment.Before.Name)
        {
            // Alone it worked, or it would not have come to this: was it the rewrite beside it that ended the process?
            await this.TimeAsync(run, experiment, sizes, outputs, ForkKind.Apart, isClear, progress, cancellation).ConfigureAwait(false);
            throw new WorkerException($"the code as it is fails in a process that it shares with the rewrite, and not alone: {exception.Message}", fromCode: false, experiment.Before.Name);
        }
    }

    private Surveyor Surveyor(Experiment experiment, CancellationToken cancellation) => new(experiment, effort.CallLimit, async side =>
    {
        var worker = this.Start(experiment, tiered: false);
        await this.LoadAsync(worker, experiment, side, cancellation).ConfigureAwait(false);
        return worker;
    });

    private Worker Start(Experiment experiment, bool tiered) => Worker.Start(
        new WorkerOptions(tiered, experiment.Frameworks, effort.MemoryBytes, scratch.NewFolder("run"), KeepsNetwork: experiment.Host == "ilgpu")
        {
            Environment = experiment.Environment,
            // A program may write beside itself, as it does for its user.
            Writable = experiment.Kind == ExperimentKind.Replay ? [scratch.Path] : [],
        });

    private Task LoadAsync(Worker worker, Experiment experiment, VariantSpec variant, CancellationToken cancellation) =>
        worker.AskAsync(new Request("load") { Variants = [variant], Hints = experiment.Hints }, effort.CallLimit, cancellation);

    internal static ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
}

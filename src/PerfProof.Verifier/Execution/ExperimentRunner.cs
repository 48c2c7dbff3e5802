using System.Collections.Immutable;
using System.Security.Cryptography;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>How much effort an experiment may take.</summary>
/// <param name="MaximumForks">Most child processes that time one experiment.</param>
/// <param name="SecondsPerSize">Time for the rounds of one size in one process.</param>
/// <param name="CallLimit">Longest that one answer of the child may take.</param>
/// <param name="MemoryBytes">Most memory of a child.</param>
public sealed record Effort(int MaximumForks, double SecondsPerSize, TimeSpan CallLimit, long MemoryBytes)
{
    /// <summary>What <c>verify</c> takes when nothing else is said.</summary>
    public static Effort Default { get; } = new(20, 0.3, TimeSpan.FromSeconds(60), 8L << 30);
}

/// <summary>Runs an experiment: outputs first, then times.</summary>
public sealed class ExperimentRunner(Effort effort, ScratchFolder scratch)
{
    private const double ShortestCall = 4e-6;
    private const double LongestCall = 0.030;
    private const double LongestOnlyCall = 10;
    private const double BatchSeconds = 0.003;
    private const double WarmUpSeconds = 0.12;

    // The tiered JIT counts calls, instruments, and counts again; a user's program that runs long enough to be slow is
    // past that. It must be past it here too before the first time is taken.
    private const double TieredWarmUpSeconds = 0.5;
    private const int WarmUpCalls = 40;
    private const int MaximumRing = 64;

    /// <summary>Numbers of processes after which the bounds are looked at; fixed in advance, so that looking costs no confidence.</summary>
    public static ImmutableArray<int> Looks { get; } = [8, 12, 20];

    /// <summary>Runs it.</summary>
    /// <param name="experiment">What to run.</param>
    /// <param name="isEqual">Whether the outcomes allow timing at all; equality is judged before speed.</param>
    /// <param name="isDecided">Whether the times so far decide.</param>
    /// <param name="progress">Told what is going on, in a few words.</param>
    /// <param name="cancellation">Stops it; what was measured until then is kept.</param>
    public async Task<RawRun> RunAsync(
        Experiment experiment,
        Func<RawRun, bool> isEqual,
        Func<RawRun, bool> isDecided,
        IProgress<string> progress,
        CancellationToken cancellation)
    {
        var run = new RawRun([], [], []);
        try
        {
            progress.Report("choosing sizes");
            var calibration = experiment.WhyUntimed is null
                ? await this.CalibrateAsync(experiment, cancellation).ConfigureAwait(false)
                : [.. experiment.Sizes.Candidates.Select(size => new Calibrated(size, 0, false))];
            run = run with { Sizes = [.. calibration.Select(size => size.Size)] };

            progress.Report("comparing outputs");
            run = run with { Trials = await this.CompareAsync(experiment, calibration, cancellation).ConfigureAwait(false) };
            if (!isEqual(run) || experiment.WhyUntimed is not null)
            {
                return run;
            }

            var outputs = new TimedOutputs(run.Trials);
            for (var fork = 0; fork < effort.MaximumForks; fork++)
            {
                progress.Report($"timing, process {fork + 1}");
                // One process in four runs as users' programs do, with the tiered JIT; the others fully optimised, which is steadier.
                var (samples, rechecks) = await this.ForkAsync(experiment, calibration, outputs, tiered: fork % 4 == 3, cancellation).ConfigureAwait(false);
                run = run with { Forks = run.Forks.AddRange(samples), Rechecks = run.Rechecks.AddRange(rechecks) };
                if (Looks.Contains(fork + 1) && isDecided(run))
                {
                    break;
                }
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

    private async Task<List<Calibrated>> CalibrateAsync(Experiment experiment, CancellationToken cancellation)
    {
        await using var worker = this.Start(experiment, tiered: false);
        await this.LoadAsync(worker, experiment, [experiment.Before], cancellation).ConfigureAwait(false);
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

                await worker.AskAsync(
                    new Request("prepare") { Variant = experiment.Before.Name, Size = size, Seed = Seed(), OtherSeed = Seed(), Count = 3 }, effort.CallLimit, cancellation).ConfigureAwait(false);
                seconds = double.MaxValue;
                for (var i = 0; i < 3; i++)
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
        var after = await this.ObserveAllAsync(experiment, experiment.CheckedAfter ?? experiment.After, inputs, cancellation).ConfigureAwait(false);
        if (experiment.CheckedAfter is not null && after.All(outcome => outcome.Observation is not null))
        {
            // What is timed is another build: it must do the same, to the bit.
            var unguarded = await this.ObserveAllAsync(experiment, experiment.After, inputs, cancellation).ConfigureAwait(false);
            after = [.. after.Zip(unguarded, Same)];
        }

        var before = await this.ObserveAllAsync(experiment, experiment.CheckedBefore ?? experiment.Before, inputs, cancellation).ConfigureAwait(false);
        var again = await this.ObserveAllAsync(experiment, experiment.Before, inputs, cancellation).ConfigureAwait(false);
        var oracle = experiment.Oracle is { } variant
            ? await this.ObserveAllAsync(experiment, variant, inputs, cancellation).ConfigureAwait(false)
            : null;
        return [.. inputs.Select((input, i) => new Trial(input.Size, input.Seed, input.Lane, before[i], again[i], after[i], oracle?[i]))];
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
        Experiment experiment, VariantSpec variant, IReadOnlyList<TrialInputs> inputs, CancellationToken cancellation)
    {
        var outcomes = new Outcome[inputs.Count];
        Array.Fill(outcomes, Outcome.NotRun);
        await using var worker = this.Start(experiment, tiered: false);
        await this.LoadAsync(worker, experiment, [variant], cancellation).ConfigureAwait(false);
        for (var i = 0; i < outcomes.Length; i++)
        {
            var request = new Request("observe") { Variant = variant.Name, Size = inputs[i].Size, Seed = inputs[i].Seed, Lane = inputs[i].Lane };
            try
            {
                var (response, body, _) = await worker.AskAsync(request, effort.CallLimit, cancellation).ConfigureAwait(false);
                outcomes[i] = new(Observation.Deserialize(body), null, response.ChangesArguments, response.HasInputs);
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
        }

        return outcomes;
    }

    private async Task<(ImmutableArray<ForkSamples> Samples, ImmutableArray<Recheck> Rechecks)> ForkAsync(
        Experiment experiment, List<Calibrated> sizes, TimedOutputs outputs, bool tiered, CancellationToken cancellation)
    {
        await using var worker = this.Start(experiment, tiered);
        await this.LoadAsync(worker, experiment, [experiment.Before, experiment.After], cancellation).ConfigureAwait(false);
        var results = ImmutableArray.CreateBuilder<ForkSamples>();
        var rechecks = ImmutableArray.CreateBuilder<Recheck>();
        foreach (var size in sizes)
        {
            var calls = (int)Math.Clamp(Math.Ceiling(BatchSeconds / Math.Max(size.Seconds, 1e-8)), 1, size.ChangesArguments ? MaximumRing : 100_000);
            var ring = size.ChangesArguments ? calls : Math.Clamp(calls, 2, 4);
            var leg = new Leg(worker, effort.CallLimit, size.ChangesArguments, ring);
            var (seed, otherSeed) = (outputs.Seed(size.Size) ?? Seed(), Seed());
            foreach (var variant in new[] { experiment.Before, experiment.After })
            {
                await worker.AskAsync(
                    new Request("prepare") { Variant = variant.Name, Size = size.Size, Seed = seed, OtherSeed = otherSeed, Count = ring }, effort.CallLimit, cancellation).ConfigureAwait(false);
                await leg.WarmUpAsync(variant.Name, calls, tiered ? TieredWarmUpSeconds : WarmUpSeconds, size.Seconds > LongestCall ? 1 : WarmUpCalls, cancellation).ConfigureAwait(false);
            }

            var rounds = (int)Math.Clamp(effort.SecondsPerSize / (3 * size.Seconds * calls), 5, 30);
            var checkedRound = outputs.Seed(size.Size) is null ? -1 : RandomNumberGenerator.GetInt32(rounds);
            var samples = ImmutableArray.CreateBuilder<Round>(rounds);
            double bytesBefore = 0, bytesAfter = 0;
            for (var i = 0; i < rounds; i++)
            {
                // All legs of a round work on the same inputs, as many times as nobody can foresee.
                var batch = new Batch(RandomNumberGenerator.GetInt32(calls - (calls / 4), calls + 1), RandomNumberGenerator.GetInt32(ring));
                if (i == checkedRound
                    && outputs.Check(
                        size.Size,
                        seed,
                        await leg.LookAsync(experiment.Before.Name, batch.Count, cancellation).ConfigureAwait(false),
                        await leg.LookAsync(experiment.After.Name, batch.Count, cancellation).ConfigureAwait(false)) is { } recheck)
                {
                    rechecks.Add(recheck);
                }

                var order = new[] { 0, 1, 2 };
                RandomNumberGenerator.Shuffle(order.AsSpan());
                var legs = new Sample[3];
                foreach (var which in order)
                {
                    var (sample, bytes) = await leg.RunAsync(which == 1 ? experiment.After.Name : experiment.Before.Name, batch, cancellation).ConfigureAwait(false);
                    legs[which] = sample;
                    (bytesBefore, bytesAfter) = which switch { 0 => (bytes, bytesAfter), 1 => (bytesBefore, bytes), _ => (bytesBefore, bytesAfter) };
                }

                samples.Add(new(legs[0], legs[1], legs[2]));
            }

            results.Add(new(size.Size, tiered, calls, samples.ToImmutable(), bytesBefore, bytesAfter));
            if (outputs.Other(size.Size) is { } other
                && outputs.Check(
                    size.Size,
                    other.Seed,
                    await leg.OverwriteAsync(experiment.Before.Name, other, cancellation).ConfigureAwait(false),
                    await leg.OverwriteAsync(experiment.After.Name, other, cancellation).ConfigureAwait(false)) is { } difference)
            {
                rechecks.Add(difference);
            }
        }

        return (results.ToImmutable(), rechecks.ToImmutable());
    }

    private Worker Start(Experiment experiment, bool tiered) => Worker.Start(
        new WorkerOptions(tiered, experiment.Frameworks, effort.MemoryBytes, scratch.NewFolder("run"), KeepsNetwork: experiment.Host == "ilgpu"));

    private async Task LoadAsync(Worker worker, Experiment experiment, IReadOnlyList<VariantSpec> variants, CancellationToken cancellation) =>
        await worker.AskAsync(new Request("load") { Variants = variants, Hints = experiment.Hints }, effort.CallLimit, cancellation).ConfigureAwait(false);

    internal static ulong Seed() => BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8));
}

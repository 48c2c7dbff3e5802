using System.Collections.Immutable;
using System.Security.Cryptography;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>What one process measured of a batch of so many items.</summary>
/// <param name="Size">Items in the batch.</param>
/// <param name="SecondsPerItem">Median time of a call over its items.</param>
/// <param name="Bytes">Managed bytes that a call allocates.</param>
public sealed record BatchTime(int Size, double SecondsPerItem, double Bytes);

/// <summary>What one process measured: each size once.</summary>
/// <param name="Times">From small to large.</param>
public sealed record BatchFork(ImmutableArray<BatchTime> Times);

/// <summary>
/// Times the rewrite alone at several sizes of a batch, so that its user knows which to take. Whether it is faster than the code as it is has been
/// decided before; this decides nothing.
/// </summary>
/// <param name="experiment">Its <see cref="Experiment.After"/> hands over all n items at once.</param>
/// <param name="effort">How much effort it may take.</param>
/// <param name="start">Starts a process.</param>
internal sealed class BatchSweep(Experiment experiment, Effort effort, Func<Worker> start)
{
    // As many as bounds of half a percent on each side need.
    private const int Forks = 8;
    private const double BatchSeconds = 0.003;
    private const int MostRounds = 10;
    private const int MostInputs = 16;
    private const int FewestCalls = 3;

    // Beyond this a batch takes too long to be timed in passing; the sizes below it are enough.
    private const double LongestCall = 0.5;

    // Of the time for one size of an experiment: 0.06 s, and as much to warm up.
    private double Seconds => effort.SecondsPerSize / 5;

    /// <summary>Times it; empty when it could not be, which is no reason to doubt what was decided.</summary>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<ImmutableArray<BatchFork>> RunAsync(IProgress<string> progress, CancellationToken cancellation)
    {
        try
        {
            var sizes = await this.CalibrateAsync(cancellation).ConfigureAwait(false);
            var forks = ImmutableArray.CreateBuilder<BatchFork>();
            for (var fork = 0; sizes.Count > 1 && fork < Forks; fork++)
            {
                progress.Report($"timing sizes of batches, process {fork + 1}");
                using var alone = await TimingLock.TakeAsync(effort.LockPath, () => progress.Report("waiting: another run on this machine is timing"), cancellation).ConfigureAwait(false);
                forks.Add(await this.TimeAsync(sizes, cancellation).ConfigureAwait(false));
            }

            return forks.ToImmutable();
        }
        catch (WorkerException exception)
        {
            System.Diagnostics.Trace.TraceInformation($"sizes of batches: {exception.Message}");
            return [];
        }
    }

    private async Task<List<Calibrated>> CalibrateAsync(CancellationToken cancellation)
    {
        var usable = new List<Calibrated>();
        await using var worker = start();
        var leg = new Leg(worker, experiment.After, effort.CallLimit);
        await leg.LoadAsync(experiment.Hints, cancellation).ConfigureAwait(false);
        foreach (var size in experiment.Batches)
        {
            try
            {
                var observed = await worker.AskAsync(
                    new KernelHost.Request("observe") { Variant = experiment.After.Name, Size = size, Seed = ExperimentRunner.Seed() }, effort.CallLimit, cancellation).ConfigureAwait(false);
                var ring = Ring(size, 1, observed.Response.ChangesArguments);
                await leg.PrepareAsync(ring, cancellation).ConfigureAwait(false);
                var seconds = double.MaxValue;
                for (var i = 0; i < FewestCalls; i++)
                {
                    seconds = Math.Min(seconds, (await leg.RunAsync(new(1, 0), ring, cancellation).ConfigureAwait(false)).Sample.Seconds);
                }

                if (seconds > LongestCall)
                {
                    break;
                }

                usable.Add(new(size, seconds, observed.Response.ChangesArguments));
            }
            catch (WorkerException exception) when (exception.FromCode && usable.Count > 0)
            {
                // Too large for this code.
                break;
            }
        }

        return usable;
    }

    private async Task<BatchFork> TimeAsync(List<Calibrated> sizes, CancellationToken cancellation)
    {
        await using var worker = start();
        var leg = new Leg(worker, experiment.After, effort.CallLimit);
        await leg.LoadAsync(experiment.Hints, cancellation).ConfigureAwait(false);
        // In random order: what the machine does meanwhile, and what one size leaves in the process, shall meet all sizes alike.
        var order = sizes.ToArray();
        RandomNumberGenerator.Shuffle(order.AsSpan());
        var times = new List<BatchTime>();
        foreach (var size in order)
        {
            var calls = (int)Math.Clamp(Math.Ceiling(BatchSeconds / Math.Max(size.Seconds, 1e-8)), 1, size.ChangesArguments ? MostInputs : 100_000);
            var ring = Ring(size.Size, size.ChangesArguments ? calls : Math.Clamp(calls, 2, 4), size.ChangesArguments);
            await leg.PrepareAsync(ring, cancellation).ConfigureAwait(false);
            // Of a long call one is enough: what counts is the scatter from process to process.
            var isLong = size.Seconds > ExperimentRunner.LongestCall;
            await leg.WarmUpAsync(calls, this.Seconds, isLong ? 1 : FewestCalls, size.ChangesArguments, cancellation).ConfigureAwait(false);
            var rounds = (int)Math.Clamp(this.Seconds / (size.Seconds * calls), isLong ? 1 : FewestCalls, MostRounds);
            var seconds = new double[rounds];
            double bytes = 0;
            for (var i = 0; i < rounds; i++)
            {
                (var sample, bytes) = await leg.RunAsync(new(calls, 0), ring, cancellation).ConfigureAwait(false);
                seconds[i] = sample.Seconds;
            }

            Array.Sort(seconds);
            times.Add(new(size.Size, seconds[rounds / 2] / size.Size, bytes));
        }

        return new([.. times.OrderBy(time => time.Size)]);
    }

    private static Ring Ring(int size, int count, bool areRefreshed) => new(size, ExperimentRunner.Seed(), ExperimentRunner.Seed(), count, areRefreshed);
}

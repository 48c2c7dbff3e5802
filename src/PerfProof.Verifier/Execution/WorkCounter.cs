using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>
/// Counts what both sides do on inputs that they have not seen, so that a ratio that is too good to be believed can be
/// explained, or not. Code that remembers results, or does its work only while nobody measures, has done all of it here.
/// </summary>
internal sealed class WorkCounter(Effort effort, ScratchFolder scratch)
{
    // Below this nobody asks for an explanation; what is asked at ten must have been counted by then.
    private const double CountedFrom = 8;
    private const double CountedSeconds = 0.001;
    private const int MaximumCalls = 16;

    // Made-up elements in one process; nothing is optimised there, so that making them up takes longer than the calls.
    private const int MaximumElements = 1 << 19;

    /// <summary>Counts at every size at which the rewrite came out many times faster.</summary>
    public async Task<ImmutableArray<WorkCount>> CountAsync(Experiment experiment, RawRun run, CancellationToken cancellation)
    {
        var counts = ImmutableArray.CreateBuilder<WorkCount>();
        foreach (var group in run.Forks.GroupBy(fork => fork.Size))
        {
            var (before, after) = (Seconds(group, round => round.Before), Seconds(group, round => round.After));
            if (before >= CountedFrom * after)
            {
                counts.Add(experiment.Plans is { } plans && experiment.Host != "managed"
                    ? PlanWork(group.Key, plans(group.Key))
                    : await this.CountAsync(experiment, group.Key, before, before / after, run.Trials.Any(trial => trial.Before.HasInputs), cancellation).ConfigureAwait(false));
            }
        }

        return counts.ToImmutable();
    }

    private static double Seconds(IEnumerable<ForkSamples> forks, Func<Round, Sample> leg) => forks.SelectMany(fork => fork.Rounds).Select(leg).Average(sample => sample.Seconds);

    // What a device does is not seen from here; what it is asked to do stands in the plan.
    private static WorkCount PlanWork(int size, (PlanCost Before, PlanCost After) cost) =>
        new(size, new(cost.Before.Work, 0), new(cost.After.Work, 0), null);

    private async Task<WorkCount> CountAsync(Experiment experiment, int size, double seconds, double ratio, bool hasInputs, CancellationToken cancellation)
    {
        if (UncountedMethod(experiment.After.Assembly) is { } uncounted)
        {
            return new(size, default, default, $"{uncounted} is compiled without counters, since it asks for AggressiveOptimization");
        }

        // What takes no inputs may keep its result from one call to the next: only a first call tells what it takes.
        var calls = hasInputs ? (int)Math.Clamp(Math.Min(CountedSeconds / seconds, (double)MaximumElements / size), 1, MaximumCalls) : 1;
        var batch = new Counted(experiment, size, calls, hasInputs ? 1 : 0, ExperimentRunner.Seed(), ExperimentRunner.Seed());
        try
        {
            Work[]? least = null;
            for (var attempt = 0; ; attempt++)
            {
                var counted = await Task.WhenAll(new[]
                {
                    this.RunAsync(batch, experiment.Before, 0, cancellation),
                    this.RunAsync(batch, experiment.Before, calls, cancellation),
                    this.RunAsync(batch, experiment.After, 0, cancellation),
                    this.RunAsync(batch, experiment.After, calls, cancellation),
                }).ConfigureAwait(false);
                if (Array.Exists(counted, work => work.Steps <= 0))
                {
                    return new(size, default, default, "this runtime wrote no counts, or not all");
                }

                // What a process does besides (it waits, and turns in circles meanwhile) only adds to its counts, thousands of steps and sometimes many more: of two the lesser is nearer.
                // A call that takes less than nothing was not counted.
                least = least is null ? counted : [.. least.Zip(counted, (one, other) => new Work(Math.Min(one.Steps, other.Steps), Math.Min(one.AllocatedBytes, other.AllocatedBytes)))];
                var work = new WorkCount(size, Each(least[0], least[1]), Each(least[2], least[3]), null);
                if ((work.Before.Steps > 0 && work.After.Steps > 0 && work.Explains(ratio)) || attempt == 1)
                {
                    return work;
                }
            }
        }
        catch (WorkerException exception)
        {
            return new(size, default, default, exception.Message);
        }

        Work Each(Work without, Work with) => new((with.Steps - without.Steps) / calls, with.AllocatedBytes / calls);
    }

    private static string? UncountedMethod(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return metadata.MethodDefinitions.Select(metadata.GetMethodDefinition)
            .Where(method => method.ImplAttributes.HasFlag(MethodImplAttributes.AggressiveOptimization))
            .Select(method => metadata.GetString(method.Name))
            .FirstOrDefault();
    }

    private sealed record Counted(Experiment Experiment, int Size, int Calls, int WarmUp, ulong Seed, ulong OtherSeed);

    /// <summary>What a process does that makes the calls; one that makes none does everything else.</summary>
    private async Task<Work> RunAsync(Counted batch, VariantSpec variant, int calls, CancellationToken cancellation)
    {
        var folder = scratch.NewFolder("count");
        var path = Path.Combine(folder, "blocks.txt");
        var options = new WorkerOptions(Tiered: true, batch.Experiment.Frameworks, effort.MemoryBytes, folder)
        {
            Writable = batch.Experiment.Kind == ExperimentKind.Replay ? [scratch.Path] : [],
            Environment = ImmutableDictionary.CreateRange(BlockCounts.Environment(path)),
        };
        await using var worker = Worker.Start(options);
        await worker.AskAsync(new Request("load") { Variants = [variant], Hints = batch.Experiment.Hints }, effort.CallLimit, cancellation).ConfigureAwait(false);
        var inputs = new Request("prepare") { Variant = variant.Name, Size = batch.Size, Seed = batch.Seed, OtherSeed = batch.OtherSeed, Count = batch.Calls + batch.WarmUp };
        await worker.AskAsync(inputs, effort.CallLimit, cancellation).ConfigureAwait(false);
        await worker.AskAsync(new Request("run") { Variant = variant.Name, Count = batch.WarmUp }, effort.CallLimit, cancellation).ConfigureAwait(false);
        var run = new Request("run") { Variant = variant.Name, Start = batch.WarmUp, Count = calls };
        var (response, _, _) = await worker.AskAsync(run, effort.CallLimit, cancellation).ConfigureAwait(false);
        await worker.ExitAsync(effort.CallLimit, cancellation).ConfigureAwait(false);
        return new(File.Exists(path) ? BlockCounts.Executed(File.ReadLines(path)) : 0, response.AllocatedBytes);
    }
}

using System.Collections.Immutable;
using PerfProof.Generation;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>What a device does in a second, measured by kernels of ours.</summary>
/// <param name="GigabytesPerSecond">Memory read and written by a copy of 64 MiB, in 1e9 bytes a second.</param>
/// <param name="LaunchMicroseconds">Time of one launch of a kernel that does next to nothing, waited for, in microseconds.</param>
public sealed record DeviceSpeed(double GigabytesPerSecond, double LaunchMicroseconds);

/// <summary>Measures a device: how fast its memory is, and what a launch costs there.</summary>
public static class DeviceProbe
{
    private const int Elements = 1 << 24;
    private const int Turns = 10;
    private const int Launches = 200;
    private const int Tries = 5;

    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    /// <summary>Measures it in a child process: a driver that crashes takes only that with it.</summary>
    /// <returns>The speed, or why there is none.</returns>
    public static async Task<(DeviceSpeed? Speed, string? Problem)> MeasureAsync(KernelTarget target, ScratchFolder scratch, CancellationToken cancellation)
    {
        if (target.WhyUntimed is { } untimed)
        {
            return (null, untimed);
        }

        // One turn against many: what a call costs besides cancels out.
        var copy = Pattern(turns => [new RepeatStep(turns, [Launch(Amount.Size)]), new SynchroniseStep()], 1 + Turns);
        var launch = Pattern(turns => [new RepeatStep(turns, [Launch(1), new SynchroniseStep()])], 1 + Launches);
        try
        {
            var (copies, why) = await DifferenceAsync(copy, Elements, target, scratch, cancellation).ConfigureAwait(false);
            var (launches, whyNot) = why is null ? await DifferenceAsync(launch, 1, target, scratch, cancellation).ConfigureAwait(false) : (0, why);
            return whyNot is not null ? (null, whyNot)
                : copies <= 0 || launches < 0 ? (null, "the machine is too loaded to measure it")
                : (new(2.0 * sizeof(float) * Elements * Turns / copies / 1e9, launches / Launches * 1e6), null);
        }
        catch (Exception exception) when (exception is WorkerException or InvalidDataException)
        {
            return (null, exception.Message);
        }
    }

    private static async Task<(double Seconds, string? Problem)> DifferenceAsync(KernelPattern pattern, int size, KernelTarget target, ScratchFolder scratch, CancellationToken cancellation)
    {
        var (experiment, problem) = KernelCompiler.Compile(pattern, target, scratch.NewFolder);
        if (experiment is null)
        {
            return (0, problem);
        }

        await using var worker = Worker.Start(new WorkerOptions(Tiered: false, [], Effort.Default.MemoryBytes, scratch.NewFolder("run"), KeepsNetwork: target.Host == "ilgpu"));
        await worker.AskAsync(new Request("load") { Variants = [experiment.Before, experiment.After], Hints = experiment.Hints }, limit, cancellation).ConfigureAwait(false);
        var best = new double[2];
        foreach (var (variant, i) in new[] { experiment.Before, experiment.After }.Select((variant, i) => (variant, i)))
        {
            await worker.AskAsync(new Request("prepare") { Variant = variant.Name, Size = size, Count = 1 }, limit, cancellation).ConfigureAwait(false);
            best[i] = double.MaxValue;
            // The first run compiles and touches the memory; the fastest is the least disturbed.
            for (var run = 0; run <= Tries; run++)
            {
                var (response, _, _) = await worker.AskAsync(new Request("run") { Variant = variant.Name, Count = 1 }, limit, cancellation).ConfigureAwait(false);
                best[i] = run == 0 ? best[i] : Math.Min(best[i], response.Seconds);
            }
        }

        return (best[1] - best[0], null);
    }

    private static LaunchStep Launch(Amount extent) => new("Copy", extent, [new ViewArgument("from"), new ViewArgument("to")]);

    private static KernelPattern Pattern(Func<int, ImmutableArray<PlanStep>> steps, int turns)
    {
        LaunchPlan Plan(int count) => new(
            [new("from", ElementKind.Single, Amount.Size), new("to", ElementKind.Single, Amount.Size)],
            [new("first", ElementKind.Single, 1)],
            [.. steps(count), new DownloadStep("to", "first", Length: 1)]);
        return new(
            "a copy in device memory",
            [new("Copy", "static void Copy(Index1D i, ArrayView<float> from, ArrayView<float> to) { to[i] = from[i]; }")],
            [],
            Plan(1),
            Plan(turns),
            new SizePlan([1], IsStated: true))
        {
            IsHostCost = true,
        };
    }
}

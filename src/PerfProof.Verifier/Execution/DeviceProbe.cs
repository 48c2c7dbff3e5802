using System.Collections.Immutable;
using PerfProof.Generation;
using PerfProof.KernelHost;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Execution;

/// <summary>What a device does in a second, measured by kernels of ours.</summary>
/// <param name="GigabytesPerSecond">Memory read and written by a copy of 64 MiB, in 1e9 bytes a second.</param>
/// <param name="LaunchMicroseconds">Time of one launch of a kernel that does next to nothing, waited for, in microseconds.</param>
/// <param name="LinkGigabytesPerSecond">Copies of 16 MiB from the host to the device, in 1e9 bytes a second.</param>
public sealed record DeviceSpeed(double GigabytesPerSecond, double LaunchMicroseconds, double LinkGigabytesPerSecond)
{
    /// <summary>
    /// Seconds that a launch plan takes at least: its copies over the link, and the memory that its kernels are given once through the
    /// device's memory. Launches are left out: a device may overlap them with the rest.
    /// </summary>
    public double Floor(PlanCost cost) => (cost.Bytes / (this.LinkGigabytesPerSecond * 1e9)) + (cost.Touched / (this.GigabytesPerSecond * 1e9));
}

/// <summary>What measures a device, compiled for it.</summary>
/// <param name="Copy">Copies in its memory: one, and many.</param>
/// <param name="Launch">Launches: one, and many.</param>
/// <param name="Link">Copies from the host: one, and many.</param>
public sealed record DeviceProbes(Experiment Copy, Experiment Launch, Experiment Link)
{
    /// <summary>The same with each experiment changed.</summary>
    public DeviceProbes With(Func<Experiment, Experiment> change) => new(change(this.Copy), change(this.Launch), change(this.Link));
}

/// <summary>Measures a device: how fast its memory and the link to it are, and what a launch costs there.</summary>
public static class DeviceProbe
{
    private const int Elements = 1 << 24;
    private const int Carried = 1 << 22;
    private const int Turns = 10;
    private const int Launches = 200;
    private const int Tries = 5;

    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    /// <summary>Compiles what measures a device; or says why it cannot be measured.</summary>
    public static (DeviceProbes? Probes, string? Problem) Compile(KernelTarget target, Func<string, string> newFolder)
    {
        if (target.WhyUntimed is { } untimed)
        {
            return (null, untimed);
        }

        // One turn against many: what a call costs besides cancels out.
        var copy = KernelCompiler.Compile(Pattern(turns => [new RepeatStep(turns, [Launch(Amount.Size)]), new SynchroniseStep()], 1 + Turns), target, newFolder);
        var launch = KernelCompiler.Compile(Pattern(turns => [new RepeatStep(turns, [Launch(1), new SynchroniseStep()])], 1 + Launches), target, newFolder);
        var link = KernelCompiler.Compile(
            Pattern(turns => [new RepeatStep(turns, [new UploadStep("source", "from")]), Launch(Amount.Size)], 1 + Turns, new PlanInput("source", ElementKind.Single, Amount.Size)), target, newFolder);
        return (copy.Experiment, launch.Experiment, link.Experiment) is ({ } copies, { } launches, { } links)
            ? (new(copies, launches, links), null)
            : (null, copy.Problem ?? launch.Problem ?? link.Problem);
    }

    /// <summary>Measures a device in child processes: a driver that crashes takes only those with it.</summary>
    /// <returns>The speed, or why there is none.</returns>
    public static async Task<(DeviceSpeed? Speed, string? Problem)> MeasureAsync(KernelTarget target, ScratchFolder scratch, CancellationToken cancellation)
    {
        var (probes, problem) = Compile(target, scratch.NewFolder);
        return probes is null ? (null, problem) : await MeasureAsync(probes, scratch, cancellation).ConfigureAwait(false);
    }

    /// <summary>The same with what was compiled elsewhere.</summary>
    public static async Task<(DeviceSpeed? Speed, string? Problem)> MeasureAsync(DeviceProbes probes, ScratchFolder scratch, CancellationToken cancellation)
    {
        try
        {
            var copies = await DifferenceAsync(probes.Copy, Elements, scratch, cancellation).ConfigureAwait(false);
            var launches = await DifferenceAsync(probes.Launch, 1, scratch, cancellation).ConfigureAwait(false);
            var carried = await DifferenceAsync(probes.Link, Carried, scratch, cancellation).ConfigureAwait(false);
            return copies <= 0 || launches < 0 || carried <= 0
                ? (null, "the machine is too loaded to measure it")
                : (new(2.0 * sizeof(float) * Elements * Turns / copies / 1e9, launches / Launches * 1e6, 1.0 * sizeof(float) * Carried * Turns / carried / 1e9), null);
        }
        catch (Exception exception) when (exception is WorkerException or InvalidDataException)
        {
            return (null, exception.Message);
        }
    }

    private static async Task<double> DifferenceAsync(Experiment experiment, int size, ScratchFolder scratch, CancellationToken cancellation)
    {
        await using var worker = Worker.Start(
            new WorkerOptions(Tiered: false, [], Effort.Default.MemoryBytes, scratch.NewFolder("run"), KeepsNetwork: experiment.Host == "ilgpu") { Environment = experiment.Environment });
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

        return best[1] - best[0];
    }

    private static LaunchStep Launch(Amount extent) => new("Copy", extent, [new ViewArgument("from"), new ViewArgument("to")]);

    private static KernelPattern Pattern(Func<int, ImmutableArray<PlanStep>> steps, int turns, params ImmutableArray<PlanInput> inputs)
    {
        LaunchPlan Plan(int count) => new(
            [new("from", ElementKind.Single, Amount.Size), new("to", ElementKind.Single, Amount.Size)],
            [new("first", ElementKind.Single, 1)],
            [.. steps(count), new DownloadStep("to", "first", Length: 1)]);
        return new(
            "a copy in device memory",
            [new("Copy", "static void Copy(Index1D i, ArrayView<float> from, ArrayView<float> to) { to[i] = from[i]; }")],
            inputs,
            Plan(1),
            Plan(turns),
            new SizePlan([1], IsStated: true))
        {
            IsHostCost = true,
        };
    }
}

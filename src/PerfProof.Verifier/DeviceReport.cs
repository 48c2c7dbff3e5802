using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Loading;

namespace PerfProof;

/// <summary>A place where kernels can run here, and what it is good for.</summary>
/// <param name="Id">How <c>--device</c> calls it.</param>
/// <param name="Host">The host that reaches it: <c>managed</c> or <c>ilgpu</c>.</param>
/// <param name="Name">What its driver calls it; the processor, for the managed host.</param>
/// <param name="GoodFor">Some of <c>outputs</c>, <c>host timing</c> and <c>device timing</c>.</param>
/// <param name="HasHalf">Whether kernels may use half precision.</param>
/// <param name="HasDouble">Whether kernels may use double precision.</param>
/// <param name="GigabytesPerSecond">Measured memory bandwidth of a copy, read and written, in 1e9 bytes a second; null where times mean nothing.</param>
/// <param name="LaunchMicroseconds">Measured cost of one launch that is waited for, in microseconds; null likewise.</param>
/// <param name="LinkGigabytesPerSecond">Measured copy from the host to the device, in 1e9 bytes a second; null likewise.</param>
/// <param name="Note">Why something was not measured; null when all was.</param>
public sealed record DeviceEntry(
    string Id,
    string Host,
    string Name,
    ImmutableArray<string> GoodFor,
    bool HasHalf,
    bool HasDouble,
    double? GigabytesPerSecond,
    double? LaunchMicroseconds,
    double? LinkGigabytesPerSecond,
    string? Note);

/// <summary>What kernels can run on here.</summary>
/// <param name="Machine">The machine and its load.</param>
/// <param name="Ilgpu">Version of ILGPU and where it comes from; null when it cannot be had.</param>
/// <param name="Problem">Why there is no ILGPU, or no list of its devices; null when there is.</param>
/// <param name="Devices">The devices.</param>
public sealed record DeviceReport(Reporting.DeviceFingerprint Machine, string? Ilgpu, string? Problem, ImmutableArray<DeviceEntry> Devices)
{
    /// <summary>Finds and measures them.</summary>
    /// <param name="folder">The folder whose NuGet configuration counts.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops it.</param>
    public static async Task<DeviceReport> CreateAsync(string folder, IProgress<string> progress, CancellationToken cancellation)
    {
        using var scratch = new ScratchFolder();
        var machine = Reporting.Machine.Fingerprint() with { Bandwidth = HostBandwidth.Here };
        var entries = ImmutableArray.CreateBuilder<DeviceEntry>();
        progress.Report("measuring this CPU");
        entries.Add(await EntryAsync(new ManagedTarget(), null, machine.Processor, scratch, cancellation).ConfigureAwait(false));
        progress.Report("looking for ILGPU");
        var (package, problem) = await new IlgpuRestore(IlgpuRestore.UserCache).ResolveAsync(folder, null, retry: true, cancellation).ConfigureAwait(false);
        if (package is not null)
        {
            (var devices, problem) = await DeviceList.FindAsync(package, scratch, cancellation).ConfigureAwait(false);
            foreach (var device in devices)
            {
                progress.Report($"measuring {device.Id}");
                entries.Add(await EntryAsync(new IlgpuTarget(package, device), device, device.Name, scratch, cancellation).ConfigureAwait(false));
            }
        }

        return new(machine, package is null ? null : $"{package.Version}, from {package.Source}", problem, entries.ToImmutable());
    }

    private static async Task<DeviceEntry> EntryAsync(KernelTarget target, DeviceInfo? device, string name, ScratchFolder scratch, CancellationToken cancellation)
    {
        var (speed, note) = await DeviceProbe.MeasureAsync(target, scratch, cancellation).ConfigureAwait(false);
        ImmutableArray<string> goodFor = target.WhyUntimed is not null ? ["outputs"] : ["outputs", target.Host == "managed" ? "host timing" : "device timing"];
        return new(target.Device, target.Host, name, goodFor, device?.HasHalf ?? true, device?.HasDouble ?? true, speed?.GigabytesPerSecond, speed?.LaunchMicroseconds, speed?.LinkGigabytesPerSecond, note);
    }
}

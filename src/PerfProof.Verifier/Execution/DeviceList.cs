using System.Collections.Immutable;
using PerfProof.Generation;
using PerfProof.KernelHost;
using PerfProof.Loading;

namespace PerfProof.Execution;

/// <summary>Finds out which devices ILGPU has here, in a child process: a driver that crashes takes only that with it.</summary>
public static class DeviceList
{
    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);

    /// <summary>The devices, or why they cannot be listed.</summary>
    public static async Task<(ImmutableArray<DeviceInfo> Devices, string? Problem)> FindAsync(IlgpuPackage package, ScratchFolder scratch, CancellationToken cancellation)
    {
        var (path, problem) = IlgpuTarget.CompileHost(package, scratch.NewFolder);
        if (path is null)
        {
            return ([], $"the host for ILGPU {package.Version} does not compile: {problem}");
        }

        var (devices, why) = await ListAsync(path, [path, .. package.Assemblies], scratch, cancellation).ConfigureAwait(false);
        return (devices, why is null ? null : $"ILGPU {package.Version} could not list its devices: {why}");
    }

    /// <summary>The devices that a compiled host finds, or why they cannot be listed.</summary>
    public static async Task<(ImmutableArray<DeviceInfo> Devices, string? Problem)> ListAsync(string path, IReadOnlyList<string> probing, ScratchFolder scratch, CancellationToken cancellation)
    {
        try
        {
            await using var worker = Worker.Start(new WorkerOptions(Tiered: true, [], Effort.Default.MemoryBytes, scratch.NewFolder("run"), KeepsNetwork: true));
            var list = new VariantSpec("devices", path, probing, "PerfProof.Hosting.Devices", "List", null);
            await worker.AskAsync(new Request("load") { Variants = [list] }, limit, cancellation).ConfigureAwait(false);
            var (_, body, _) = await worker.AskAsync(new Request("observe") { Variant = list.Name, Size = 1 }, limit, cancellation).ConfigureAwait(false);
            return ([.. Observation.Deserialize(body).Leaves.Select(leaf => leaf.Text is null ? null : DeviceInfo.Parse(leaf.Text)).OfType<DeviceInfo>()], null);
        }
        catch (Exception exception) when (exception is WorkerException or InvalidDataException)
        {
            return ([], exception.Message);
        }
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof;

/// <summary>
/// Decides where kernel experiments run: <c>managed</c> is always there, ILGPU's CPU accelerator says whether outputs are
/// right on it too, and only a device can time what costs a device. What is found out is found out once, when it is needed.
/// </summary>
/// <param name="host"><c>auto</c>, <c>managed</c> or <c>ilgpu</c>.</param>
/// <param name="devices">Ids or kinds of devices that were asked for; none to choose.</param>
/// <param name="root">Folder whose NuGet configuration counts for loose files.</param>
/// <param name="scratch">Where assemblies go.</param>
public sealed class KernelHosts(string host, ImmutableArray<string> devices, string root, ScratchFolder scratch)
{
    private readonly Dictionary<string, (ImmutableArray<KernelTarget> Targets, string? Problem)> byProject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (IlgpuPackage? Package, string? Problem)> packages = new(StringComparer.Ordinal);
    private readonly IlgpuRestore restore = new(IlgpuRestore.UserCache);

    /// <summary>How often devices were asked for: whether a verdict rests on them.</summary>
    internal int Asked { get; private set; }

    /// <summary>Why ILGPU is not used, in a line, once it was asked for; null when it is, or was not asked for.</summary>
    public string? Note { get; private set; }

    /// <summary>The same for the report: nothing, or a line.</summary>
    public IEnumerable<LoadProblem> Notes => this.Note is { } note
        ? [new(LoadSeverity.Note, $"ILGPU is not used, kernels run on the managed host: {note}")]
        : [];

    /// <summary>The experiments for a pattern, in the order to try them: outputs on ILGPU before times anywhere.</summary>
    public async Task<ImmutableArray<Planned>> PlanAsync(KernelPattern pattern, Project project, CancellationToken cancellation)
    {
        ImmutableArray<KernelTarget> ilgpu = [];
        if (host != "managed")
        {
            (ilgpu, var problem) = await this.IlgpuAsync(project, cancellation).ConfigureAwait(false);
            if (problem is not null && host == "ilgpu")
            {
                return [new(null, problem)];
            }
        }

        var targets = ilgpu.Where(target => target.WhyUntimed is not null).ToList();
        if (host == "ilgpu" || !pattern.IsHostCost)
        {
            targets.AddRange(ilgpu.Where(target => target.WhyUntimed is null));
        }

        if (host != "ilgpu")
        {
            targets.Add(new ManagedTarget());
        }

        return [.. targets.Select(target => this.Plan(pattern, target))];
    }

    /// <summary>The experiments for a pattern on the devices that were asked for, each with the device's name.</summary>
    public async Task<ImmutableArray<(string Device, Planned Plan)>> OnDevicesAsync(KernelPattern pattern, Project project, CancellationToken cancellation)
    {
        var plans = ImmutableArray.CreateBuilder<(string, Planned)>();
        foreach (var device in devices)
        {
            var (targets, problem) = await this.NamedAsync(device, project, cancellation).ConfigureAwait(false);
            plans.AddRange(problem is null
                ? targets.Select(target => (target.Device, this.Plan(pattern, target)))
                : [(device, new Planned(null, problem))]);
        }

        return plans.ToImmutable();
    }

    /// <summary>Which of the devices that were asked for is not here, in a line; null when all are.</summary>
    public async Task<string?> MissingAsync(Project project, CancellationToken cancellation)
    {
        foreach (var device in devices)
        {
            if ((await this.NamedAsync(device, project, cancellation).ConfigureAwait(false)).Problem is { } problem)
            {
                return $"--device {device}: {problem}";
            }
        }

        return null;
    }

    private Planned Plan(KernelPattern pattern, KernelTarget target) => Plan(pattern, target, scratch.NewFolder);

    /// <summary>The experiment for a pattern on a device.</summary>
    internal static Planned Plan(KernelPattern pattern, KernelTarget target, Func<string, string> newFolder)
    {
        var made = KernelCompiler.Compile(pattern, target, newFolder);
        return new(made.Experiment, made.Problem);
    }

    /// <summary>A device by its id, or every device of a kind; or why there is none.</summary>
    internal async Task<(ImmutableArray<KernelTarget> Targets, string? Problem)> NamedAsync(string device, Project project, CancellationToken cancellation)
    {
        if (DeviceInfo.IsProcessor(device))
        {
            return ([new ManagedTarget()], null);
        }

        var (all, problem) = await this.IlgpuAsync(project, cancellation).ConfigureAwait(false);
        var named = all.Where(target => DeviceInfo.IsMeant(target.Device, device)).ToImmutableArray();
        return problem is not null ? ([], problem)
            : named.IsEmpty ? ([], $"there is no such device here, only {string.Join(", ", all.Select(target => target.Device).Prepend("managed"))}; 'perfproof devices' says more")
            : (named, null);
    }

    /// <summary>The devices for a project, found by the ILGPU that it references or the default one.</summary>
    public async Task<(ImmutableArray<KernelTarget> Targets, string? Problem)> IlgpuAsync(Project project, CancellationToken cancellation)
    {
        this.Asked++;
        var key = project.FilePath ?? root;
        if (!this.byProject.TryGetValue(key, out var known))
        {
            this.byProject[key] = known = await this.FindAsync(project, cancellation).ConfigureAwait(false);
            this.Note ??= known.Problem;
        }

        return known;
    }

    /// <summary>Which ILGPU a project gets, told apart by content, or that it gets none; no device is asked.</summary>
    internal async Task<string> IlgpuDigestAsync(Project project, CancellationToken cancellation)
    {
        var (package, _) = await this.PackageAsync(project, cancellation).ConfigureAwait(false);
        return package is null ? "none" : new ContentHash().Add(package.Version).Add(package.Assemblies.Select(ContentHash.OfFile)).ToString();
    }

    /// <summary>Whether the ILGPU of a project could not list its devices, which it may the next time.</summary>
    internal bool IsUnlisted(Project project) =>
        this.packages.TryGetValue(project.FilePath ?? root, out var found) && found.Package is not null
        && this.byProject.TryGetValue(project.FilePath ?? root, out var known) && known.Targets.IsEmpty;

    private async Task<(ImmutableArray<KernelTarget> Targets, string? Problem)> FindAsync(Project project, CancellationToken cancellation)
    {
        var (package, problem) = await this.PackageAsync(project, cancellation).ConfigureAwait(false);
        if (package is null)
        {
            return ([], problem);
        }

        var (devices, unlisted) = await DeviceList.FindAsync(package, scratch, cancellation).ConfigureAwait(false);
        return unlisted is not null ? ([], unlisted)
            : devices.IsEmpty ? ([], $"ILGPU {package.Version} finds no device here")
            : ([.. devices.Select(device => new IlgpuTarget(package, device))], null);
    }

    /// <summary>The ILGPU that a project references, or the default one; or why it cannot be had.</summary>
    public async Task<(IlgpuPackage? Package, string? Problem)> PackageAsync(Project project, CancellationToken cancellation)
    {
        var key = project.FilePath ?? root;
        if (!this.packages.TryGetValue(key, out var found))
        {
            var package = IlgpuPackage.From(project.MetadataReferences.OfType<PortableExecutableReference>().Select(reference => reference.FilePath).OfType<string>());
            var folder = project.FilePath is { } file ? Path.GetDirectoryName(file)! : root;
            this.packages[key] = found = package is not null
                ? (package, null)
                : await this.restore.ResolveAsync(folder, project.FilePath, retry: host == "ilgpu", cancellation).ConfigureAwait(false);
        }

        return found;
    }
}

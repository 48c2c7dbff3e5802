using System.Collections.Immutable;
using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof.Bundles;

/// <summary>Something to export: a finding or a pair.</summary>
/// <param name="About">What it is.</param>
/// <param name="Fix">Class of its fix; null for a pair.</param>
/// <param name="Code">Experiments on methods of the user's own, most faithful first.</param>
/// <param name="Pattern">Its launch plans; null where it is about methods alone.</param>
/// <param name="Compile">Compiles those for a host.</param>
internal sealed record BundleItem(Reported About, string? Fix, ImmutableArray<Planned> Code, KernelPattern? Pattern, Func<KernelTarget, Planned>? Compile);

/// <summary>
/// Writes the experiments of findings into a folder that runs where there is neither .NET nor network nor source:
/// the compiled kernels, ILGPU, the part of this tool that runs them, and the runtime that this process runs on.
/// </summary>
/// <param name="folder">The folder; it must not exist or be empty.</param>
/// <param name="wanted">Ids or kinds of the devices that kernels are to run on; <c>managed</c> is the processor there. All when empty.</param>
internal sealed class BundleWriter(string folder, ImmutableArray<string> wanted)
{
    private const string RunScript = "run.sh";
    private const UnixFileMode Executable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Of the tool: what runs experiments. The compiler stays here.
    private static readonly string[] toolFiles = ["perfproof.dll", "PerfProof.Verifier.dll", "PerfProof.KernelHost.dll"];

    // Of the runtime: debuggers, and languages that nothing here is written in.
    private static readonly string[] leftOut = ["createdump", "libmscordaccore", "libmscordbi", "libcoreclrtraceptprovider", "Microsoft.VisualBasic"];

    private readonly Dictionary<string, string> copied = new(StringComparer.Ordinal);
    private readonly List<BundledFinding> findings = [];

    /// <summary>A device that kernels are to run on, for which ILGPU is needed; null where any will do.</summary>
    public string? Device => wanted.FirstOrDefault(device => !DeviceInfo.IsProcessor(device));

    /// <summary>Makes the folder, before anything is computed.</summary>
    /// <exception cref="BundleException">It cannot be made.</exception>
    public void Create()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new BundleException("Bundles can be exported on Linux only, for Linux on the same kind of processor: the runtime that goes into one is that of the machine that exports.");
        }

        try
        {
            if (File.Exists(folder) || (Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()))
            {
                throw new BundleException($"{folder} is not empty: name a folder that does not exist yet.");
            }

            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The bundle cannot be written to {folder} ({exception.Message.TrimEnd('.')}): name another folder.");
        }
    }

    /// <summary>Adds what stands for a finding or a pair, with its kernels compiled for the devices there and for the processor there.</summary>
    /// <returns>Why it cannot be exported; null when it was.</returns>
    public string? Add(BundleItem item, IlgpuPackage? ilgpu)
    {
        var device = ilgpu is null ? null : item.Compile?.Invoke(new IlgpuTarget(ilgpu, DeviceInfo.Elsewhere));
        var host = item is { Compile: { } compile, Pattern: { } kernels } && (kernels.IsHostCost || wanted.Any(DeviceInfo.IsProcessor)) ? compile(new ManagedTarget()) : null;
        // What needs more than the runtime that goes along stays here.
        var carried = item.Code.Select(plan => plan.Experiment).OfType<Experiment>().Where(CarriedReferences.AreEnough).Select(experiment => experiment with { Frameworks = [] }).ToList();
        ImmutableArray<Experiment> onHost = [.. carried, .. host?.Experiment is { } modelled ? new[] { modelled } : []];
        if (device?.Experiment is null && onHost.IsEmpty)
        {
            return device?.Problem ?? host?.Problem
                ?? item.Code.Select(plan => plan.Problem ?? $"it runs on {string.Join(", ", plan.Experiment!.Frameworks)}, which a bundle does not carry").FirstOrDefault()
                ?? (item.Pattern is null ? "there is nothing in it that can be run elsewhere; verify it here" : "its cost is a device's, and ILGPU could not be had");
        }

        var plans = item.Pattern is { } pattern ? new[] { pattern.Before, pattern.After, pattern.Oracle }.OfType<LaunchPlan>() : [];
        this.findings.Add(new(
            item.About.Id, item.About.Rule, item.About.File, item.About.Line, item.About.Symbol, item.About.Message, item.Fix,
            device?.Experiment is { } onDevice ? this.Moved(onDevice) : null,
            [.. onHost.Select(this.Moved)],
            [.. plans.SelectMany(plan => plan.Buffers).Select(buffer => buffer.Kind).Distinct()],
            item.Pattern is null ? [] : [.. item.Pattern.Sizes.Candidates.Select(size => new SizeCost(size, PlanCost.Of(item.Pattern.Before, size), PlanCost.Of(item.Pattern.After, size)))]));
        return null;
    }

    /// <summary>Writes everything else, and the archive beside the folder.</summary>
    /// <returns>The archive and its size in bytes.</returns>
    /// <exception cref="BundleException">Something cannot be written.</exception>
    public (string Archive, long Bytes) Finish(IlgpuPackage? ilgpu, Func<string, string> newFolder)
    {
        string? devices = null;
        if (ilgpu is not null)
        {
            var (path, problem) = IlgpuTarget.CompileHost(ilgpu, newFolder);
            devices = path is null ? throw new BundleException($"The host for ILGPU {ilgpu.Version} does not compile: {problem}") : this.Copy(path);
        }

        try
        {
            var probes = ilgpu is null ? null : DeviceProbe.Compile(new IlgpuTarget(ilgpu, DeviceInfo.Elsewhere), newFolder).Probes?.With(this.Moved);
            var manifest = new BundleManifest(
                BundleManifest.CurrentSchema, RunEvidence.Tool, Guid.NewGuid().ToString("N"), devices, ilgpu is null ? [] : [.. ilgpu.Assemblies.Select(this.Copy)], ilgpu?.Version, probes, [.. this.findings]) { Wanted = wanted };
            File.WriteAllText(Path.Combine(folder, BundleManifest.FileName), JsonSerializer.Serialize(manifest, BundleJson.With()));
            this.WriteTool();
            this.WriteRuntime();
            return this.Pack();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new BundleException($"The bundle cannot be written to {folder} ({exception.Message.TrimEnd('.')}): name another folder.");
        }
    }

    private Experiment Moved(Experiment experiment) => BundleJson.Move(experiment, this.Copy);

    // Each file once, in a folder of its own: assemblies of both sides have the same name.
    private string Copy(string path)
    {
        if (!this.copied.TryGetValue(path, out var relative))
        {
            relative = $"code/{this.copied.Count}/{Path.GetFileName(path)}";
            this.copied.Add(path, relative);
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, relative))!);
            File.Copy(path, Path.Combine(folder, relative));
        }

        return relative;
    }

    private void WriteTool()
    {
        var target = Directory.CreateDirectory(Path.Combine(folder, "tool")).FullName;
        foreach (var name in toolFiles)
        {
            var source = Path.Combine(AppContext.BaseDirectory, name);
            File.Copy(File.Exists(source) ? source : throw new BundleException($"{name} is not beside this program, so it cannot be exported: install the tool anew."), Path.Combine(target, name));
        }

        File.WriteAllText(Path.Combine(target, "runtimeconfig.json"), JsonSerializer.Serialize(new
        {
            runtimeOptions = new
            {
                tfm = $"net{Environment.Version.Major}.0",
                framework = new { name = "Microsoft.NETCore.App", version = Environment.Version.ToString() },
                configProperties = new Dictionary<string, object> { ["System.Globalization.Invariant"] = true },
            },
        }));
        var script = Path.Combine(folder, RunScript);
        File.WriteAllText(script, """
            #!/bin/sh
            # Runs the experiments of this bundle on what is here, and writes what they bring into one file.
            # Usage: ./run.sh [results file]     Needs nothing but this folder and the drivers of the devices.
            here=$(cd "$(dirname "$0")" && pwd) || exit 1
            # Drivers call linkers and compilers of their own, also where nobody set a path.
            export PATH="${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}"
            export DOTNET_ROOT="$here/dotnet" DOTNET_MULTILEVEL_LOOKUP=0 DOTNET_NOLOGO=1
            exec "$here/dotnet/dotnet" exec --runtimeconfig "$here/tool/runtimeconfig.json" "$here/tool/perfproof.dll" run-bundle "$here" "${1:-$here/results.perfproof}"

            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(script, Executable);
        }
    }

    private void WriteRuntime()
    {
        var runtime = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var version = Path.GetFileName(runtime);
        var host = Path.Combine(root, "host", "fxr", version);
        if (!File.Exists(Path.Combine(root, "dotnet")) || !Directory.Exists(host))
        {
            throw new BundleException($"The .NET of this process ({root}) has no 'dotnet' command of its own to export: run the tool with an installed .NET.");
        }

        var target = Directory.CreateDirectory(Path.Combine(folder, "dotnet")).FullName;
        File.Copy(Path.Combine(root, "dotnet"), Path.Combine(target, "dotnet"));
        CopyAll(host, Path.Combine(target, "host", "fxr", version));
        CopyAll(runtime, Path.Combine(target, "shared", "Microsoft.NETCore.App", version));
    }

    private static void CopyAll(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => !leftOut.Any(prefix => Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal))))
        {
            File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
        }
    }

    private (string Archive, long Bytes) Pack()
    {
        var archive = Path.TrimEndingDirectorySeparator(folder) + ".tar.gz";
        using (var file = File.Create(archive))
        using (var packed = new GZipStream(file, CompressionLevel.Optimal))
        {
            TarFile.CreateFromDirectory(folder, packed, includeBaseDirectory: true);
        }

        return (archive, new FileInfo(archive).Length);
    }
}

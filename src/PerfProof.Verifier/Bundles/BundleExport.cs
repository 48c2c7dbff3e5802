using System.Collections.Immutable;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Bundles;

/// <summary>What an export came to.</summary>
/// <param name="Archive">The archive, for carrying.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Exported">How many findings are in it.</param>
/// <param name="Ilgpu">Version of ILGPU in it; null when it could not be had.</param>
/// <param name="Left">Findings that are not in it, and why, a line each.</param>
/// <param name="Code">The loaded code.</param>
/// <param name="Problems">What could not be loaded or analysed.</param>
public sealed record ExportResult(string Archive, long Bytes, int Exported, string? Ilgpu, ImmutableArray<string> Left, LoadedCode Code, ImmutableArray<LoadProblem> Problems);

/// <summary>Loads, finds and plans as <c>verify</c> does, and writes a bundle instead of running it.</summary>
public static class BundleExport
{
    /// <summary>Exports.</summary>
    /// <param name="options">What to verify.</param>
    /// <param name="folder">Where the bundle goes.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    /// <exception cref="BundleException">The bundle cannot be written, or there is nothing to export.</exception>
    public static async Task<ExportResult> RunAsync(VerifyOptions options, string folder, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        var writer = new BundleWriter(folder);
        writer.Create();
        progress.Report(new(0, 0, "loading"));
        var code = await CodeLoader.LoadAsync(options.Source, cancellation).ConfigureAwait(false);
        progress.Report(new(0, 0, "analysing"));
        var found = await Finder.FindAsync(code, options.Find, cancellation).ConfigureAwait(false);
        using var scratch = new ScratchFolder();
        progress.Report(new(0, 0, "looking for ILGPU"));
        var project = code.Solution.Projects.First();
        var hosts = new KernelHosts(options.Host, [], code.Root, scratch);
        var (ilgpu, problem) = options.Host == "managed" ? (null, null) : await hosts.PackageAsync(project, cancellation).ConfigureAwait(false);
        if (ilgpu is null && options.Host == "ilgpu")
        {
            throw new LoadException($"--host ilgpu: {problem}");
        }

        var left = ImmutableArray.CreateBuilder<string>();
        var exported = 0;
        foreach (var finding in found.Findings.Where(finding => finding.Document is not null))
        {
            progress.Report(new(0, 0, $"compiling {finding.Rule} {finding.File}:{finding.Line}"));
            var (pattern, fix) = await FindingProver.PatternAsync(finding, cancellation).ConfigureAwait(false);
            var why = pattern is null ? "the rule has no kernels for it; verify it here" : writer.Add(finding, fix, pattern, ilgpu, scratch.NewFolder);
            if (why is null)
            {
                exported++;
            }
            else
            {
                left.Add($"{finding.Rule} {finding.File}:{finding.Line}: {why}");
            }
        }

        if (exported == 0)
        {
            throw new BundleException($"Nothing to export: {(left.Count == 0 ? "no findings" : left[0])}.");
        }

        progress.Report(new(0, 0, "packing"));
        var (archive, bytes) = writer.Finish(ilgpu, scratch.NewFolder);
        return new(archive, bytes, exported, ilgpu?.Version, left.ToImmutable(), code, [.. code.Problems, .. found.Problems, .. problem is null ? [] : new[] { new LoadProblem(LoadSeverity.Note, $"the bundle has no ILGPU: {problem}") }]);
    }
}

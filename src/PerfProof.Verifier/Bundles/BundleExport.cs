using System.Collections.Immutable;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Bundles;

/// <summary>What an export came to.</summary>
/// <param name="Archive">The archive, for carrying.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Exported">How many findings or pairs are in it.</param>
/// <param name="Ilgpu">Version of ILGPU in it; null when it could not be had.</param>
/// <param name="Left">What is not in it, and why, a line each.</param>
/// <param name="Code">The loaded code.</param>
/// <param name="Problems">What could not be loaded or analysed.</param>
public sealed record ExportResult(string Archive, long Bytes, int Exported, string? Ilgpu, ImmutableArray<string> Left, LoadedCode Code, ImmutableArray<LoadProblem> Problems);

/// <summary>Loads, finds and plans as <c>verify</c> and <c>compare</c> do, and writes a bundle instead of running it.</summary>
public static class BundleExport
{
    /// <summary>Exports findings.</summary>
    /// <param name="options">What to verify.</param>
    /// <param name="folder">Where the bundle goes.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    /// <exception cref="BundleException">The bundle cannot be written, or there is nothing to export.</exception>
    public static async Task<ExportResult> RunAsync(VerifyOptions options, string folder, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        var writer = new BundleWriter(folder, options.Devices);
        writer.Create();
        progress.Report(new(0, 0, "loading"));
        var code = await CodeLoader.LoadAsync(options.Source, cancellation).ConfigureAwait(false);
        progress.Report(new(0, 0, "analysing"));
        var found = await Finder.FindAsync(code, options.Find, cancellation).ConfigureAwait(false);
        using var scratch = new ScratchFolder();
        var methods = new MethodPlanner(code.Solution, scratch.NewFolder);
        return await WriteAsync(
            writer,
            code,
            options.Host,
            found.Problems,
            [.. found.Findings.Where(finding => finding.Document is not null).Select(finding => new Candidate(
                $"{finding.Rule} {finding.File}:{finding.Line}", () => FindingProver.ItemAsync(finding, methods, scratch.NewFolder, cancellation), "the rule has no proof; its page says why"))],
            scratch,
            progress,
            cancellation).ConfigureAwait(false);
    }

    /// <summary>Exports pairs.</summary>
    /// <param name="options">What to compare.</param>
    /// <param name="folder">Where the bundle goes.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="LoadException">Nothing could be loaded, or there is no pair in it.</exception>
    /// <exception cref="BundleException">The bundle cannot be written, or there is nothing to export.</exception>
    public static async Task<ExportResult> RunAsync(CompareOptions options, string folder, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        var writer = new BundleWriter(folder, options.Device is { } device ? [device] : []);
        writer.Create();
        progress.Report(new(0, 0, "loading"));
        var code = await PairLoader.LoadAsync(options.Source, ManagedTarget.Dialect, cancellation).ConfigureAwait(false);
        var candidate = options.Candidate is { } other ? await PairLoader.LoadAsync(other, ManagedTarget.Dialect, cancellation).ConfigureAwait(false) : null;
        var declared = await PairComparison.DeclaredAsync(code, candidate, options.Only, cancellation).ConfigureAwait(false);
        using var scratch = new ScratchFolder();
        var planner = new PairPlanner(scratch.NewFolder);
        return await WriteAsync(writer, code, options.Host, [], [.. declared.Select(pair => Pair(pair, planner, options, scratch, cancellation))], scratch, progress, cancellation).ConfigureAwait(false);
    }

    /// <summary>A pair to export.</summary>
    internal static Candidate Pair(DeclaredPair pair, PairPlanner planner, CompareOptions options, ScratchFolder scratch, CancellationToken cancellation) => new(
        pair.Name, async () => pair.Pair is null ? null : await PairProver.ItemAsync(pair, planner, options, scratch.NewFolder, cancellation).ConfigureAwait(false), pair.Problems.Select(problem => problem.ToString()).FirstOrDefault() ?? "");

    /// <summary>Writes a bundle of what is given, and packs it.</summary>
    internal static async Task<ExportResult> WriteAsync(
        BundleWriter writer, LoadedCode code, string host, ImmutableArray<LoadProblem> problems, ImmutableArray<Candidate> candidates, ScratchFolder scratch, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        progress.Report(new(0, 0, "looking for ILGPU"));
        var hosts = new KernelHosts(host, [], code.Root, scratch);
        var (ilgpu, problem) = host == "managed" ? (null, null) : await hosts.PackageAsync(code.Solution.Projects.First(), cancellation).ConfigureAwait(false);
        if (ilgpu is null && (host == "ilgpu" || writer.Device is not null))
        {
            throw new LoadException($"{(writer.Device is { } device ? $"--device {device}" : "--host ilgpu")}: {problem ?? "--host managed has no devices"}");
        }

        var left = ImmutableArray.CreateBuilder<string>();
        var exported = 0;
        foreach (var candidate in candidates)
        {
            progress.Report(new(0, 0, $"compiling {candidate.Name}"));
            var item = await candidate.Item().ConfigureAwait(false);
            var why = item is null ? candidate.WhyNone : writer.Add(item, ilgpu);
            if (why is null)
            {
                exported++;
            }
            else
            {
                left.Add($"{candidate.Name}: {why}");
            }
        }

        if (exported == 0)
        {
            throw new BundleException($"Nothing to export: {(left.Count == 0 ? "no findings" : left[0])}.");
        }

        progress.Report(new(0, 0, "packing"));
        var (archive, bytes) = writer.Finish(ilgpu, scratch.NewFolder);
        return new(archive, bytes, exported, ilgpu?.Version, left.ToImmutable(), code, [.. code.Problems, .. problems, .. problem is null ? [] : new[] { new LoadProblem(LoadSeverity.Note, $"the bundle has no ILGPU: {problem}") }]);
    }

    /// <summary>Something that may be exported.</summary>
    /// <param name="Name">How messages call it.</param>
    /// <param name="Item">Makes it; null when there is nothing to run.</param>
    /// <param name="WhyNone">Why there is nothing.</param>
    internal sealed record Candidate(string Name, Func<Task<BundleItem?>> Item, string WhyNone);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Profiling;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What to verify, and how.</summary>
/// <param name="Source">The code.</param>
public sealed record VerifyOptions(LoadRequest Source)
{
    /// <summary>Which rules.</summary>
    public FindOptions Find { get; init; } = new();

    /// <summary><c>auto</c>, <c>managed</c> or <c>ilgpu</c>.</summary>
    public string Host { get; init; } = "auto";

    /// <summary>Devices to judge modelled kernels on, each for itself: ids (<c>OpenCL:0</c>) or kinds (<c>Cuda</c>); none to choose.</summary>
    public ImmutableArray<string> Devices { get; init; } = [];

    /// <summary>
    /// A method that runs the program, as <c>Namespace.Type.Method</c>, or <see cref="EntryNames.Automatic"/> for those that the call graph finds; null to
    /// measure single methods, and run the program only for findings that these do not prove.
    /// </summary>
    public string? Entry { get; init; }

    /// <summary>Whether to measure all fixes at once, too, that were confirmed from the same entry.</summary>
    public bool Together { get; init; }

    /// <summary>Where the evidence goes.</summary>
    public string EvidencePath { get; init; } = EvidenceFile.DefaultName;

    /// <summary>How much effort an experiment may take.</summary>
    public Effort Effort { get; init; } = Effort.Default;

    /// <summary>Time for the whole run, after which what is left is not measured; null for no limit.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Which findings are hot, and come first; null for the order of the code.</summary>
    public Profile? Profile { get; init; }

    /// <summary>The part of the findings to verify; null for all.</summary>
    public Shard? Shard { get; init; }

    /// <summary>Folder with the verdicts of earlier runs, which count again where nothing changed; null to measure everything.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Tells how old those are.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>Where a run is.</summary>
/// <param name="Finding">Number of the finding, from 1; 0 before the first.</param>
/// <param name="Of">How many there are.</param>
/// <param name="What">What is going on.</param>
public sealed record VerifyProgress(int Finding, int Of, string What);

/// <summary>What a run came to.</summary>
/// <param name="Evidence">The evidence, as written.</param>
/// <param name="Code">The loaded code.</param>
/// <param name="Problems">What could not be loaded or analysed.</param>
/// <param name="Failures">Where the tool itself failed, a line each; the rest is measured and written all the same.</param>
public sealed record VerifyResult(Evidence Evidence, LoadedCode Code, ImmutableArray<LoadProblem> Problems, ImmutableArray<string> Failures)
{
    /// <summary>Why the entry that was named could not be measured, in a line; null where it could.</summary>
    public string? EntryProblem { get; init; }
}

/// <summary>
/// The table of contents of Prove: load, find, plan, run, measure, judge, report. Each stage works on what the one before
/// gave it; none looks back.
/// </summary>
public static class Verification
{
    /// <summary>Verifies every finding of the code.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops the run; what was measured until then is written and returned.</param>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    /// <exception cref="EvidenceException">The evidence cannot be written where it should go; known before anything is measured.</exception>
    /// <exception cref="EntryException">The entry cannot be run.</exception>
    public static async Task<VerifyResult> RunAsync(VerifyOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        EvidenceFile.CheckWritable(options.EvidencePath);
        var clock = new StageClock();
        progress.Report(new(0, 0, "loading"));
        var code = await CodeLoader.LoadAsync(options.Source, cancellation).ConfigureAwait(false);
        clock.Lap("load");
        // What is kept does not tell devices apart; who names them wants them measured.
        var cache = options.CacheFolder is { } folder && options.Devices.IsEmpty ? new VerdictCache(folder, options.Clock) : null;
        var keys = cache is null ? null : new FindingKeys(code, options);
        progress.Report(new(0, 0, "analysing"));
        var found = await Finder.FindAsync(code, options.Find, cancellation).ConfigureAwait(false);
        clock.Lap("find");

        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Budget is { } limit)
        {
            budget.CancelAfter(limit);
        }

        using var scratch = new ScratchFolder();
        var entry = options.Entry is { } name and not EntryNames.Automatic ? await EntryNames.FindAsync(code, name, cancellation).ConfigureAwait(false) : null;
        var hosts = new KernelHosts(options.Host, options.Devices, code.Root, scratch);
        if (options.Host == "ilgpu" && code.Projects is [var first, ..]
            && (await hosts.IlgpuAsync(code.Solution.GetProject(first.Id)!, cancellation).ConfigureAwait(false)).Problem is { } missing)
        {
            throw new LoadException($"--host ilgpu: {missing}");
        }

        if (code.Projects is [var any, ..] && await hosts.MissingAsync(code.Solution.GetProject(any.Id)!, cancellation).ConfigureAwait(false) is { } absent)
        {
            throw new LoadException(absent);
        }

        var prover = new FindingProver(code, found.Findings, options, entry, hosts, scratch, clock);
        var keeper = new VerdictKeeper(cache, hosts, clock, options.Clock);
        var proved = new List<Proved>();
        var ranked = options.Profile is { } profile ? ProfileRanking.Apply(found.Findings, profile) : found.Findings;
        var known = found.Findings.ToDictionary(finding => finding.Id, StringComparer.Ordinal);
        var provable = ranked.Select(finding => known[finding.Id]).Where(finding => finding.Document is not null && options.Shard?.Holds(finding.Id) != false).ToList();
        foreach (var (i, finding) in provable.Index())
        {
            var step = new DirectProgress<string>(what => progress.Report(new(i + 1, provable.Count, what)));
            proved.Add(await keeper.ProveAsync(finding.Document!.Project, () => keys!.OfAsync(finding), () => prover.ProveAsync(finding, step, budget.Token)).ConfigureAwait(false));
        }

        // What is kept for other runs is about the finding, and not about this profile: its share is told at the end.
        var told = ranked.ToDictionary(finding => finding.Id, finding => finding.Message, StringComparer.Ordinal);
        proved = [.. proved.Select(one => one with { Evidence = one.Evidence with { Message = told.GetValueOrDefault(one.Evidence.Id, one.Evidence.Message) } })];

        cache?.Trim();
        var all = new DirectProgress<string>(what => progress.Report(new(provable.Count, provable.Count, what)));
        var together = options.Together ? await prover.TogetherAsync(provable.Zip(proved), all, budget.Token).ConfigureAwait(false) : [];
        var evidence = RunEvidence.Of(proved, clock, prover.IsCut) with
        {
            Shards = options.Shard is { } shard ? [shard.ToString()] : null,
            Together = options.Together ? [.. together.Select(one => one.Evidence)] : null,
        };
        var unwritten = RunEvidence.TryWrite(options.EvidencePath, evidence, proved, together.Where(one => one.Evidence.Samples is not null).Select(one => (one.Evidence.Samples!, one.Forks)));
        return new(evidence, code, [.. code.Problems, .. found.Problems, .. hosts.Notes, .. cache?.Notes ?? []], [.. prover.Failures, .. unwritten is null ? [] : new[] { unwritten }])
        {
            EntryProblem = prover.EntryProblem is { } problem ? $"--entry {options.Entry}: {problem}. Findings were proved without it." : null,
        };
    }
}

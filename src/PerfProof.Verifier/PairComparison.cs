using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Judgement;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;

namespace PerfProof;

/// <summary>What to compare, and how.</summary>
/// <param name="Source">The code with the pairs: a C# file, a folder or a project.</param>
public sealed record CompareOptions(LoadRequest Source)
{
    /// <summary>Code whose methods marked <c>After</c> are compared instead of those in <see cref="Source"/>; null for none.</summary>
    public LoadRequest? Candidate { get; init; }

    /// <summary>Name of the only pair to compare; null for all.</summary>
    public string? Only { get; init; }

    /// <summary><c>auto</c>, <c>managed</c> or <c>ilgpu</c>: where kernels run.</summary>
    public string Host { get; init; } = "auto";

    /// <summary>The device to judge kernels on, by id (<c>OpenCL:0</c>); null to choose. Methods run on the processor.</summary>
    public string? Device { get; init; }

    /// <summary>Where the evidence goes; null for nowhere.</summary>
    public string? EvidencePath { get; init; }

    /// <summary>How much effort a pair may take.</summary>
    public Effort Effort { get; init; } = Effort.Default;

    /// <summary>Time for the whole run, after which what is left is not measured; null for no limit.</summary>
    public TimeSpan? Budget { get; init; }

    /// <summary>Folder with the verdicts of earlier runs, which count again where nothing changed; null to measure everything.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Tells how old those are.</summary>
    internal TimeProvider Clock { get; init; } = TimeProvider.System;
}

/// <summary>What came of a pair.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Verdict">The verdict.</param>
/// <param name="Evidence">The same for programs, with what it rests on.</param>
/// <param name="Problems">What is wrong with the sources; empty when nothing is.</param>
public sealed record PairResult(string Name, Verdict Verdict, FindingEvidence Evidence, ImmutableArray<SourceProblem> Problems)
{
    /// <summary>Whether the rewrite does the same and is faster, at every size.</summary>
    public bool IsConfirmed => this.Verdict.Kind == VerdictKind.Confirmed;

    /// <summary>The verdict and its reason in one sentence, for the message of an assertion.</summary>
    public string Reason => $"{this.Name}: {this.Verdict.Kind}, {this.Verdict.Reason}";

    /// <summary>Raw times; empty when nothing was timed.</summary>
    public ImmutableArray<ForkSamples> Samples { get; init; } = [];

    /// <summary>Of a pair that was proved.</summary>
    internal static PairResult Of(DeclaredPair declared, Proved proved) =>
        new(declared.Name, proved.Verdict, proved.Evidence, declared.Problems) { Samples = proved.Forks };
}

/// <summary>What a run came to.</summary>
/// <param name="Evidence">The evidence, as written.</param>
/// <param name="Pairs">The pairs, in the order of the sources.</param>
/// <param name="Problems">What could not be loaded, or only in part.</param>
/// <param name="Failures">Where the tool itself failed, a line each.</param>
public sealed record CompareResult(Evidence Evidence, ImmutableArray<PairResult> Pairs, ImmutableArray<LoadProblem> Problems, ImmutableArray<string> Failures)
{
    /// <summary>Whether a pair could not be compared because of what stands in the sources.</summary>
    public bool IsIncomplete => this.Pairs.Any(pair => !pair.Problems.IsEmpty);
}

/// <summary>Puts before/after pairs through the gate that <see cref="Verification"/> puts fixes through.</summary>
public static class PairComparison
{
    /// <summary>Compares the pairs of a source text.</summary>
    /// <param name="source">The text of a C# file with one or more pairs.</param>
    /// <param name="options">Changes what is asked for, with the text's file already named; null for nothing to change.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="LoadException">There is no pair in it.</exception>
    public static async Task<ImmutableArray<PairResult>> RunTextAsync(
        string source, Func<CompareOptions, CompareOptions>? options = null, CancellationToken cancellation = default)
    {
        using var scratch = new ScratchFolder();
        var path = scratch.File("pair.cs");
        await File.WriteAllTextAsync(path, source, cancellation).ConfigureAwait(false);
        var asked = new CompareOptions(new LoadRequest(path));
        var result = await RunAsync(options?.Invoke(asked) ?? asked, DirectProgress<VerifyProgress>.Unwatched, cancellation).ConfigureAwait(false);
        return result.Failures.IsEmpty ? result.Pairs : throw new InvalidOperationException(result.Failures[0]);
    }

    /// <summary>Compares pairs.</summary>
    /// <param name="options">What and how.</param>
    /// <param name="progress">Told what is going on.</param>
    /// <param name="cancellation">Stops the run; what was measured until then is written and returned.</param>
    /// <exception cref="LoadException">Nothing could be loaded, or there is no pair in it.</exception>
    /// <exception cref="EvidenceException">The evidence cannot be written where it should go; known before anything is measured.</exception>
    public static async Task<CompareResult> RunAsync(CompareOptions options, IProgress<VerifyProgress> progress, CancellationToken cancellation)
    {
        if (options.EvidencePath is { } path)
        {
            EvidenceFile.CheckWritable(path);
        }

        var clock = new StageClock();
        progress.Report(new(0, 0, "loading"));
        var code = await PairLoader.LoadAsync(options.Source, ManagedTarget.Dialect, cancellation).ConfigureAwait(false);
        var candidate = options.Candidate is { } other ? await PairLoader.LoadAsync(other, ManagedTarget.Dialect, cancellation).ConfigureAwait(false) : null;
        clock.Lap("load");
        // What is kept does not tell devices apart; who names one wants it measured.
        var cache = options.CacheFolder is { } folder && options.Device is null ? new VerdictCache(folder, options.Clock) : null;
        var keys = cache is null ? null : new PairKeys(code, candidate, options);
        var declared = await DeclaredAsync(code, candidate, options.Only, cancellation).ConfigureAwait(false);
        clock.Lap("find");

        using var budget = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (options.Budget is { } limit)
        {
            budget.CancelAfter(limit);
        }

        using var scratch = new ScratchFolder();
        var hosts = new KernelHosts(options.Host, options.Device is { } device ? [device] : [], code.Root, scratch);
        if (code.Projects is [var any, ..] && await hosts.MissingAsync(code.Solution.GetProject(any.Id)!, cancellation).ConfigureAwait(false) is { } absent)
        {
            throw new LoadException(absent);
        }

        var prover = new PairProver(options, hosts, scratch, clock);
        var keeper = new VerdictKeeper(cache, hosts, clock, options.Clock);
        var proved = new List<Proved>();
        foreach (var (i, one) in declared.Index())
        {
            var step = new DirectProgress<string>(what => progress.Report(new(i + 1, declared.Count, what)));
            proved.Add(one.Pair is { } pair
                ? await keeper.ProveAsync(pair.Before.Code.Solution.GetProject(pair.Before.Project)!, () => keys!.OfAsync(one, pair), () => prover.ProveAsync(one, step, budget.Token)).ConfigureAwait(false)
                : await prover.ProveAsync(one, step, budget.Token).ConfigureAwait(false));
        }

        cache?.Trim();
        var evidence = RunEvidence.Of(proved, clock, prover.IsCut);
        var unwritten = options.EvidencePath is { } target ? RunEvidence.TryWrite(target, evidence, proved) : null;
        return new(
            evidence,
            [.. declared.Zip(proved, PairResult.Of)],
            [.. code.Problems, .. hosts.Notes, .. cache?.Notes ?? []],
            [.. prover.Failures, .. unwritten is null ? [] : new[] { unwritten }]);
    }

    /// <summary>The pairs that code declares; code that does not compile is one pair with its errors.</summary>
    internal static async Task<List<DeclaredPair>> DeclaredAsync(LoadedCode code, LoadedCode? candidate, string? only, CancellationToken cancellation)
    {
        // Code that does not compile is not half understood: nothing of it is run.
        foreach (var loaded in new[] { code, candidate }.OfType<LoadedCode>())
        {
            foreach (var project in loaded.Projects)
            {
                if (await PairLoader.ErrorsAsync(loaded, project.Id, cancellation).ConfigureAwait(false) is [var first, ..] errors)
                {
                    return [new(project.Name, first.File, first.Line, null, [.. errors])];
                }
            }
        }

        var declared = await PairReader.ReadAsync(code, candidate, cancellation).ConfigureAwait(false);
        if (declared.IsEmpty)
        {
            throw new LoadException($"{code.Root} has no pair to compare: mark a static method with [Before] and another of the same type with [After]; docs/compare.md has examples to copy.");
        }

        var wanted = declared.Where(pair => only is null || pair.Name == only).ToList();
        return wanted.Count > 0 ? wanted : throw new LoadException($"There is no pair {only}; there are {string.Join(", ", declared.Select(pair => pair.Name))}.");
    }
}

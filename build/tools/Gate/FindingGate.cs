using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Judgement;
using PerfProof.Loading;

namespace PerfProof.Build.Gate;

/// <summary>The findings of code that are put through the gate one after the other: what <c>perfproof verify --no-cache</c> does, with loading and finding done once.</summary>
internal sealed class FindingGate : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly ImmutableDictionary<string, Finding> findings;
    private readonly FindingProver prover;

    private FindingGate(VerifyOptions options, LoadedCode code, IEnumerable<Finding> findings, StageClock clock)
    {
        var title = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Source.Path)));
        ImmutableArray<Finding> all = [.. findings];
        this.findings = all.ToImmutableDictionary(finding => $"{title}: {finding.Rule} {finding.File}:{finding.Line}:{finding.Column}", StringComparer.Ordinal);
        this.Title = title;
        this.Clock = clock;
        this.prover = new(code, all, options, null, new KernelHosts(options.Host, [], code.Root, this.scratch), this.scratch, clock);
    }

    /// <summary>What the code is called.</summary>
    public string Title { get; }

    /// <summary>How long each stage took, loading and finding included, all runs together.</summary>
    public StageClock Clock { get; }

    /// <summary>The names of the findings, by file and place.</summary>
    public IReadOnlyList<string> Names => [.. this.findings.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Loads code and finds what there is to verify.</summary>
    /// <param name="source">The code.</param>
    /// <param name="host">Where kernels run.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="LoadException">There is nothing to load.</exception>
    public static async Task<FindingGate> OpenAsync(LoadRequest source, string host, CancellationToken cancellation)
    {
        var clock = new StageClock();
        var code = await CodeLoader.LoadAsync(source, cancellation).ConfigureAwait(false);
        clock.Lap("load");
        var found = await Finder.FindAsync(code, new(), cancellation).ConfigureAwait(false);
        clock.Lap("find");
        return new(new VerifyOptions(source) { Host = host }, code, found.Findings.Where(finding => finding.Document is not null), clock);
    }

    /// <summary>Puts a finding through the gate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="MeasuringException">The verifier itself failed.</exception>
    public async Task<Verdict> RunAsync(string name, CancellationToken cancellation)
    {
        var failures = this.prover.Failures.Count;
        // What was before this run belongs to no stage of it.
        this.Clock.Lap("between runs");
        var proved = await this.prover.ProveAsync(this.findings[name], DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        return this.prover.Failures.Count > failures ? throw new MeasuringException(this.prover.Failures[^1]) : proved.Verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => this.scratch.Dispose();
}

using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Gate;

/// <summary>
/// Pairs that are put through the gate again and again: what <c>perfproof compare</c> does, with the sources compiled once. Nothing else is kept from
/// one run to the next: seeds, processes, times and the verdict are new.
/// </summary>
internal sealed class PairGate : IDisposable
{
    private readonly ScratchFolder scratch = new();
    private readonly IReadOnlyList<DeclaredPair> pairs;
    private readonly PairProver prover;

    private PairGate(CompareOptions options, LoadedCode code, IReadOnlyList<DeclaredPair> pairs)
    {
        this.pairs = pairs;
        this.prover = new(options, new KernelHosts(options.Host, [], code.Root, this.scratch), this.scratch, this.Clock);
    }

    /// <summary>Outputs are compared, and nothing is timed.</summary>
    public static Effort OutputsOnly { get; } = Effort.Default with { MaximumForks = 0 };

    /// <summary>How long each stage took, all runs together.</summary>
    public StageClock Clock { get; } = new();

    /// <summary>The names of the pairs, in the order of the sources.</summary>
    public IReadOnlyList<string> Names => [.. this.pairs.Select(pair => pair.Name)];

    /// <summary>Loads all pairs of a folder, or of a file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="effort">How much effort a run may take.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <param name="host">Where kernels run.</param>
    /// <exception cref="MeasuringException">A pair is not declared right.</exception>
    /// <exception cref="LoadException">There is nothing to load.</exception>
    public static async Task<PairGate> OpenAsync(string path, Effort effort, CancellationToken cancellation, string host = "managed")
    {
        var options = new CompareOptions(new LoadRequest(path) { AsFolder = Directory.Exists(path) }) { Effort = effort, Host = host };
        var code = await PairLoader.LoadAsync(options.Source, Generation.ManagedTarget.Dialect, cancellation).ConfigureAwait(false);
        var declared = await PairComparison.DeclaredAsync(code, null, null, cancellation).ConfigureAwait(false);
        return declared.FirstOrDefault(pair => !pair.Problems.IsEmpty) is { } wrong
            ? throw new MeasuringException($"{path}: {wrong.Problems[0]}")
            : new(options, code, declared);
    }

    /// <summary>Puts a pair through the gate.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <exception cref="MeasuringException">The verifier itself failed.</exception>
    public async Task<PairResult> RunAsync(string name, CancellationToken cancellation)
    {
        var failures = this.prover.Failures.Count;
        var pair = this.pairs.Single(pair => pair.Name == name);
        var proved = await this.prover.ProveAsync(pair, DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        return this.prover.Failures.Count > failures ? throw new MeasuringException(this.prover.Failures[^1]) : PairResult.Of(pair, proved);
    }

    /// <inheritdoc/>
    public void Dispose() => this.scratch.Dispose();
}

using PerfProof.Execution;
using PerfProof.Judgement;
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
    private readonly LoadedCode code;
    private readonly PairProver prover;

    private PairGate(CompareOptions options, LoadedCode code, IReadOnlyList<DeclaredPair> pairs)
    {
        this.pairs = pairs;
        this.code = code;
        this.Hosts = new(options.Host, options.Device is { } device ? [device] : [], code.Root, this.scratch);
        this.prover = new(options, this.Hosts, this.scratch, this.Clock);
    }

    /// <summary>Outputs are compared, and nothing is timed.</summary>
    public static Effort OutputsOnly { get; } = Effort.Default with { MaximumForks = 0 };

    /// <summary>How long each stage took, all runs together.</summary>
    public StageClock Clock { get; } = new();

    /// <summary>The names of the pairs, in the order of the sources.</summary>
    public IReadOnlyList<string> Names => [.. this.pairs.Select(pair => pair.Name)];

    /// <summary>Where kernels run.</summary>
    public KernelHosts Hosts { get; }

    /// <summary>Where assemblies go.</summary>
    public ScratchFolder Scratch => this.scratch;

    /// <summary>The project of the pairs.</summary>
    public Microsoft.CodeAnalysis.Project Project => this.code.Solution.GetProject(this.code.Projects[0].Id)!;

    /// <summary>The launch plan of a pair's rewrite; null for a pair of methods.</summary>
    public LaunchPlan? PlanAfter(string name) =>
        this.pairs.Single(pair => pair.Name == name).Pair!.Kernels is { } kernels ? (kernels.After ?? kernels.Before).After : null;

    /// <summary>Loads all pairs of a folder, or of a file.</summary>
    /// <param name="path">The folder or the file.</param>
    /// <param name="effort">How much effort a run may take.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <param name="host">Where kernels run.</param>
    /// <param name="device">The device that they run on; null to choose.</param>
    /// <exception cref="MeasuringException">A pair is not declared right.</exception>
    /// <exception cref="LoadException">There is nothing to load.</exception>
    public static async Task<PairGate> OpenAsync(string path, Effort effort, CancellationToken cancellation, string host = "managed", string? device = null)
    {
        var options = new CompareOptions(new LoadRequest(path) { AsFolder = Directory.Exists(path) }) { Effort = effort, Host = host, Device = device };
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
    public async Task<Verdict> RunAsync(string name, CancellationToken cancellation)
    {
        var failures = this.prover.Failures.Count;
        var pair = this.pairs.Single(pair => pair.Name == name);
        var proved = await this.prover.ProveAsync(pair, DirectProgress<string>.Unwatched, cancellation).ConfigureAwait(false);
        return this.prover.Failures.Count > failures ? throw new MeasuringException(this.prover.Failures[^1]) : PairResult.Of(pair, proved).Verdict;
    }

    /// <inheritdoc/>
    public void Dispose() => this.scratch.Dispose();
}

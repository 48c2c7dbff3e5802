using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Execution;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;

namespace PerfProof.Build.Mutants;

/// <summary>
/// The rewrite of a pair. Mutants are candidates in a file of their own, as <c>perfproof compare task.cs candidate.cs</c> takes them, so that what both
/// sides use is changed on one side only.
/// </summary>
internal sealed class PairRewrite : MutableRewrite
{
    private readonly LoadedCode code;
    private readonly DocumentId document;
    private readonly PairProver prover;

    private PairRewrite(LoadedCode code, DocumentId document, string name, SourceText source, IReadOnlyList<Mutation> mutations, Effort effort)
        : base(name, source, mutations)
    {
        (this.code, this.document) = (code, document);
        var options = new CompareOptions(new LoadRequest(code.Root)) { Effort = effort, Host = "managed" };
        this.prover = new(options, new KernelHosts(options.Host, [], code.Root, this.Scratch), this.Scratch, new StageClock());
    }

    /// <summary>Reads the pair of a file.</summary>
    /// <param name="path">The file; it has one pair.</param>
    /// <param name="effort">How much effort a run may take.</param>
    /// <param name="cancellation">Cancellation.</param>
    /// <exception cref="MeasuringException">It has no pair, or several, or the pair is not declared right.</exception>
    /// <exception cref="LoadException">It cannot be loaded.</exception>
    public static async Task<PairRewrite> LoadAsync(string path, Effort effort, CancellationToken cancellation)
    {
        var code = await PairLoader.LoadAsync(new LoadRequest(path), ManagedTarget.Dialect, cancellation).ConfigureAwait(false);
        var declared = await PairComparison.DeclaredAsync(code, null, null, cancellation).ConfigureAwait(false);
        if (declared is not [{ Pair: { } pair }])
        {
            throw new MeasuringException($"{path}: {(declared.SelectMany(one => one.Problems).FirstOrDefault() is { } problem ? problem.ToString() : $"{declared.Count} pairs, and a file of this suite has one")}");
        }

        var document = code.Solution.GetDocument(pair.After.Symbol.DeclaringSyntaxReferences[0].SyntaxTree)!;
        var model = (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var roots = pair.After.Symbol.ContainingType.GetMembers().Where(member => PairAttribute.Find(member, "After") is not null);
        var mutations = MutationOperators.Of(model, RewriteScope.Of(model, roots));
        return new(code, document.Id, pair.Name, await document.GetTextAsync(cancellation).ConfigureAwait(false), mutations, effort);
    }

    /// <inheritdoc/>
    public override async Task<(Mutant? Mutant, string? Problem)> CompileAsync(string text, CancellationToken cancellation)
    {
        var candidate = this.code with { Solution = this.code.Solution.WithDocumentText(this.document, SourceText.From(text, System.Text.Encoding.UTF8)) };
        var compilation = (await candidate.Solution.GetProject(this.document.ProjectId)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        var (hash, problem) = Emit(compilation, cancellation);
        return hash is null ? (null, problem) : (new(hash, stop => this.PlanAsync(candidate, stop)), null);
    }

    private async Task<Planned> PlanAsync(LoadedCode candidate, CancellationToken cancellation)
    {
        var declared = await PairReader.ReadAsync(this.code, candidate, cancellation).ConfigureAwait(false);
        return declared is [{ Pair: { } pair }]
            ? (await this.prover.PlanAsync(pair, cancellation).ConfigureAwait(false)).Single()
            : new(null, string.Join(" ", declared.SelectMany(one => one.Problems)));
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>Entries that may reach a finding.</summary>
/// <param name="Entries">Those that can be run, the cheapest first.</param>
/// <param name="Skipped">Those that cannot, a line each with the reason.</param>
public sealed record FoundEntries(ImmutableArray<Entry> Entries, ImmutableArray<string> Skipped);

/// <summary>
/// Finds, by the call graph, the benchmarks, tests and beginnings of programs that may run the code of a finding. Nobody named them, so one that
/// could touch more than memory is not run.
/// </summary>
public sealed class EntryFinder(LoadedCode code)
{
    /// <summary>Most entries that are tried for a finding.</summary>
    public const int MostTried = 3;

    // Of those that cannot be run, so many are named.
    private const int MostNamed = 2;

    private readonly EffectScan effects = new(code.Solution);
    private Task<(CallGraph Graph, ImmutableArray<Candidate> Candidates)>? read;

    private sealed record Candidate(string Key, IMethodSymbol Method, EntryKind Kind, EntryReading Reading);

    /// <summary>The entries that may reach the code at a node.</summary>
    /// <param name="node">The code.</param>
    /// <param name="model">The semantic model of its file.</param>
    /// <param name="cancellation">Cancels.</param>
    public async Task<FoundEntries> FindAsync(SyntaxNode node, SemanticModel model, CancellationToken cancellation)
    {
        var (graph, candidates) = await (this.read ??= this.ReadAsync(cancellation)).ConfigureAwait(false);
        if (candidates.IsEmpty)
        {
            return new([], []);
        }

        var leading = graph.Leading(node, model);
        var entries = ImmutableArray.CreateBuilder<Entry>();
        var skipped = ImmutableArray.CreateBuilder<string>();
        // Kinds in the order of what they run besides; then whose way to the finding is the shortest.
        foreach (var candidate in candidates
            .Where(candidate => leading.ContainsKey(candidate.Key))
            .OrderBy(candidate => candidate.Kind)
            .ThenBy(candidate => leading[candidate.Key])
            .ThenBy(candidate => candidate.Key, StringComparer.Ordinal))
        {
            if (entries.Count == MostTried)
            {
                break;
            }

            var effect = candidate.Reading.Entry is null ? null : await this.effects.EffectOfAsync(candidate.Method, cancellation).ConfigureAwait(false);
            if ((candidate.Reading.Problem ?? effect) is null)
            {
                entries.Add(candidate.Reading.Entry!);
            }
            else if (skipped.Count < MostNamed)
            {
                var name = candidate.Method.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat);
                skipped.Add($"{name} {candidate.Reading.Problem ?? $"{effect}, so it is run only when it is named with --entry"}");
            }
        }

        return new(entries.ToImmutable(), skipped.ToImmutable());
    }

    private async Task<(CallGraph, ImmutableArray<Candidate>)> ReadAsync(CancellationToken cancellation)
    {
        var candidates = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var loaded in code.Projects.Where(project => project.FilePath is not null))
        {
            var project = code.Solution.GetProject(loaded.Id)!;
            if (await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
            {
                continue;
            }

            var main = compilation.GetEntryPoint(cancellation);
            foreach (var method in Types(compilation.Assembly.GlobalNamespace).SelectMany(type => type.GetMembers().OfType<IMethodSymbol>()))
            {
                if (EntryReader.KindOf(method, main) is var kind and not EntryKind.Method)
                {
                    candidates.Add(new(CallGraph.Key(method), method, kind, EntryReader.Read(method, kind, project, loaded.Framework)));
                }
            }
        }

        return (candidates.Count == 0 ? null! : await CallGraph.ReadAsync(code.Solution, cancellation).ConfigureAwait(false), candidates.ToImmutable());
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) => container.GetMembers().OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}

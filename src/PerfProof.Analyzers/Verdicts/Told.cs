using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfProof.Verdicts;

/// <summary>What evidence tells about a finding.</summary>
/// <param name="Verdicts">Of the newest run on each device; at least one.</param>
/// <param name="IsStale">Whether the code has changed since.</param>
internal sealed record Told(IReadOnlyList<IndexedVerdict> Verdicts, bool IsStale)
{
    /// <summary>Whether this came of running the user's own code as it is now, everywhere it was run.</summary>
    public bool IsAll(IndexedKind kind) => !this.IsStale && this.Verdicts.All(verdict => verdict.IsOfOwnCode && verdict.Kind == kind);
}

/// <summary>The index files of a compilation, together.</summary>
internal sealed class ToldVerdicts
{
    private readonly ImmutableArray<VerdictIndex> indexes;

    private ToldVerdicts(ImmutableArray<VerdictIndex> indexes) => this.indexes = indexes;

    /// <summary>Reads them; one that cannot be read tells nothing, and PP0002 says so.</summary>
    public static ToldVerdicts Of(AnalyzerOptions options, CancellationToken cancellation) => new(options.AdditionalFiles
        .Where(VerdictIndex.IsIndex)
        .Select(file => VerdictIndex.Text(file, cancellation) is { } text ? VerdictIndex.Parse(text) : null)
        .OfType<VerdictIndex>()
        .Where(index => index.Count > 0)
        .ToImmutableArray());

    /// <summary>What is told about a rule's finding; null when nothing was measured.</summary>
    public Told? About(string rule, SemanticModel model, Location location, CancellationToken cancellation)
    {
        if (this.indexes.IsEmpty || location.SourceTree != model.SyntaxTree)
        {
            return null;
        }

        var code = FlaggedCode.At(model, location.SourceSpan, cancellation);
        var names = FindingId.NamesOf(location.SourceTree.FilePath).ToList();
        foreach (var id in names.Select(name => code.IdOf(rule, name)))
        {
            if (this.Newest(index => index.Of(id)) is { Count: > 0 } verdicts)
            {
                return new(verdicts, verdicts.Any(verdict => verdict.Digest != code.Digest));
            }
        }

        // The flagged code itself is another one. Which of several findings it was, nobody can tell.
        foreach (var place in names.Select(name => FindingId.Place(rule, name, code.Symbol)))
        {
            if (this.Newest(index => index.At(place)) is { Count: > 0 } before && before.All(verdict => verdict.Id == before[0].Id && verdict.Digest != code.Digest))
            {
                return new(before, IsStale: true);
            }
        }

        return null;
    }

    private List<IndexedVerdict> Newest(Func<VerdictIndex, IReadOnlyList<IndexedVerdict>> of) => this.indexes
        .SelectMany(of)
        .Where(static verdict => verdict.Kind != IndexedKind.NotApplicable)
        .GroupBy(static verdict => (verdict.Id, verdict.Device))
        .Select(static same => same.OrderByDescending(static verdict => verdict.Day, StringComparer.Ordinal).First())
        .ToList();
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>
/// Embeds the list before the loop, in chunks, and has the loop use the results in order. What was interleaved with the loop
/// no longer is, which the title says.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnbatchedEmbeddingFix))]
public sealed class UnbatchedEmbeddingFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnbatchedEmbedding.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await BatchSite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is not { } site)
        {
            return null;
        }

        var apply = LoopBatching.Find(site, cancellation) ?? ConcurrentBatching.Find(site, cancellation);
        return apply is null
            ? null
            : new FixAction(
                $"Embed the list in requests of up to {site.MaxBatch} (before the loop, results in order; a failed request fails its whole chunk)",
                _ => Task.FromResult(document.WithSyntaxRoot(apply())));
    }
}

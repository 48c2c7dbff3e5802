using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Fix of PP5004: builds the engine before the loop. An engine that outlives the method belongs in a pool, which is left to people.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PredictionEnginePerCallFix))]
public sealed class PredictionEnginePerCallFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => PredictionEnginePerCall.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CreationSite.FindAsync(document, diagnostic, Roles.CreateEngine, cancellation).ConfigureAwait(false) is { } site
            ? CreationHoist.Of(site)
            : null;
}

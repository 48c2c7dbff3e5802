using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP5001: makes the model before the loop, or keeps one for all calls in a field that is filled on first use. Contexts hold the state of
/// a conversation, and are left to people.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModelPerCallFix))]
public sealed class ModelPerCallFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ModelPerCall.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CreationSite.FindAsync(document, diagnostic, Roles.CreateModel, cancellation).ConfigureAwait(false) is { } site && !Remaking.IsContext(site.Match)
            ? CreationHoist.Of(site) ?? CreationField.Of(site)
            : null;
}

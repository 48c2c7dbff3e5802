using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Fix of PP5005: makes it before the loop, or keeps one for all calls in a field that is filled on first use where threads may share it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ClientPerCallFix))]
public sealed class ClientPerCallFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ClientPerCall.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CreationSite.FindAsync(document, diagnostic, Roles.CreateClient, cancellation).ConfigureAwait(false) is { } site
            ? CreationHoist.Of(site) ?? CreationField.Of(site)
            : null;
}

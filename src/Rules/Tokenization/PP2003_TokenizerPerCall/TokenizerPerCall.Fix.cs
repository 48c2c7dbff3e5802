using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Fix of PP2003: builds the tokenizer before the loop, or keeps one for all calls in a field that is filled on first use.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TokenizerPerCallFix))]
public sealed class TokenizerPerCallFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => TokenizerPerCall.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CreationSite.FindAsync(document, diagnostic, Roles.CreateTokenizer, cancellation).ConfigureAwait(false) is { } site
            ? CreationHoist.Of(site) ?? CreationField.Of(site)
            : null;
}

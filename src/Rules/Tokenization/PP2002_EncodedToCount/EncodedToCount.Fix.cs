using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>Calls the member that counts, where it gives the same number for every text and throws for the same ones.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EncodedToCountFix))]
public sealed class EncodedToCountFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => EncodedToCount.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountRewrite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { IsUnchecked: false } rewrite
            ? new FixAction($"Count with '{rewrite.Name}'", rewrite.ApplyAsync)
            : null;
}

/// <summary>The same where the encoding refuses texts that the count takes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EncodedToCountOfferedFix))]
public sealed class EncodedToCountOfferedFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => EncodedToCount.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountRewrite.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { IsUnchecked: true } rewrite
            ? new FixAction($"Count with '{rewrite.Name}' (which does not throw on text that holds a special token)", rewrite.ApplyAsync)
            : null;
}

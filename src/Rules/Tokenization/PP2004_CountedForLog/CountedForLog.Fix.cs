using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>Asks first whether the level is on. Offered: a logger that does not answer truly, and what the count throws, can be told apart.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CountedForLogFix))]
public sealed class CountedForLogFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CountedForLog.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await LogGuard.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } guard
            ? new FixAction($"Count only where '{guard.Question}' (nothing is computed, nor thrown, where it is off)", guard.ApplyAsync)
            : null;
}

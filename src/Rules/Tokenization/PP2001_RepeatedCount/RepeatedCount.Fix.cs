using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>
/// Counts a text that does not change once, before the loop, where nothing can tell the difference: the count cannot throw,
/// or the loop evaluates it first of all, even when it has no turns.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RepeatedCountFix))]
public sealed class RepeatedCountFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RepeatedCount.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountHoist.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { CannotBeTold: true } hoist
            ? new FixAction("Count once, before the loop", hoist.ApplyAsync)
            : null;
}

/// <summary>The same where it may be told: a count that can throw then does so before the first turn, and when there is none.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RepeatedCountOfferedFix))]
public sealed class RepeatedCountOfferedFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RepeatedCount.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountHoist.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { CannotBeTold: false } hoist
            ? new FixAction("Count once, before the loop (it then runs even when the loop has no turns)", hoist.ApplyAsync)
            : await TextCut.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { } cut
                ? new FixAction(cut.Title, cut.ApplyAsync)
                : null;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>Uses the first count again: the local that holds it, or one that is made for it. The library counts; nothing else can tell.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CountedTwiceFix))]
public sealed class CountedTwiceFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CountedTwice.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountReuse.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { IsWrapped: false } reuse
            ? new FixAction("Use the first count again", reuse.ApplyAsync)
            : null;
}

/// <summary>The same where a method of the program counts: what it does besides, it then does once.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CountedTwiceOfferedFix))]
public sealed class CountedTwiceOfferedFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CountedTwice.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CountReuse.FindAsync(document, diagnostic, cancellation).ConfigureAwait(false) is { IsWrapped: true } reuse
            ? new FixAction("Use the first count again (what the method does besides counting is then done once)", reuse.ApplyAsync)
            : null;
}

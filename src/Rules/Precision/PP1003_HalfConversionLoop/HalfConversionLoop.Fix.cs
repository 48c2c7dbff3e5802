using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP1003: one call of <c>TensorPrimitives.ConvertToSingle</c> or <c>ConvertToHalf</c> over the range that the loop goes
/// through. Results are the same bit for bit, so it is safe.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HalfConversionLoopFix))]
public sealed class HalfConversionLoopFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfConversionLoop.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        ConversionRewrite.FixAsync(document, diagnostic, change: null, cancellation);
}

/// <summary>
/// The same where something may change: a conversion that is written out by hand, or a type that rounds in its own way, and several
/// conversions of one loop, which then run one after the other.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HalfConversionLoopChangeFix))]
public sealed class HalfConversionLoopChangeFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfConversionLoop.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await ConversionRewrite.FixAsync(document, diagnostic, "conversions by hand may round otherwise, and treat NaN otherwise", cancellation).ConfigureAwait(false)
        ?? await ConversionRewrite.FixAsync(document, diagnostic, ConversionRewrite.Apart, cancellation).ConfigureAwait(false);
}

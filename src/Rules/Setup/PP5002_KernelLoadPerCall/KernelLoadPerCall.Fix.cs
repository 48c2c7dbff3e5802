using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Fix of PP5002: keeps the kernel in a field that is filled on first use, or loads it before the loop; only where the accelerator is one that cannot be
/// exchanged.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KernelLoadPerCallFix))]
public sealed class KernelLoadPerCallFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => KernelLoadPerCall.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation) =>
        await CreationSite.FindAsync(document, diagnostic, Roles.LoadKernel, cancellation).ConfigureAwait(false) is { } site
            ? CreationHoist.Of(site) ?? CreationField.OfAssigned(site, "Keep the kernel in a field, loaded on first use")
            : null;
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP1001: the nest of loops computes in float, and rounds to half where it stores. Offered, since intermediate results keep
/// more precision than before.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HalfOnCpuFix))]
public sealed class HalfOnCpuFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfOnCpu.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || !diagnostic.Properties.TryGetValue(Facts.Shape, out var shape))
        {
            return null;
        }

        var catalog = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation).Catalog;
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        switch (shape)
        {
            case "loop":
                return await FloatLoop.RewriteAsync(document, root, model, node, catalog, cancellation).ConfigureAwait(false) is { } changed
                    ? new("Compute in float (intermediate results keep more precision)", _ => Task.FromResult(changed))
                    : null;

            case "span":
                return FloatSpans.Rewrite(root, model, node, catalog) is { } rewritten
                    ? new(
                        "Compute in float, on converted copies (results keep more precision)",
                        cancellation => Rewriting.Names.ImportAsync(document.WithSyntaxRoot(rewritten), cancellation))
                    : null;

            default:
                return null;
        }
    }
}

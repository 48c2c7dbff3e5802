using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Kernels;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP7001: the whole way from float back to float in float: functions, literals, constants, variables and casts. Only where
/// each function has a float counterpart and each number is one in float, and where the result compiles.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DoubleInKernelFix))]
public sealed class DoubleInKernelFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DoubleInKernel.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        foreach (var declaration in root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf())
        {
            if (compilation.DeviceCode.Of(declaration) is not { } method
                || DeviceMethod.BodyOf(model.GetOperation(declaration, cancellation)) is not { } body
                || DoubleInKernel.DetoursOf(method, body, compilation.Catalog).FirstOrDefault(detour => detour.Location.SourceSpan == diagnostic.Location.SourceSpan) is not { } detour
                || FloatText.ChangesOf(detour, model, compilation.Catalog) is not { } changes)
            {
                continue;
            }

            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            var changed = document.WithText(text.WithChanges(changes));
            return await CompilesAsync(document, changed, declaration, cancellation).ConfigureAwait(false)
                ? new("Compute in float (results differ in their last digits)", _ => Task.FromResult(changed))
                : null;
        }

        return null;
    }

    // The only text that changes lies within the declaration, so that no error may be there or behind it that was not before.
    private static async Task<bool> CompilesAsync(Document before, Document after, SyntaxNode declaration, CancellationToken cancellation)
    {
        var member = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() ?? declaration;
        return await ErrorsAsync(after, member, cancellation).ConfigureAwait(false) <= await ErrorsAsync(before, member, cancellation).ConfigureAwait(false);
    }

    private static async Task<int> ErrorsAsync(Document document, SyntaxNode member, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        var again = root?.FindToken(member.SpanStart).Parent?.FirstAncestorOrSelf<SyntaxNode>(node => node.RawKind == member.RawKind);
        return model?.GetDiagnostics(again?.FullSpan, cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) ?? int.MaxValue;
    }
}

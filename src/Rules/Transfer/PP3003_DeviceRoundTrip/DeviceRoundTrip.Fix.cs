using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Fix of PP3003: takes the stop at the host out of a chain of calls on a tensor. Arrays and blocks are left to people, who know the lengths.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeviceRoundTripFix))]
public sealed class DeviceRoundTripFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Leave out the stop at the host (no copy is made where the tensor already lies there)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DeviceRoundTrip.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || !diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) || shape != DeviceRoundTrip.TensorShape
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } node
            || node.ContainsDirectives
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation { Instance: { } source } call)
        {
            return null;
        }

        // to(ScalarType.Float32, CPU) converts as well; what only moves is what can go.
        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        return call.Arguments.All(argument => argument.ArgumentKind == ArgumentKind.DefaultValue || LineCondition.IsHost(argument.Value, model.Catalog))
            && Operations.Same(source.Type, call.Type)
                ? new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(node, access.Expression.WithTriviaFrom(node)))))
                : null;
    }
}

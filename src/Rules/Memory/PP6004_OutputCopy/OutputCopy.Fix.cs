using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP6004 where one element, one output or the length is read: takes it without the copy. The same element comes out, and
/// an index out of range throws as before.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(OutputCopyFix))]
public sealed class OutputCopyFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => OutputCopy.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: { } receiver } } node
            || node.DescendantTrivia().Any(trivia => trivia.IsDirective || trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia))
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        return CopiedOutput.Of(model, call) is { Copies: 1 } copied && copied.Shape() == CopyShape.One && Without(copied, node, receiver, semantics) is { } change
            ? new FixAction("Read it without the copy", _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(change.Old, change.New.WithTriviaFrom(change.Old)))))
            : null;
    }

    private static (ExpressionSyntax Old, ExpressionSyntax New)? Without(CopiedOutput copied, InvocationExpressionSyntax node, ExpressionSyntax receiver, SemanticModel semantics)
    {
        // Spans and the list of outputs have an indexer; a tensor counts its indices by dimension, and is asked as the list that it also is.
        switch (node.Parent)
        {
            case ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access when access.Expression == node
                && semantics.GetTypeInfo(arguments[0].Expression).Type?.SpecialType == SpecialType.System_Int32:
                return copied.Source is CopySource.Span or CopySource.List ? (node, receiver)
                    : copied.Source == CopySource.Elements ? (access, Call(receiver, "ElementAt", arguments[0].Expression))
                    : null;

            case MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } access when access.Expression == node:
                var use = semantics.GetOperation(access.Parent is InvocationExpressionSyntax invoked ? invoked : access);
                return use switch
                {
                    IInvocationOperation linq when CopiedOutput.IsLinq(linq) && copied.Source is CopySource.Elements or CopySource.List => (node, receiver),
                    IPropertyReferenceOperation when name == "Count" && copied.Source == CopySource.List => (node, receiver),
                    IPropertyReferenceOperation when name is "Count" or "Length" && copied.Source is CopySource.Elements or CopySource.List => (access, Call(receiver, "Count", null)),
                    IPropertyReferenceOperation when name == "Length" && copied.Source == CopySource.Span => (node, receiver),
                    _ => null,
                };

            default:
                return null;
        }
    }

    private static ExpressionSyntax Call(ExpressionSyntax receiver, string name, ExpressionSyntax? argument) =>
        SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver.WithoutTrailingTrivia(), SyntaxFactory.IdentifierName(name)),
            SyntaxFactory.ArgumentList(argument is null ? default : SyntaxFactory.SingletonSeparatedList(SyntaxFactory.Argument(argument.WithoutTrivia()))));
}

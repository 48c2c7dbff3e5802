using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace PerfProof.Rewriting;

/// <summary>Names of types in generated code: written in full, then shortened where that is unambiguous.</summary>
internal static class Names
{
    /// <summary>The full name of a type, as source.</summary>
    internal static string Full(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>An operand in a larger expression: as it is where it binds tightly enough, otherwise in parentheses.</summary>
    internal static string Operand(ExpressionSyntax expression)
    {
        var text = expression.WithoutTrivia().ToString();
        return expression is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
            or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax or ThisExpressionSyntax
                ? text
                : "(" + text + ")";
    }

    /// <summary>Marks every full name (<c>global::</c>) in generated code for shortening.</summary>
    internal static TNode Shortened<TNode>(TNode node)
        where TNode : SyntaxNode =>
        node.ReplaceNodes(
            node.DescendantNodesAndSelf().Where(IsFullName),
            (_, name) => name.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));

    /// <summary>
    /// Adds the using directives that generated code wants. Where they would make another name of the file ambiguous, none is
    /// added, and the names stay as long as they must.
    /// </summary>
    internal static async Task<Document> ImportAsync(Document document, CancellationToken cancellation)
    {
        var imported = await ImportAdder.AddImportsAsync(document, Simplifier.AddImportsAnnotation, options: null, cancellation).ConfigureAwait(false);
        return await ErrorsAsync(imported, cancellation).ConfigureAwait(false) > await ErrorsAsync(document, cancellation).ConfigureAwait(false)
            ? document
            : imported;
    }

    private static async Task<int> ErrorsAsync(Document document, CancellationToken cancellation) =>
        await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is { } model
            ? model.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            : 0;

    // The widest name that starts with global:: and is a type: not the namespaces within it, not the member after it.
    private static bool IsFullName(SyntaxNode node) =>
        node is QualifiedNameSyntax or MemberAccessExpressionSyntax
        && node.GetFirstToken().IsKind(SyntaxKind.GlobalKeyword)
        && node.Parent switch
        {
            QualifiedNameSyntax => false,
            MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax } parent => parent.Expression == node,
            MemberAccessExpressionSyntax => false,
            InvocationExpressionSyntax => false,
            _ => true,
        };
}

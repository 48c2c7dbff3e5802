using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>
/// The same code in float64: the truth against which both sides of a declared change of precision are held. Made from a
/// program by letting the method that matters compute in double wherever it computes in float or half.
/// </summary>
public static class DoubleOracle
{
    // Each pass mends what the one before made the compiler see.
    private const int MaximumPasses = 6;

    /// <summary>The program with a method that computes in double; null when it cannot be made to compile.</summary>
    /// <param name="solution">The rewritten program.</param>
    /// <param name="document">The file of the method.</param>
    /// <param name="method">The method, as found in the program as it was.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<Solution?> MakeAsync(Solution solution, DocumentId document, IMethodSymbol method, CancellationToken cancellation) =>
        // A sum that half cannot hold is infinite in it, and no truth; where nobody else calls the method, its result can be double.
        (HalfWidener.IsHalf(method.ReturnType) ? await MakeAsync(solution, document, method, isResultWide: true, cancellation).ConfigureAwait(false) : null)
        ?? await MakeAsync(solution, document, method, isResultWide: false, cancellation).ConfigureAwait(false);

    private static async Task<Solution?> MakeAsync(Solution solution, DocumentId document, IMethodSymbol method, bool isResultWide, CancellationToken cancellation)
    {
        var annotation = new SyntaxAnnotation("oracle");
        var current = solution.GetDocument(document)!;
        var model = (await current.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
        var root = (await current.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var name = method.ToDisplayString();
        var declaration = root.DescendantNodes().OfType<BaseMethodDeclarationSyntax>()
            .FirstOrDefault(node => model.GetDeclaredSymbol(node, cancellation) is IMethodSymbol declared && declared.ToDisplayString() == name);
        if (declaration is null || ((SyntaxNode?)declaration.Body ?? declaration.ExpressionBody) is not { } body)
        {
            return null;
        }

        var widened = new Widener().Visit(new HalfWidener(model).Visit(body))!.WithAdditionalAnnotations(annotation);
        var changedMethod = declaration.ReplaceNode(body, widened);
        root = root.ReplaceNode(declaration, isResultWide && changedMethod is MethodDeclarationSyntax plain ? plain.WithReturnType(SyntaxFactory.ParseTypeName("double").WithTriviaFrom(plain.ReturnType)) : changedMethod);
        for (var pass = 0; pass < MaximumPasses; pass++)
        {
            current = current.WithSyntaxRoot(root);
            root = (await current.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
            var compilation = (await current.Project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
            var tree = (await current.GetSyntaxTreeAsync(cancellation).ConfigureAwait(false))!;
            var errors = compilation.GetDiagnostics(cancellation).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).ToList();
            if (errors.Count == 0)
            {
                return current.Project.Solution;
            }

            // Where a double now meets a float or half that stays one (a result, an array, an argument), it is rounded there and not before.
            var changed = root.GetAnnotatedNodes(annotation).Single();
            var narrowed = errors
                .Where(error => error.Id is "CS0266" or "CS1503" && error.Location.SourceTree == tree && changed.Span.Contains(error.Location.SourceSpan))
                .Select(error => (Error: error, Node: root.FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true)))
                .Select(pair => (pair.Error, Node: pair.Node is ArgumentSyntax argument ? argument.Expression : pair.Node as ExpressionSyntax))
                .Where(pair => pair.Node is not null)
                .DistinctBy(pair => pair.Node)
                .ToDictionary(pair => (SyntaxNode)pair.Node!, pair => pair.Error.GetMessage(CultureInfo.InvariantCulture).Contains("Half'", StringComparison.Ordinal) ? "global::System.Half" : "float");
            if (narrowed.Count == 0)
            {
                return null;
            }

            root = root.ReplaceNodes(narrowed.Keys, (original, node) => SyntaxFactory.ParenthesizedExpression(
                SyntaxFactory.CastExpression(
                    SyntaxFactory.ParseTypeName(narrowed[original]),
                    SyntaxFactory.ParenthesizedExpression((ExpressionSyntax)node.WithoutTrivia()))).WithTriviaFrom(node));
        }

        return null;
    }

    /// <summary>Turns float into double where a value is computed: casts, locals, literals, functions of the type.</summary>
    private sealed class Widener : CSharpSyntaxRewriter
    {
        public override SyntaxNode? VisitPredefinedType(PredefinedTypeSyntax node) =>
            // An array keeps its type: it may be handed on.
            node.Keyword.IsKind(SyntaxKind.FloatKeyword) && node.Parent is not (ArrayTypeSyntax or TypeArgumentListSyntax)
                ? node.WithKeyword(SyntaxFactory.Token(SyntaxKind.DoubleKeyword).WithTriviaFrom(node.Keyword))
                : node;

        public override SyntaxNode? VisitLiteralExpression(LiteralExpressionSyntax node) =>
            node.Token.Value is float value
                ? node.WithToken(SyntaxFactory.Literal((double)value).WithTriviaFrom(node.Token))
                : node;

        public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) =>
            node.Identifier.ValueText == "MathF" ? node.WithIdentifier(SyntaxFactory.Identifier("Math").WithTriviaFrom(node.Identifier)) : node;
    }
}

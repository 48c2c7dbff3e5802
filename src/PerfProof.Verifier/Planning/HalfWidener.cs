using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning;

/// <summary>
/// Lets a method compute in double where it computes in half. Half and double do not convert into each other by themselves, so that numbers are
/// converted where they come in: elements, parameters, results of calls. Locals become double; arrays keep their type, since they may be handed on.
/// </summary>
internal sealed class HalfWidener(SemanticModel model) : CSharpSyntaxRewriter
{
    private static readonly TypeSyntax wide = SyntaxFactory.PredefinedType(SyntaxFactory.Token(SyntaxKind.DoubleKeyword));

    /// <summary>Whether a loop adds up, or multiplies, in half: with every turn more is lost, and what is lost depends on the order.</summary>
    public static bool Accumulates(SyntaxNode body, SemanticModel model) => body.DescendantNodes()
        .Where(node => node is ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
        .SelectMany(loop => loop.DescendantNodes())
        .OfType<AssignmentExpressionSyntax>()
        .Any(assignment => IsHalf(model.GetTypeInfo(assignment.Left).Type) && (!assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
            || assignment.Right.DescendantNodesAndSelf().OfType<BinaryExpressionSyntax>().Any(sum => sum.DescendantNodes().Any(part => part.IsEquivalentTo(assignment.Left)))));

    /// <summary>Whether a type is <see cref="Half"/>.</summary>
    public static bool IsHalf(ITypeSymbol? type) => type is { Name: "Half", ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    /// <inheritdoc/>
    public override SyntaxNode? Visit(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || !IsHalf(model.GetTypeInfo(expression).Type) || model.GetSymbolInfo(expression).Symbol is ITypeSymbol)
        {
            return base.Visit(node);
        }

        return expression switch
        {
            ParenthesizedExpressionSyntax or BinaryExpressionSyntax or PrefixUnaryExpressionSyntax or PostfixUnaryExpressionSyntax or ConditionalExpressionSyntax => base.Visit(node),
            IdentifierNameSyntax name when this.IsLocal(name) => name,
            CastExpressionSyntax cast => Cast(wide, (ExpressionSyntax)this.Visit(cast.Expression)!),
            AssignmentExpressionSyntax assignment => this.Assigned(assignment),
            // What the type computes, double computes under the same name.
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax function } call when model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsStatic: true } method && IsHalf(method.ContainingType) =>
                call.WithExpression(function.WithExpression(wide)).WithArgumentList((ArgumentListSyntax)this.Visit(call.ArgumentList)!),
            _ => Cast(wide, (ExpressionSyntax)base.Visit(node)!),
        };
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitVariableDeclaration(VariableDeclarationSyntax node)
    {
        var visited = (VariableDeclarationSyntax)base.VisitVariableDeclaration(node)!;
        return IsHalf(model.GetTypeInfo(node.Type).Type) ? visited.WithType(wide.WithTriviaFrom(node.Type)) : visited;
    }

    /// <inheritdoc/>
    public override SyntaxNode? VisitForEachStatement(ForEachStatementSyntax node)
    {
        var visited = (ForEachStatementSyntax)base.VisitForEachStatement(node)!;
        return IsHalf(model.GetTypeInfo(node.Type).Type) ? visited.WithType(wide.WithTriviaFrom(node.Type)) : visited;
    }

    private static ExpressionSyntax Cast(TypeSyntax type, ExpressionSyntax expression) => SyntaxFactory.ParenthesizedExpression(
        SyntaxFactory.CastExpression(type.WithoutTrivia(), SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia()))).WithTriviaFrom(expression);

    private bool IsLocal(ExpressionSyntax expression) => model.GetSymbolInfo(expression).Symbol is ILocalSymbol;

    private ExpressionSyntax Assigned(AssignmentExpressionSyntax assignment)
    {
        var right = (ExpressionSyntax)this.Visit(assignment.Right)!;
        if (this.IsLocal(assignment.Left))
        {
            return assignment.WithRight(right);
        }

        // Into an element it is rounded, once; what it adds to is read a second time, so that reading it must do nothing else.
        if (assignment.Left.DescendantNodesAndSelf().Any(node => node is InvocationExpressionSyntax or AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax))
        {
            return assignment;
        }

        var left = assignment.Left.WithoutTrivia();
        var sum = assignment.Kind() switch
        {
            SyntaxKind.SimpleAssignmentExpression => right,
            SyntaxKind.AddAssignmentExpression => Both(SyntaxKind.AddExpression),
            SyntaxKind.SubtractAssignmentExpression => Both(SyntaxKind.SubtractExpression),
            SyntaxKind.MultiplyAssignmentExpression => Both(SyntaxKind.MultiplyExpression),
            SyntaxKind.DivideAssignmentExpression => Both(SyntaxKind.DivideExpression),
            _ => null,
        };
        return sum is null ? assignment : SyntaxFactory.AssignmentExpression(SyntaxKind.SimpleAssignmentExpression, left, Cast(SyntaxFactory.ParseTypeName("global::System.Half"), sum)).WithTriviaFrom(assignment);

        ExpressionSyntax Both(SyntaxKind kind) => SyntaxFactory.BinaryExpression(kind, Cast(wide, left), SyntaxFactory.ParenthesizedExpression(right.WithoutTrivia()));
    }
}

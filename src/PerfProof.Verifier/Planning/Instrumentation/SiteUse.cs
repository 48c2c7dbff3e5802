using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning.Instrumentation;

/// <summary>What the surroundings of an expression do with it: whether a copy of its value does as well, and where a statement has room beside it.</summary>
internal static class SiteUse
{
    /// <summary>Why nothing may be put into the place of an expression, whatever it is; null where something may.</summary>
    public static string? Forbidden(ExpressionSyntax node, SemanticModel model, CancellationToken cancellation)
    {
        for (SyntaxNode? current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case AttributeSyntax:
                    return "stands in an attribute";
                case ParameterSyntax:
                    return "is the default of a parameter";
                case FixedStatementSyntax pinned when pinned.Declaration.Span.Contains(node.Span):
                    return "is pinned";
                case InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } } when current != node:
                    return "is only named";
                case LocalDeclarationStatementSyntax { IsConst: true }:
                    return "is a constant";
                case LambdaExpressionSyntax lambda when IsExpressionTree(model.GetTypeInfo(lambda, cancellation).ConvertedType):
                    return "stands in an expression tree";
                case QueryExpressionSyntax query when !query.FromClause.Expression.Span.Contains(node.Span)
                    && model.GetTypeInfo(query.FromClause.Expression, cancellation).Type is { } source && source.AllInterfaces.Append(source).Any(type => type is { Name: "IQueryable", ContainingNamespace.Name: "Linq" }):
                    return "stands in a query that is translated";
                default:
                    break;
            }
        }

        return null;
    }

    /// <summary>Whether only the value is used, so that a copy of it does as well: it is not assigned to, referred to, or changed in place.</summary>
    public static bool IsValue(ExpressionSyntax node, ITypeSymbol type, bool isVariable)
    {
        SyntaxNode current = node;
        while (current.Parent is ParenthesizedExpressionSyntax or PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.SuppressNullableWarningExpression })
        {
            current = current.Parent;
        }

        return current.Parent switch
        {
            RefExpressionSyntax => false,
            ArgumentSyntax argument => argument.RefKindKeyword.IsKind(SyntaxKind.None) && !(isVariable && argument.Parent is TupleExpressionSyntax { Parent: AssignmentExpressionSyntax }),
            AssignmentExpressionSyntax assignment => assignment.Right == current,
            PostfixUnaryExpressionSyntax => false,
            PrefixUnaryExpressionSyntax prefix => !prefix.IsKind(SyntaxKind.PreIncrementExpression) && !prefix.IsKind(SyntaxKind.PreDecrementExpression) && !prefix.IsKind(SyntaxKind.AddressOfExpression),

            // A method of a structure may change the structure.
            MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or ForEachStatementSyntax => !isVariable || type.IsReferenceType,
            _ => true,
        };
    }

    /// <summary>Whether the statement that is the call can have statements before and after it.</summary>
    public static bool HasRoom(ExpressionSyntax node)
    {
        var statement = StatementOf(node);
        return statement switch
        {
            null => node.Parent is ArrowExpressionClauseSyntax { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax } or LambdaExpressionSyntax,
            { Parent: LabeledStatementSyntax } => false,
            LocalDeclarationStatementSyntax => statement.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax,
            _ => true,
        };
    }

    /// <summary>The statement that an expression makes up: it is all that the statement evaluates; null where there is none.</summary>
    public static StatementSyntax? StatementOf(ExpressionSyntax node)
    {
        var whole = node.Parent is RefExpressionSyntax reference ? (ExpressionSyntax)reference : node;
        return whole.Parent switch
        {
            ExpressionStatementSyntax statement => statement,
            AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Parent: ExpressionStatementSyntax statement } assignment when assignment.Right == whole => statement,
            EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax statement } } } => statement,
            _ => null,
        };
    }

    private static bool IsExpressionTree(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Expression", ContainingNamespace.Name: "Expressions" };
}

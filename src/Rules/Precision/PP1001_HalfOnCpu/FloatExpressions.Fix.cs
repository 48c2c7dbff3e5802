using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Turns expressions of a half type into float expressions of the same value, without rounding in between.</summary>
internal sealed class FloatExpressions
{
    private readonly SemanticModel model;
    private readonly RoleCatalog catalog;
    private readonly FloatLocals locals;
    private readonly StatementSyntax loop;
    private readonly Func<ExpressionSyntax, ExpressionSyntax> visit;
    private readonly INamedTypeSymbol single;

    internal FloatExpressions(SemanticModel model, RoleCatalog catalog, FloatLocals locals, StatementSyntax loop, Func<ExpressionSyntax, ExpressionSyntax> visit)
    {
        this.model = model;
        this.catalog = catalog;
        this.locals = locals;
        this.loop = loop;
        this.visit = visit;
        this.single = model.Compilation.GetSpecialType(SpecialType.System_Single);
    }

    /// <summary>The copies in front of the loop that are read in it.</summary>
    internal HashSet<ISymbol> Copied { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The float expression; null where there is none.</summary>
    internal ExpressionSyntax? Of(ExpressionSyntax expression)
    {
        var type = this.model.GetTypeInfo(expression) is var info ? info.Type ?? info.ConvertedType : null;
        if (!HalfTypes.IsHalf(type, this.catalog))
        {
            // What converts to half without a cast (byte, sbyte) converts to float without one too.
            return type?.SpecialType is SpecialType.System_Byte or SpecialType.System_SByte ? this.visit(expression) : null;
        }

        switch (expression)
        {
            case ParenthesizedExpressionSyntax parenthesized:
                return this.Of(parenthesized.Expression) is { } inner
                    ? inner is IdentifierNameSyntax or LiteralExpressionSyntax ? inner : parenthesized.WithExpression(inner.WithTriviaFrom(parenthesized.Expression))
                    : null;

            case BinaryExpressionSyntax binary when IsArithmetic(binary.Kind()):
                return this.Of(binary.Left) is { } left && this.Of(binary.Right) is { } right
                    ? binary.WithLeft(left.WithTriviaFrom(binary.Left)).WithRight(right.WithTriviaFrom(binary.Right))
                    : null;

            case PrefixUnaryExpressionSyntax unary when unary.IsKind(SyntaxKind.UnaryMinusExpression) || unary.IsKind(SyntaxKind.UnaryPlusExpression):
                return this.Of(unary.Operand) is { } operand ? unary.WithOperand(operand.WithTriviaFrom(unary.Operand)) : null;

            case ConditionalExpressionSyntax conditional:
                return this.Of(conditional.WhenTrue) is { } whenTrue && this.Of(conditional.WhenFalse) is { } whenFalse
                    ? conditional.WithCondition(this.visit(conditional.Condition))
                        .WithWhenTrue(whenTrue.WithTriviaFrom(conditional.WhenTrue))
                        .WithWhenFalse(whenFalse.WithTriviaFrom(conditional.WhenFalse))
                    : null;

            case CastExpressionSyntax cast:
                return this.OfCast(cast);

            case InvocationExpressionSyntax call when this.IsFunctionOfFloatToo(call):
                return this.OfFunction(call);

            case AssignmentExpressionSyntax or PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax { RawKind: not (int)SyntaxKind.PointerIndirectionExpression }:
                return null;

            default:
                return this.OfConstant(expression) ?? this.OfVariable(expression) ?? Widened(this.visit(expression));
        }
    }

    /// <summary>Whether this is a static function on the half type, of half values only, that float has under the same name.</summary>
    internal bool IsFunctionOfFloatToo(InvocationExpressionSyntax call) =>
        this.model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsStatic: true, IsGenericMethod: false } method
        && HalfTypes.IsHalf(method.ContainingType, this.catalog)
        && HalfTypes.IsHalf(method.ReturnType, this.catalog)
        && method.Parameters.All(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, method.ContainingType))
        && this.single.GetMembers(method.Name).OfType<IMethodSymbol>().Any(member =>
            member.IsStatic
            && member.DeclaredAccessibility == Accessibility.Public
            && member.Parameters.Length == method.Parameters.Length
            && member.Parameters.All(parameter => parameter.Type.SpecialType == SpecialType.System_Single));

    /// <summary>The expression as one operand.</summary>
    internal static ExpressionSyntax Grouped(ExpressionSyntax expression) => expression
        is IdentifierNameSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax
        or ElementAccessExpressionSyntax or ParenthesizedExpressionSyntax
            ? expression
            : SyntaxFactory.ParenthesizedExpression(expression.WithoutTrivia());

    private static ExpressionSyntax Widened(ExpressionSyntax expression) =>
        SyntaxFactory.ParseExpression($"(float){Grouped(expression.WithoutTrivia()).ToFullString()}");

    private static bool IsArithmetic(SyntaxKind kind) => kind
        is SyntaxKind.AddExpression or SyntaxKind.SubtractExpression or SyntaxKind.MultiplyExpression
        or SyntaxKind.DivideExpression or SyntaxKind.ModuloExpression;

    /// <summary><c>(Half)x</c>: the rounding is what goes.</summary>
    private ExpressionSyntax? OfCast(CastExpressionSyntax cast)
    {
        var from = this.model.GetTypeInfo(cast.Expression).Type;
        if (cast.Expression is LiteralExpressionSyntax literal && literal.Token.Value is int or float or double)
        {
            return Literal(Convert.ToSingle(literal.Token.Value, CultureInfo.InvariantCulture), literal);
        }

        return from?.SpecialType switch
        {
            SpecialType.System_Single => this.visit(cast.Expression),
            SpecialType.System_Double or SpecialType.System_Int32 or SpecialType.System_Int64 or SpecialType.System_UInt32 or SpecialType.System_UInt64
                or SpecialType.System_Int16 or SpecialType.System_UInt16 or SpecialType.System_Byte or SpecialType.System_SByte =>
                SyntaxFactory.ParseExpression($"(float){this.visit(cast.Expression).WithoutTrivia().ToFullString()}"),
            _ => HalfTypes.IsHalf(from, this.catalog) ? this.Of(cast.Expression) : Widened(this.visit(cast)),
        };
    }

    private ExpressionSyntax? OfFunction(InvocationExpressionSyntax call)
    {
        var arguments = new List<ArgumentSyntax>();
        foreach (var argument in call.ArgumentList.Arguments)
        {
            if (argument.NameColon is not null || this.Of(argument.Expression) is not { } value)
            {
                return null;
            }

            arguments.Add(argument.WithExpression(value.WithTriviaFrom(argument.Expression)));
        }

        var name = this.model.GetSymbolInfo(call).Symbol!.Name;
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.ParseExpression("float." + name),
            call.ArgumentList.WithArguments(SyntaxFactory.SeparatedList(arguments, call.ArgumentList.Arguments.GetSeparators())));
    }

    private ExpressionSyntax? OfConstant(ExpressionSyntax expression)
    {
        if (expression is LiteralExpressionSyntax { RawKind: (int)SyntaxKind.DefaultLiteralExpression } or DefaultExpressionSyntax)
        {
            return SyntaxFactory.ParseExpression("0f");
        }

        return this.model.GetSymbolInfo(expression).Symbol is IPropertySymbol { IsStatic: true } property && HalfTypes.IsHalf(property.ContainingType, this.catalog)
            ? property.Name switch
            {
                "Zero" => SyntaxFactory.ParseExpression("0f"),
                "One" => SyntaxFactory.ParseExpression("1f"),
                "NegativeOne" => SyntaxFactory.ParseExpression("-1f"),
                _ => null,
            }
            : null;
    }

    private ExpressionSyntax? OfVariable(ExpressionSyntax expression)
    {
        if (expression is not IdentifierNameSyntax || this.model.GetSymbolInfo(expression).Symbol is not { } symbol)
        {
            return null;
        }

        if (this.locals.Promoted.Contains(symbol))
        {
            return expression;
        }

        if (!this.loop.Span.Contains(expression.Span) || !this.locals.Hoisted.TryGetValue(symbol, out var name))
        {
            return null;
        }

        this.Copied.Add(symbol);
        return SyntaxFactory.IdentifierName(name);
    }

    private static ExpressionSyntax Literal(float value, LiteralExpressionSyntax original) =>
        original.Token.Value is float
            ? original
            : SyntaxFactory.LiteralExpression(
                SyntaxKind.NumericLiteralExpression,
                SyntaxFactory.Literal(value.ToString("R", CultureInfo.InvariantCulture) + "f", value));
}

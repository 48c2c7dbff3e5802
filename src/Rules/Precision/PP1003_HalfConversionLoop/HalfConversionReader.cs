using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Reads the parts of a conversion in terms of one variable: the index of a loop, or the element of a lambda.</summary>
internal sealed class HalfConversionReader
{
    private readonly SemanticModel model;
    private readonly RoleCatalog catalog;
    private readonly ISymbol variable;

    internal HalfConversionReader(SemanticModel model, RoleCatalog catalog, ISymbol variable)
    {
        this.model = model;
        this.catalog = catalog;
        this.variable = variable;
    }

    /// <summary>What is converted, and what it becomes: types of the elements on both sides.</summary>
    internal readonly record struct Read(bool ToSingle, ITypeSymbol Half, ExpressionSyntax Element, ITypeSymbol ElementType, ITypeSymbol Result);

    /// <summary>
    /// Reads <c>(float)x</c>, <c>(Half)x</c>, <c>x.ToFloat()</c>, and the detours by bits:
    /// <c>(float)BitConverter.UInt16BitsToHalf(x)</c>, <c>BitConverter.HalfToUInt16Bits((Half)x)</c>, <c>new Float16(...)</c> around the latter.
    /// </summary>
    internal Read? Conversion(ExpressionSyntax expression)
    {
        expression = Bare(expression);
        var result = this.model.GetTypeInfo(expression).Type;
        if (result is null)
        {
            return null;
        }

        var value = this.WithoutBitsOfHalf(expression);
        if (this.Converted(value) is not { } converted)
        {
            return null;
        }

        var from = this.model.GetTypeInfo(converted).Type;
        var to = this.model.GetTypeInfo(value).Type;
        if (to?.SpecialType == SpecialType.System_Single && HalfTypes.ConvertsAsSystemHalf(from, this.catalog) && value == expression)
        {
            var element = this.WithoutHalfFromBits(converted);
            return this.model.GetTypeInfo(element).Type is { } type ? new(true, from!, element, type, result) : null;
        }

        return from?.SpecialType == SpecialType.System_Single && HalfTypes.ConvertsAsSystemHalf(to, this.catalog)
            ? new(false, to!, converted, from, result)
            : null;
    }

    /// <summary>Reads <c>container[variable + offset]</c>.</summary>
    internal ConvertedSide? Side(ExpressionSyntax expression, ITypeSymbol element)
    {
        if (Bare(expression) is not ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access
            || this.Contents(access.Expression, element) is not { } side)
        {
            return null;
        }

        var index = Bare(arguments[0].Expression);
        if (this.IsVariable(index))
        {
            return side;
        }

        if (index is not BinaryExpressionSyntax sum || !sum.IsKind(SyntaxKind.AddExpression))
        {
            return null;
        }

        var offset = this.IsVariable(sum.Left) ? sum.Right : this.IsVariable(sum.Right) ? sum.Left : null;
        return offset is not null && this.IsInvariant(offset) && this.model.GetTypeInfo(offset).Type?.SpecialType == SpecialType.System_Int32
            ? side with { Offset = offset }
            : null;
    }

    /// <summary>Reads an array, span, pointer or list of such elements that the loop does not change.</summary>
    internal ConvertedSide? Contents(ExpressionSyntax expression, ITypeSymbol element)
    {
        expression = Bare(expression);
        var (container, type) = this.model.GetTypeInfo(expression).Type switch
        {
            IArrayTypeSymbol { Rank: 1 } array => (Container.Array, array.ElementType),
            IPointerTypeSymbol pointer => (Container.Pointer, pointer.PointedAtType),
            INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: { Length: 1 } arguments } span when IsIn(span, "System") => (Container.Span, arguments[0]),
            INamedTypeSymbol { Name: "List", TypeArguments: { Length: 1 } arguments } list when IsIn(list, "System.Collections.Generic") => (Container.List, arguments[0]),
            _ => (Container.List, null),
        };
        return type is not null && SymbolEqualityComparer.Default.Equals(type, element) && this.IsInvariant(expression)
            ? new(container, expression, type, null)
            : null;
    }

    /// <summary>The exclusive bound of <c>variable &lt; bound</c>; null when the condition is another one.</summary>
    internal ExpressionSyntax? End(ExpressionSyntax? condition)
    {
        if (condition is null || Bare(condition) is not BinaryExpressionSyntax comparison)
        {
            return null;
        }

        var bound = comparison.Kind() switch
        {
            SyntaxKind.LessThanExpression when this.IsVariable(comparison.Left) => comparison.Right,
            SyntaxKind.GreaterThanExpression when this.IsVariable(comparison.Right) => comparison.Left,
            _ => null,
        };
        return bound is not null
            && this.IsInvariant(bound)
            && this.model.GetTypeInfo(bound) is { ConvertedType.SpecialType: SpecialType.System_Int32 }
                ? Bare(bound)
                : null;
    }

    /// <summary>
    /// Whether evaluating the expression once gives what evaluating it on every turn gives, where the turns only write elements:
    /// names, members, literals and arithmetic on them, without the variable.
    /// </summary>
    internal bool IsInvariant(ExpressionSyntax expression) => Bare(expression) switch
    {
        LiteralExpressionSyntax or ThisExpressionSyntax or BaseExpressionSyntax or PredefinedTypeSyntax => true,
        IdentifierNameSyntax name => !this.IsVariable(name),
        MemberAccessExpressionSyntax access when access.IsKind(SyntaxKind.SimpleMemberAccessExpression) =>
            this.IsInvariant(access.Expression) && this.model.GetSymbolInfo(access).Symbol is IFieldSymbol { IsVolatile: false } or IPropertySymbol or INamespaceOrTypeSymbol,
        BinaryExpressionSyntax binary when binary.IsKind(SyntaxKind.AddExpression) || binary.IsKind(SyntaxKind.SubtractExpression)
            || binary.IsKind(SyntaxKind.MultiplyExpression) || binary.IsKind(SyntaxKind.DivideExpression) =>
            this.IsInvariant(binary.Left) && this.IsInvariant(binary.Right),
        CastExpressionSyntax { Type: PredefinedTypeSyntax } cast => this.IsInvariant(cast.Expression),
        InvocationExpressionSyntax call when this.model.GetSymbolInfo(call).Symbol is IMethodSymbol { Name: "Min" or "Max", ContainingType.Name: "Math" } method && IsIn(method.ContainingType, "System") =>
            call.ArgumentList.Arguments.All(argument => this.IsInvariant(argument.Expression)),
        _ => false,
    };

    /// <summary>Whether the expression is the variable itself.</summary>
    internal bool IsVariable(ExpressionSyntax expression) =>
        Bare(expression) is IdentifierNameSyntax name
        && name.Identifier.ValueText == this.variable.Name
        && SymbolEqualityComparer.Default.Equals(this.model.GetSymbolInfo(name).Symbol, this.variable);

    private static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }

    private static bool IsIn(INamedTypeSymbol type, string ns) => type.ContainingNamespace?.ToDisplayString() == ns;

    /// <summary>What a conversion operator or a conversion method of the type is applied to.</summary>
    private ExpressionSyntax? Converted(ExpressionSyntax expression)
    {
        switch (expression)
        {
            case CastExpressionSyntax cast when this.model.GetSymbolInfo(cast).Symbol is IMethodSymbol { MethodKind: MethodKind.Conversion }:
                return Bare(cast.Expression);

            // A method of the type that takes nothing and gives a float is its conversion by another name.
            case InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call
                when this.model.GetSymbolInfo(call).Symbol is IMethodSymbol { IsStatic: false, Name: "ToFloat" or "ToSingle", Parameters.Length: 0, ReturnType.SpecialType: SpecialType.System_Single }:
                return Bare(access.Expression);

            default:
                return null;
        }
    }

    private ExpressionSyntax WithoutBitsOfHalf(ExpressionSyntax expression)
    {
        if (expression is BaseObjectCreationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } creation
            && this.model.GetSymbolInfo(creation).Symbol is IMethodSymbol { Parameters: { Length: 1 } parameters } constructor
            && parameters[0].Type.SpecialType == SpecialType.System_UInt16
            && HalfTypes.ConvertsAsSystemHalf(constructor.ContainingType, this.catalog)
            && this.BitsOf(arguments[0].Expression, Roles.HalfToBits) is { } bits)
        {
            return bits;
        }

        return this.BitsOf(expression, Roles.HalfToBits) ?? expression;
    }

    private ExpressionSyntax WithoutHalfFromBits(ExpressionSyntax expression)
    {
        if (this.BitsOf(expression, Roles.HalfFromBits) is not { } bits)
        {
            return expression;
        }

        // The field of a half type that holds its bits: BitConverter.UInt16BitsToHalf(float16.value).
        return bits is MemberAccessExpressionSyntax access
            && this.model.GetSymbolInfo(access).Symbol is IFieldSymbol { Type.SpecialType: SpecialType.System_UInt16 } field
            && HalfTypes.HasBitsOfSystemHalf(field.ContainingType, this.catalog)
                ? Bare(access.Expression)
                : bits;
    }

    private ExpressionSyntax? BitsOf(ExpressionSyntax expression, string role) =>
        Bare(expression) is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } call
        && this.model.GetSymbolInfo(call).Symbol is { } method
        && this.catalog.LineOf(method, role) is not null
            ? Bare(arguments[0].Expression)
            : null;
}

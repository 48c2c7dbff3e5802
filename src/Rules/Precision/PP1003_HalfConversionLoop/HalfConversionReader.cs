using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>The conversion of one value: what is converted, and the types on both sides.</summary>
/// <param name="ToSingle">Whether it goes from half to float.</param>
/// <param name="Half">The half type; null where a method of the compilation does the bits.</param>
/// <param name="Element">What is converted.</param>
/// <param name="ElementType">Its type: a half type, an integer that holds the bits of one, or float.</param>
/// <param name="Result">Type of the result.</param>
/// <param name="By">The method of the compilation that converts; null where a conversion of the library is used in place.</param>
/// <param name="IsExact">Whether the result is that of <c>System.Half</c>, bit for bit.</param>
internal sealed record HalfConversionRead(
    bool ToSingle, ITypeSymbol? Half, ExpressionSyntax Element, ITypeSymbol ElementType, ITypeSymbol Result, string? By, bool IsExact)
{
    /// <summary>Whether <see cref="Element"/> is not the value, but the first of several arguments that say where its bytes are.</summary>
    internal bool TakesBytes { get; init; }

    /// <summary>The half type for people.</summary>
    internal string Name => this.Half?.Name ?? "Half";

    /// <summary>Whether both sides are elements as a conversion of spans takes them: floats, and half values or their 16 bits.</summary>
    internal bool IsOfSpans => !this.TakesBytes
        && (this.ToSingle ? this.Result : this.ElementType).SpecialType == SpecialType.System_Single
        && ((this.ToSingle ? this.ElementType : this.Result) is { SpecialType: SpecialType.System_UInt16 or SpecialType.System_Int16 } || this.Half is not null);
}

/// <summary>Reads the parts of a conversion in terms of one variable: the index of a loop, or the element of a lambda.</summary>
internal sealed class HalfConversionReader
{
    private readonly SemanticModel model;
    private readonly RoleCatalog catalog;
    private readonly ISymbol? variable;
    private readonly HandConverters hand;

    internal HalfConversionReader(SemanticModel model, RoleCatalog catalog, ISymbol? variable)
    {
        this.model = model;
        this.catalog = catalog;
        this.variable = variable;
        this.hand = HandConverters.Of(model.Compilation);
    }

    /// <summary>
    /// Reads <c>(float)x</c>, <c>(Half)x</c>, <c>x.ToFloat()</c>, the detours by bits
    /// (<c>(float)BitConverter.UInt16BitsToHalf(x)</c>, <c>BitConverter.HalfToUInt16Bits((Half)x)</c>, <c>new Float16(...)</c> around the latter),
    /// and calls of methods of the compilation that do one of these, or the same with masks and shifts.
    /// </summary>
    internal HalfConversionRead? Conversion(ExpressionSyntax expression)
    {
        expression = Bare(expression);
        var result = this.model.GetTypeInfo(expression).Type;
        if (result is null)
        {
            return null;
        }

        if (this.ByHand(expression) is { } byHand)
        {
            return byHand with { Result = result };
        }

        var value = this.WithoutBitsOfHalf(expression);
        if (this.Converted(value) is not { } converted)
        {
            return null;
        }

        var from = this.model.GetTypeInfo(converted).Type;
        var to = this.model.GetTypeInfo(value).Type;
        if (to?.SpecialType == SpecialType.System_Single && HalfTypes.HasBitsOfSystemHalf(from, this.catalog) && value == expression)
        {
            var element = this.WithoutHalfFromBits(converted);
            return this.model.GetTypeInfo(element).Type is { } type
                ? new(true, from, element, type, result, null, HalfTypes.ConvertsAsSystemHalf(from, this.catalog))
                : null;
        }

        return from?.SpecialType == SpecialType.System_Single && HalfTypes.HasBitsOfSystemHalf(to, this.catalog)
            ? new(false, to, converted, from, result, null, HalfTypes.ConvertsAsSystemHalf(to, this.catalog))
            : null;
    }

    /// <summary>Whether a method handed over by name converts one value: <c>Select(HalfToFloat)</c>.</summary>
    internal HalfConversionRead? MethodGroup(ExpressionSyntax expression) =>
        this.model.GetSymbolInfo(expression).Symbol is IMethodSymbol { Parameters: { Length: 1 } parameters } method
        && this.hand.Of(method) is { TakesValue: true } converter
            ? new(converter.ToSingle, null, expression, parameters[0].Type, method.ReturnType, method.Name, converter.IsExact)
            : null;

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
        this.variable is not null
        && Bare(expression) is IdentifierNameSyntax name
        && name.Identifier.ValueText == this.variable.Name
        && SymbolEqualityComparer.Default.Equals(this.model.GetSymbolInfo(name).Symbol, this.variable);

    /// <summary>The expression within parentheses.</summary>
    internal static ExpressionSyntax Bare(ExpressionSyntax expression)
    {
        while (expression is ParenthesizedExpressionSyntax parenthesized)
        {
            expression = parenthesized.Expression;
        }

        return expression;
    }

    private HalfConversionRead? ByHand(ExpressionSyntax expression)
    {
        // A method that gives the bits as 32 of them is cut to 16: (ushort)FloatToHalf(x).
        if (expression is CastExpressionSyntax cast)
        {
            return this.model.GetTypeInfo(cast).Type?.SpecialType is SpecialType.System_UInt16 or SpecialType.System_Int16
                && this.ByHand(Bare(cast.Expression)) is { ToSingle: false } inner
                    ? inner
                    : null;
        }

        return expression is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: >= 1 } arguments } call
            && this.model.GetSymbolInfo(call).Symbol is IMethodSymbol method
            && this.hand.Of(method) is { } converter
            && this.model.GetTypeInfo(Bare(arguments[0].Expression)).Type is { } type
                ? new(converter.ToSingle, null, Bare(arguments[0].Expression), type, method.ReturnType, method.Name, converter.IsExact) { TakesBytes = !converter.TakesValue }
                : null;
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

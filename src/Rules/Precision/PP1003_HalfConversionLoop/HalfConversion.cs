using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>What the elements of one side of a conversion lie in.</summary>
internal enum Container
{
    /// <summary>A one-dimensional array.</summary>
    Array,

    /// <summary>A <c>Span</c> or <c>ReadOnlySpan</c>.</summary>
    Span,

    /// <summary>A pointer.</summary>
    Pointer,

    /// <summary>A <c>List</c>: reported, but not rewritten.</summary>
    List,
}

/// <summary>One side of a conversion: elements of <paramref name="Expression"/> from <paramref name="Offset"/> on.</summary>
/// <param name="Container">What they lie in.</param>
/// <param name="Expression">The array, span, pointer or list.</param>
/// <param name="Element">Type of the elements.</param>
/// <param name="Offset">What is added to the loop variable; null for nothing.</param>
internal sealed record ConvertedSide(Container Container, ExpressionSyntax Expression, ITypeSymbol Element, ExpressionSyntax? Offset);

/// <summary>An element-wise conversion between a half type and float, found in a loop or a call per element.</summary>
/// <param name="ToSingle">Whether it goes from half to float.</param>
/// <param name="Half">The half type.</param>
/// <param name="Source">What is read.</param>
/// <param name="Target">What is written; null where a call returns a new array.</param>
/// <param name="Conversion">The conversion of one element.</param>
/// <param name="Start">First value of the loop variable; null for zero.</param>
/// <param name="End">The value at which the loop ends; null where it is not known exactly.</param>
internal sealed record HalfConversion(
    bool ToSingle,
    ITypeSymbol Half,
    ConvertedSide Source,
    ConvertedSide? Target,
    ExpressionSyntax Conversion,
    ExpressionSyntax? Start,
    ExpressionSyntax? End)
{
    /// <summary>Number of elements, where the code states it.</summary>
    internal long? Count { get; init; }

    /// <summary>
    /// Reads <c>for (int i = a; i &lt; b; i++) target[i + c] = (float)source[i + d];</c>; null for any other loop.
    /// </summary>
    internal static HalfConversion? Of(ForStatementSyntax loop, SemanticModel model, RoleCatalog catalog)
    {
        if (OnlyStatement(loop.Statement) is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax assignment }
            || !assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
            || loop.Declaration is not { Variables: { Count: 1 } variables }
            || variables[0].Initializer is not { Value: var start }
            || loop.Initializers.Count > 0
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol index
            || !CountsUpByOne(loop, index, model))
        {
            return null;
        }

        var reader = new HalfConversionReader(model, catalog, index);
        if (reader.Conversion(assignment.Right) is not { } conversion
            || reader.Side(conversion.Element, conversion.ElementType) is not { } source
            || reader.Side(assignment.Left, conversion.Result) is not { Container: not Container.List } target)
        {
            return null;
        }

        var end = index.Type.SpecialType == SpecialType.System_Int32 ? reader.End(loop.Condition) : null;
        var from = model.GetConstantValue(start);
        return new(
            conversion.ToSingle, conversion.Half, source, target, assignment.Right,
            from is { HasValue: true, Value: 0 } ? null : start,
            end is not null && reader.IsInvariant(start) ? end : null)
        {
            Count = from is { HasValue: true, Value: int first } && end is not null && model.GetConstantValue(end) is { HasValue: true, Value: int last }
                ? last - first
                : null,
        };
    }

    /// <summary>Reads <c>source.Select(x =&gt; (float)x).ToArray()</c> and <c>Array.ConvertAll(source, x =&gt; (float)x)</c>; null for any other call.</summary>
    internal static HalfConversion? Of(InvocationExpressionSyntax call, SemanticModel model, RoleCatalog catalog)
    {
        if (Elements(call, model) is not { Source: var elements, Lambda: { ExpressionBody: { } body } lambda }
            || Parameter(lambda) is not { } parameter
            || model.GetDeclaredSymbol(parameter) is not { } element)
        {
            return null;
        }

        var reader = new HalfConversionReader(model, catalog, element);
        return reader.Conversion(body) is { } conversion
            && reader.IsVariable(conversion.Element)
            && reader.Contents(elements, conversion.ElementType) is { } source
                ? new(conversion.ToSingle, conversion.Half, source, null, body, null, null)
                : null;
    }

    /// <summary>The statement of a body that has only one.</summary>
    internal static StatementSyntax? OnlyStatement(StatementSyntax body)
    {
        while (body is BlockSyntax { Statements: { Count: 1 } statements })
        {
            body = statements[0];
        }

        return body is BlockSyntax ? null : body;
    }

    private static (ExpressionSyntax Source, LambdaExpressionSyntax Lambda)? Elements(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access)
        {
            return null;
        }

        switch (access.Name.Identifier.ValueText)
        {
            case "ConvertAll" when call.ArgumentList.Arguments.Count == 2
                && call.ArgumentList.Arguments[1].Expression is LambdaExpressionSyntax lambda
                && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.SpecialType: SpecialType.System_Array }:
                return (call.ArgumentList.Arguments[0].Expression, lambda);

            case "ToArray" when call.ArgumentList.Arguments.Count == 0
                && access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" } select } inner
                && inner.ArgumentList.Arguments.Count == 1
                && inner.ArgumentList.Arguments[0].Expression is LambdaExpressionSyntax lambda
                && IsLinq(inner, model) && IsLinq(call, model):
                return (select.Expression, lambda);

            default:
                return null;
        }
    }

    private static bool IsLinq(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom.ContainingType: { Name: "Enumerable" } type }
        && type.ContainingNamespace.ToDisplayString() == "System.Linq";

    private static ParameterSyntax? Parameter(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => simple.Parameter,
        ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: { Count: 1 } parameters } => parameters[0],
        _ => null,
    };

    private static bool CountsUpByOne(ForStatementSyntax loop, ILocalSymbol index, SemanticModel model)
    {
        if (loop.Incrementors.Count != 1)
        {
            return false;
        }

        var variable = loop.Incrementors[0] switch
        {
            PostfixUnaryExpressionSyntax postfix when postfix.IsKind(SyntaxKind.PostIncrementExpression) => postfix.Operand,
            PrefixUnaryExpressionSyntax prefix when prefix.IsKind(SyntaxKind.PreIncrementExpression) => prefix.Operand,
            AssignmentExpressionSyntax add when add.IsKind(SyntaxKind.AddAssignmentExpression)
                && model.GetConstantValue(add.Right) is { HasValue: true, Value: 1 } => add.Left,
            _ => null,
        };
        return variable is IdentifierNameSyntax && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(variable).Symbol, index);
    }
}

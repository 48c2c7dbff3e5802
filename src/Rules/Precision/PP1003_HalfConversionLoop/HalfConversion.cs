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
/// <param name="Read">The conversion of one element.</param>
/// <param name="Source">What is read.</param>
/// <param name="Target">What is written; null where a call returns a new array.</param>
/// <param name="Conversion">The conversion as it is written.</param>
/// <param name="Start">First value of the loop variable; null for zero.</param>
/// <param name="End">The value at which the loop ends; null where it is not known exactly.</param>
internal sealed record HalfConversion(
    HalfConversionRead Read,
    ConvertedSide Source,
    ConvertedSide? Target,
    ExpressionSyntax Conversion,
    ExpressionSyntax? Start,
    ExpressionSyntax? End)
{
    /// <summary>Number of elements, where the code states it.</summary>
    internal long? Count { get; init; }

    /// <summary>
    /// Reads <c>for (int i = a; i &lt; b; i++) target[i + c] = (float)source[i + d];</c>, also with several such statements in its body; empty
    /// for any other loop.
    /// </summary>
    internal static ImmutableArray<HalfConversion> Of(ForStatementSyntax loop, SemanticModel model, RoleCatalog catalog)
    {
        if (loop.Declaration is not { Variables: { Count: 1 } variables }
            || variables[0].Initializer is not { Value: var start }
            || loop.Initializers.Count > 0
            || !OnlyAssigns(loop.Statement)
            || model.GetDeclaredSymbol(variables[0]) is not ILocalSymbol index
            || !CountsUpByOne(loop, index, model))
        {
            return ImmutableArray<HalfConversion>.Empty;
        }

        var reader = new HalfConversionReader(model, catalog, index);
        var end = index.Type.SpecialType == SpecialType.System_Int32 ? reader.End(loop.Condition) : null;
        var from = model.GetConstantValue(start);
        var found = ImmutableArray.CreateBuilder<HalfConversion>();
        foreach (var statement in StatementsOf(loop.Statement))
        {
            if (((ExpressionStatementSyntax)statement).Expression is not AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment
                || reader.Conversion(assignment.Right) is not { IsOfSpans: true } conversion
                || reader.Side(conversion.Element, conversion.ElementType) is not { } source
                || reader.Side(assignment.Left, conversion.Result) is not { Container: not Container.List } target)
            {
                return ImmutableArray<HalfConversion>.Empty;
            }

            found.Add(new(
                conversion, source, target, assignment.Right,
                from is { HasValue: true, Value: 0 } ? null : start,
                end is not null && reader.IsInvariant(start) ? end : null)
            {
                Count = from is { HasValue: true, Value: int first } && end is not null && model.GetConstantValue(end) is { HasValue: true, Value: int last }
                    ? last - first
                    : null,
            });
        }

        return found.ToImmutable();
    }

    /// <summary>
    /// Reads <c>source.Select(x =&gt; (float)x).ToArray()</c>, also with <c>ToList</c>, and <c>Array.ConvertAll(source, x =&gt; (float)x)</c>, also
    /// with a method by name; null for any other call.
    /// </summary>
    internal static HalfConversion? Of(InvocationExpressionSyntax call, SemanticModel model, RoleCatalog catalog)
    {
        if (Elements(call, model) is not { Source: var elements, Function: var function })
        {
            return null;
        }

        HalfConversionRead? conversion;
        HalfConversionReader reader;
        if (function is LambdaExpressionSyntax { ExpressionBody: { } body } lambda)
        {
            if (Parameter(lambda) is not { } parameter || model.GetDeclaredSymbol(parameter) is not { } element)
            {
                return null;
            }

            reader = new(model, catalog, element);
            conversion = reader.Conversion(body);
            if (conversion is not { TakesBytes: false } || !reader.IsVariable(conversion.Element))
            {
                return null;
            }
        }
        else
        {
            reader = new(model, catalog, null);
            conversion = reader.MethodGroup(function);
        }

        return conversion is not null && (reader.Contents(elements, conversion.ElementType) ?? Sequence(elements, conversion.ElementType, model)) is { } source
            ? new(conversion, source, null, function, null, null)
            : null;
    }

    /// <summary>The statements of a body.</summary>
    internal static IEnumerable<StatementSyntax> StatementsOf(StatementSyntax body) => body is BlockSyntax block ? block.Statements.SelectMany(StatementsOf) : [body];

    private static bool OnlyAssigns(StatementSyntax body) =>
        StatementsOf(body).Any() && StatementsOf(body).All(statement => statement is ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax });

    /// <summary>Anything that is enumerated: reported, but not rewritten.</summary>
    private static ConvertedSide? Sequence(ExpressionSyntax expression, ITypeSymbol element, SemanticModel model) =>
        !(expression is InvocationExpressionSyntax call && IsLinq(call, model))
        && model.GetTypeInfo(expression).Type is { SpecialType: not SpecialType.System_String } type
        && type.AllInterfaces.Concat(type is INamedTypeSymbol named ? [named] : []).Any(contract =>
            contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T
            && SymbolEqualityComparer.Default.Equals(contract.TypeArguments[0], element))
            ? new(Container.List, expression, element, null)
            : null;

    private static (ExpressionSyntax Source, ExpressionSyntax Function)? Elements(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (call.Expression is not MemberAccessExpressionSyntax access)
        {
            return null;
        }

        switch (access.Name.Identifier.ValueText)
        {
            case "ConvertAll" when call.ArgumentList.Arguments.Count == 2
                && model.GetSymbolInfo(call).Symbol is IMethodSymbol { ContainingType.SpecialType: SpecialType.System_Array }:
                return (call.ArgumentList.Arguments[0].Expression, call.ArgumentList.Arguments[1].Expression);

            case "ToArray" or "ToList" when call.ArgumentList.Arguments.Count == 0
                && access.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" } select } inner
                && inner.ArgumentList.Arguments.Count == 1
                && IsLinq(inner, model) && IsLinq(call, model):
                return (select.Expression, inner.ArgumentList.Arguments[0].Expression);

            default:
                return null;
        }
    }

    private static bool IsLinq(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { ReducedFrom.ContainingType: { Name: "Enumerable" } type }
        && type.ContainingNamespace.ToDisplayString() == "System.Linq";

    /// <summary>The parameter of a lambda that has one.</summary>
    internal static ParameterSyntax? Parameter(LambdaExpressionSyntax lambda) => lambda switch
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

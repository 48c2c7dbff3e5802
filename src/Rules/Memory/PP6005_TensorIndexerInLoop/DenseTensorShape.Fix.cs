using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>The dimensions of a dense tensor, as the code that makes it states them.</summary>
/// <param name="Type">The tensor's type.</param>
/// <param name="Dimensions">The dimensions as source, each of which means the same wherever the tensor is used.</param>
internal sealed record DenseTensorShape(INamedTypeSymbol Type, ImmutableArray<string> Dimensions)
{
    /// <summary>Reads <c>new DenseTensor&lt;T&gt;(new[] { 1, 3, height, width })</c>, with or without memory of its own; null for anything else.</summary>
    internal static DenseTensorShape? Of(IOperation value, CatalogTarget buffer, Compilation compilation)
    {
        if (Operations.Unwrap(value) is not IObjectCreationOperation { Type: INamedTypeSymbol type } creation
            || compilation.GetTypeByMetadataName(buffer.TypeName) is not { } dense
            || !SymbolEqualityComparer.Default.Equals(type.OriginalDefinition, dense))
        {
            return null;
        }

        ImmutableArray<string>? dimensions = null;
        foreach (var argument in creation.Arguments)
        {
            if (argument.Parameter is not { } parameter)
            {
                return null;
            }

            if (parameter.Type.SpecialType == SpecialType.System_Boolean)
            {
                // Columns before rows is another order.
                if (argument.Value.ConstantValue is not { HasValue: true, Value: false })
                {
                    return null;
                }
            }
            else if (parameter.Type is INamedTypeSymbol { Name: "ReadOnlySpan" })
            {
                dimensions = Sizes(argument.Value);
            }
        }

        return dimensions is { } known ? new(type, known) : null;
    }

    private static ImmutableArray<string>? Sizes(IOperation value)
    {
        while (value is IConversionOperation conversion)
        {
            value = conversion.Operand;
        }

        if (value is not IArrayCreationOperation { Initializer: { } initializer })
        {
            return null;
        }

        var sizes = ImmutableArray.CreateBuilder<string>();
        foreach (var size in initializer.ElementValues)
        {
            if (size.Type?.SpecialType != SpecialType.System_Int32 || !IsFixed(size) || size.Syntax is not ExpressionSyntax source)
            {
                return null;
            }

            sizes.Add(Names.Operand(source));
        }

        return sizes.ToImmutable();
    }

    /// <summary>Whether an expression has one value as long as its object lives, and a name that is known wherever the tensor is.</summary>
    private static bool IsFixed(IOperation value) => value switch
    {
        { ConstantValue.HasValue: true } => true,
        ILocalReferenceOperation local => MemberIndex.Of(local).OnlyValueOf(local.Local) is not null,
        IParameterReferenceOperation parameter => parameter.Parameter.RefKind == RefKind.None && MemberIndex.Of(parameter).ValuesOf(parameter.Parameter).IsEmpty && !IsWritten(parameter),
        IFieldReferenceOperation { Field.IsReadOnly: true, Instance: null or IInstanceReferenceOperation } => true,
        IBinaryOperation { OperatorMethod: null } binary => IsFixed(binary.LeftOperand) && IsFixed(binary.RightOperand),
        IParenthesizedOperation parenthesized => IsFixed(parenthesized.Operand),
        _ => false,
    };

    private static bool IsWritten(IParameterReferenceOperation parameter) =>
        Operations.RootOf(parameter).Descendants().OfType<IParameterReferenceOperation>().Any(use =>
            Operations.Same(use.Parameter, parameter.Parameter)
            && (use.Parent is IIncrementOrDecrementOperation or ITupleOperation or IAddressOfOperation
                || (use.Parent is IAssignmentOperation assignment && assignment.Target == use)
                || use.Parent is IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out }));
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>What single operations do to a text, a builder or a list of texts.</summary>
internal static class Accumulation
{
    private const int MaxDepth = 6;

    private static readonly ImmutableHashSet<string> wholeTextMethods = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "ToString", "Trim", "TrimStart", "TrimEnd", "Replace", "Normalize", "ToLower", "ToUpper", "ToLowerInvariant", "ToUpperInvariant",
        "AsSpan", "AsMemory", "Select", "Where", "Reverse", "Append", "Prepend", "Concat", "ToList", "ToArray", "AsEnumerable", "GetChunks");

    private static readonly ImmutableHashSet<string> growingMethods = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "Append", "AppendLine", "AppendFormat", "AppendJoin", "Insert", "Add", "AddRange", "InsertRange", "AddLast", "AddFirst", "Enqueue", "Push");

    private static readonly ImmutableHashSet<string> shrinkingMethods = ImmutableHashSet.Create(
        StringComparer.Ordinal,
        "Remove", "RemoveAt", "RemoveRange", "RemoveFirst", "RemoveLast", "RemoveAll", "Dequeue", "TryDequeue", "Pop", "TryPop");

    /// <summary>Properties that give the text of what they are read from: <c>memory.Span</c>.</summary>
    public static bool IsWholeText(string property) => property is "Span" or "Memory" or "Value";

    /// <summary>Whether a call gives all of its receiver, changed or not; with an index or a length it gives a part.</summary>
    public static bool KeepsWhole(string method, ImmutableArray<IOperation> arguments) =>
        wholeTextMethods.Contains(method) && !arguments.Any(argument => argument.Type?.SpecialType == SpecialType.System_Int32);

    /// <summary>What a call on a builder or a list, or a change of its length, does to it.</summary>
    public static Growth OfMutation(IOperation change) => change switch
    {
        IInvocationOperation call when growingMethods.Contains(call.TargetMethod.Name) => Growth.Grows,
        IInvocationOperation call when shrinkingMethods.Contains(call.TargetMethod.Name) => Growth.Shrinks,
        _ => Growth.None,
    };

    /// <summary><c>builder.Length -= k</c>, or <c>builder.Length = builder.Length - k</c>; emptying it is a flush.</summary>
    public static Growth OfLength(IAssignmentOperation assignment) => assignment switch
    {
        ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } => Growth.Shrinks,
        ISimpleAssignmentOperation { Value: IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } } => Growth.Shrinks,
        _ => Growth.None,
    };

    /// <summary>The variable that a reference names; null for anything but a local, a parameter, or a field or property of this object.</summary>
    public static ISymbol? SymbolOf(IOperation? reference) => (reference is null ? null : Unwrap(reference)) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        _ => null,
    };

    /// <summary>The object that a call acts on, be it an extension or not, and its other arguments.</summary>
    public static (IOperation? Receiver, ImmutableArray<IOperation> Arguments) Receiver(IInvocationOperation call)
    {
        var arguments = call.Arguments
            .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue)
            .Select(argument => Unwrap(argument.Value));
        if (call.Instance is { } instance)
        {
            return (instance, arguments.ToImmutableArray());
        }

        return call.TargetMethod.IsExtensionMethod && call.Arguments.Length > 0
            ? (call.Arguments[0].Value, arguments.Skip(1).ToImmutableArray())
            : (null, arguments.ToImmutableArray());
    }

    /// <summary>The elements of an array made for a <c>params</c> parameter, or the value itself.</summary>
    public static IEnumerable<IOperation> Elements(IOperation value) =>
        Unwrap(value) is IArrayCreationOperation { Initializer: { } initializer } ? initializer.ElementValues : new[] { value };

    /// <summary>The operation without parentheses and conversions that keep the text.</summary>
    public static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    continue;
                case IConversionOperation conversion:
                    operation = conversion.Operand;
                    continue;
                default:
                    return operation;
            }
        }
    }

    /// <summary>Whether a number goes up (positive) or down (negative) from turn to turn; zero when it does neither for certain.</summary>
    public static int Direction(IOperation? number, TurnOperations turn, HotRegion region, int depth)
    {
        if (number is null || depth > MaxDepth)
        {
            return 0;
        }

        number = Unwrap(number);
        switch (number)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return Math.Sign(Direction(sum.LeftOperand, turn, region, depth + 1) + Direction(sum.RightOperand, turn, region, depth + 1));
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference:
                return Math.Sign(Direction(difference.LeftOperand, turn, region, depth + 1) - Direction(difference.RightOperand, turn, region, depth + 1));
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat } fromEnd:
                return -Direction(fromEnd.Operand, turn, region, depth + 1);
            case IInvocationOperation { TargetMethod: { Name: "Min" or "Max", ContainingType.Name: "Math" }, Arguments.Length: 2 } clamp:
                return Math.Sign(Direction(clamp.Arguments[0].Value, turn, region, depth + 1) + Direction(clamp.Arguments[1].Value, turn, region, depth + 1));
            case ILocalReferenceOperation local when turn.IsDeclaredInside(local.Local):
                return Math.Sign(turn.ValuesOf(local.Local).Sum(value => Direction(value, turn, region, depth + 1)));
        }

        if (SymbolOf(number) is not { } variable)
        {
            return 0;
        }

        var direction = 0;
        foreach (var change in turn.ChangesOf(variable))
        {
            var step = change switch
            {
                IIncrementOrDecrementOperation { Kind: OperationKind.Increment } => 1,
                IIncrementOrDecrementOperation => -1,
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } => 1,
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Subtract } => -1,
                ISimpleAssignmentOperation assignment => StepOf(assignment.Value, variable),
                _ => 0,
            };
            if (step == 0 || step == -direction)
            {
                return 0;
            }

            direction = step;
        }

        return direction;
    }

    private static int StepOf(IOperation value, ISymbol variable)
    {
        return Unwrap(value) switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum when Is(sum.LeftOperand) || Is(sum.RightOperand) => 1,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Subtract } difference when Is(difference.LeftOperand) => -1,
            IInvocationOperation { TargetMethod: { Name: "Min" or "Max", ContainingType.Name: "Math" }, Arguments.Length: 2 } clamp =>
                Math.Sign(StepOf(clamp.Arguments[0].Value, variable) + StepOf(clamp.Arguments[1].Value, variable)),
            _ => 0,
        };

        bool Is(IOperation operand) => SymbolEqualityComparer.Default.Equals(SymbolOf(operand), variable);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>Which operations compute on a half type in software.</summary>
internal static class HalfArithmetic
{
    /// <summary>
    /// Whether the operation converts its operands to float and the result back: operators and functions, but neither sign,
    /// comparison nor conversion, which work on the bits or are another rule's.
    /// </summary>
    internal static bool Is(IOperation operation, RoleCatalog catalog) => operation switch
    {
        IBinaryOperation { OperatorMethod: not null, IsLifted: false } binary => IsArithmetic(binary.OperatorKind) && HalfTypes.IsHalf(binary.Type, catalog),
        ICompoundAssignmentOperation { OperatorMethod: not null, IsLifted: false } compound => IsArithmetic(compound.OperatorKind) && HalfTypes.IsHalf(compound.Type, catalog),
        IIncrementOrDecrementOperation { OperatorMethod: not null, IsLifted: false } increment => HalfTypes.IsHalf(increment.Type, catalog),
        IInvocationOperation call => IsFunction(call, catalog),
        _ => false,
    };

    /// <summary>Whether the call is a function on a half type that float has too.</summary>
    internal static bool IsFunction(IInvocationOperation call, RoleCatalog catalog) =>
        HalfTypes.IsHalf(call.TargetMethod.ContainingType, catalog) && catalog.LineOf(call.TargetMethod, Roles.HalfMath) is not null;

    /// <summary>The arithmetic that this operation is part of: as far out as it goes on in the same expression.</summary>
    internal static IOperation Whole(IOperation operation, RoleCatalog catalog)
    {
        var whole = operation;
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (Is(parent, catalog))
            {
                whole = parent;
            }
            else if (parent is not (IConversionOperation { OperatorMethod: null } or IParenthesizedOperation or IUnaryOperation or IArgumentOperation))
            {
                break;
            }
        }

        return whole;
    }

    private static bool IsArithmetic(BinaryOperatorKind kind) => kind
        is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply
        or BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder;
}

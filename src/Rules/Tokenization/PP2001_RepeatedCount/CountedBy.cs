using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>Finds out whether an encoding is made only for its length.</summary>
internal static class CountedBy
{
    /// <summary>
    /// The operation that gives the count: a wrapper that returns a number, or the only use of the token ids that the call returns.
    /// Null when the ids are used for anything else.
    /// </summary>
    public static IOperation? Of(RoleMatch match)
    {
        if (match.Operation is not IInvocationOperation call)
        {
            return null;
        }

        if (match.IsWrapped && call.Type?.SpecialType is SpecialType.System_Int32 or SpecialType.System_Int64)
        {
            return call;
        }

        if (CountOf(call) is { } count)
        {
            return count;
        }

        return Skip(call.Parent) is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }
            && IsOnlyCounted(declarator)
                ? call
                : null;
    }

    /// <summary><c>ids.Count</c>, <c>ids.Length</c> or <c>ids.Count()</c>.</summary>
    private static IOperation? CountOf(IOperation ids)
    {
        var parent = Skip(ids.Parent);
        return parent switch
        {
            IPropertyReferenceOperation { Property.Name: "Count" or "Length" } property when property.Instance is not null => property,
            IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { Name: "Count", ContainingType.Name: "Enumerable" }, Arguments.Length: 1 } counting } => counting,
            _ => null,
        };
    }

    private static bool IsOnlyCounted(IVariableDeclaratorOperation declarator)
    {
        IOperation scope = declarator;
        while (scope.Parent is not null and not IAnonymousFunctionOperation and not ILocalFunctionOperation)
        {
            scope = scope.Parent;
        }

        var uses = 0;
        foreach (var operation in scope.Descendants())
        {
            if (operation is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, declarator.Symbol))
            {
                uses++;
                if (CountOf(local) is null)
                {
                    return false;
                }
            }
        }

        return uses > 0;
    }

    private static IOperation? Skip(IOperation? parent)
    {
        while (parent is IParenthesizedOperation or IConversionOperation { OperatorMethod: null })
        {
            parent = parent.Parent;
        }

        return parent;
    }
}

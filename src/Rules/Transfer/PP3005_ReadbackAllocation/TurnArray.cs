using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Whether an array that a turn of a loop makes is gone when the turn is over, so that the next turn could use it again.</summary>
internal static class TurnArray
{
    // Members that look at an array, or work in it, and keep nothing of it.
    private static readonly ImmutableHashSet<string> consuming = ImmutableHashSet.Create(
        StringComparer.Ordinal, "Sum", "Max", "Min", "Average", "Count", "LongCount", "Any", "All", "First", "Last", "FirstOrDefault", "LastOrDefault", "ElementAt", "Contains",
        "SequenceEqual", "ToArray", "ToList", "GetLength", "GetValue", "Join", "WriteLine", "Write", "AsSpan", "CopyTo", "IndexOf", "LastIndexOf", "Sort", "Reverse", "Copy",
        "BlockCopy", "Clear", "Fill", "BinarySearch", "Exists", "Find", "FindIndex");

    private const int MaxDepth = 3;

    /// <summary>Whether nothing holds the array after the turn, as far as can be proved.</summary>
    public static bool DiesInTurn(IOperation array) => IsUsedUp(array, 0);

    private static bool IsUsedUp(IOperation value, int depth)
    {
        var (use, part) = (value.Parent, value);
        while (use is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
        {
            (use, part) = (use.Parent, use);
        }

        switch (use)
        {
            case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                return depth < MaxDepth && IsLocalUsedUp(local, value, depth + 1);
            // A span cannot outlive the method, and what it is handed to cannot keep it.
            case IConversionOperation { OperatorMethod: not null } conversion:
                return IsSpan(conversion.Type);
            case IObjectCreationOperation creation:
                return IsSpan(creation.Type);
            case IArgumentOperation { Parent: IObjectCreationOperation creation }:
                return IsSpan(creation.Type);
            case IArrayElementReferenceOperation element:
                return element.ArrayReference == part && element.Type is { IsReferenceType: false } && !IsRef(element);
            case IPropertyReferenceOperation property:
                return property.Property.Name is "Length" or "LongLength" or "Rank";
            case IForEachLoopOperation loop:
                return loop.Collection == part;
            case IInvocationOperation call:
                return call.Instance == part && Consumes(call.TargetMethod);
            case IArgumentOperation { Parent: IInvocationOperation call, Parameter: { } parameter }:
                return IsSpan(parameter.Type) || Consumes(call.TargetMethod) || (depth < MaxDepth && IsUsedUpBy(call.TargetMethod, parameter, call, depth + 1));
            case IBinaryOperation or IExpressionStatementOperation:
                return true;
            default:
                return false;
        }
    }

    private static bool Consumes(IMethodSymbol method) => Effects.IsFramework(method.ContainingType) && consuming.Contains(method.Name);

    private static bool IsLocalUsedUp(ILocalSymbol local, IOperation value, int depth) =>
        MemberIndex.Of(value).OnlyValueOf(local) is not null
        && Operations.RootOf(value).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => Operations.Same(use.Local, local))
            .All(use => !IsInAnotherFunction(use, value) && IsUsedUp(use, depth));

    // A method of this file that only looks at its parameter.
    private static bool IsUsedUpBy(IMethodSymbol method, IParameterSymbol parameter, IOperation call, int depth)
    {
        if (method.IsVirtual || method.IsAbstract || method.IsOverride || method.DeclaringSyntaxReferences.Length != 1
            || method.DeclaringSyntaxReferences[0].GetSyntax() is not { } declaration || declaration.SyntaxTree != call.Syntax.SyntaxTree
            || call.SemanticModel?.GetOperation(declaration) is not { } body)
        {
            return false;
        }

        return body.Descendants().OfType<IParameterReferenceOperation>()
            .Where(use => Operations.Same(use.Parameter.OriginalDefinition, parameter.OriginalDefinition))
            .All(use => FunctionAround(use) is null && IsUsedUp(use, depth));
    }

    private static bool IsInAnotherFunction(IOperation use, IOperation value) => FunctionAround(use) != FunctionAround(value);

    private static IOperation? FunctionAround(IOperation operation)
    {
        for (var parent = operation.Parent; parent is not null; parent = parent.Parent)
        {
            if (parent is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return parent;
            }
        }

        return null;
    }

    private static bool IsRef(IOperation element) =>
        element.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.IsRef: true } } or IReturnOperation { Parent: null };

    private static bool IsSpan(ITypeSymbol? type) => type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", IsRefLikeType: true };
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Small questions about operations that several parts of the model ask.</summary>
internal static class Operations
{
    /// <summary>The operation behind parentheses and conversions that the language makes.</summary>
    public static IOperation Unwrap(IOperation operation)
    {
        while (true)
        {
            switch (operation)
            {
                case IParenthesizedOperation parenthesized:
                    operation = parenthesized.Operand;
                    break;
                case IConversionOperation { OperatorMethod: null } conversion:
                    operation = conversion.Operand;
                    break;
                case ITranslatedQueryOperation query:
                    operation = query.Operation;
                    break;
                default:
                    return operation;
            }
        }
    }

    /// <summary>What runs where the operation stands: everything below it but the bodies of lambdas and local functions.</summary>
    public static IEnumerable<IOperation> Inline(IOperation operation)
    {
        var pending = new Stack<IOperation>();
        pending.Push(operation);
        while (pending.Count > 0)
        {
            var current = pending.Pop();
            yield return current;
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                continue;
            }

            foreach (var child in current.ChildOperations.Reverse())
            {
                pending.Push(child);
            }
        }
    }

    /// <summary>The topmost operation of the member that this one belongs to.</summary>
    public static IOperation RootOf(IOperation operation)
    {
        while (operation.Parent is { } parent)
        {
            operation = parent;
        }

        return operation;
    }

    /// <summary>Whether the operation is, or lies below, the other.</summary>
    public static bool IsWithin(IOperation operation, IOperation ancestor)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the two are the same variable, field or property.</summary>
    public static bool Same(ISymbol? left, ISymbol? right) => SymbolEqualityComparer.Default.Equals(left, right);

    /// <summary>The local, parameter, or member of <c>this</c> or of a type that the expression names; null for anything else.</summary>
    public static ISymbol? VariableOf(IOperation operation) => Unwrap(operation) switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        _ => null,
    };

    /// <summary>Whether the operation waits for somebody at the console: <c>Console.ReadLine()</c>.</summary>
    public static bool AsksAtTheConsole(IOperation operation) =>
        operation is IInvocationOperation { TargetMethod: { Name: "ReadLine" or "ReadKey", ContainingType: { Name: "Console", ContainingNamespace.Name: "System" } } };

    /// <summary>Whether the value is a compile-time constant, <c>default</c> and <c>null</c> included.</summary>
    public static bool IsConstant(IOperation value) =>
        value.ConstantValue.HasValue || Unwrap(value) is ILiteralOperation or IDefaultValueOperation;
}

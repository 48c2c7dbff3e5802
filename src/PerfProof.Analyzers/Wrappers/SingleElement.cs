using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Wrappers;

/// <summary>Finds a list of exactly one element among the arguments of a call.</summary>
internal static class SingleElement
{
    // Kinds of C# 12 syntax, which the Roslyn that this is compiled against does not name.
    private const int CollectionExpression = 9076;
    private const int ExpressionElement = 9077;

    /// <summary>The element of <c>[text]</c>, <c>new[] { text }</c> or <c>new List&lt;string&gt; { text }</c>; null where no argument is one of these.</summary>
    public static IOperation? Of(IOperation operation)
    {
        if (operation is not IInvocationOperation call)
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.ArgumentKind == ArgumentKind.Explicit && In(argument.Value) is { } element)
            {
                return element;
            }
        }

        return null;
    }

    private static IOperation? In(IOperation list)
    {
        while (list is IConversionOperation conversion)
        {
            list = conversion.Operand;
        }

        switch (list)
        {
            case IArrayCreationOperation { Initializer.ElementValues: { Length: 1 } values }:
                return values[0];
            case IObjectCreationOperation { Arguments.Length: 0, Initializer.Initializers: { Length: 1 } added } when added[0] is IInvocationOperation { Arguments.Length: 1 } add:
                return add.Arguments[0].Value;
        }

        if (list.Syntax.RawKind != CollectionExpression || list.SemanticModel is not { } model)
        {
            return null;
        }

        var elements = list.Syntax.ChildNodes().ToList();
        return elements.Count == 1 && elements[0].RawKind == ExpressionElement
            ? model.GetOperation(elements[0].ChildNodes().First())
            : null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.Wrappers;

/// <summary>Finds a list that is written out among the arguments of a call.</summary>
internal static class LiteralList
{
    // Kinds of C# 12 syntax, which the Roslyn that this is compiled against does not name.
    private const int CollectionExpression = 9076;
    private const int ExpressionElement = 9077;

    /// <summary>
    /// The elements of <c>[text]</c>, <c>new[] { title, text }</c> or <c>new List&lt;string&gt; { text }</c>; empty where no argument is
    /// one of these.
    /// </summary>
    public static IReadOnlyList<IOperation> Of(IOperation operation)
    {
        if (operation is IInvocationOperation call)
        {
            foreach (var argument in call.Arguments)
            {
                if (argument.ArgumentKind == ArgumentKind.Explicit && In(argument.Value) is { Count: > 0 } elements)
                {
                    return elements;
                }
            }
        }

        return [];
    }

    /// <summary>The elements of a list that is written out; empty for any other value.</summary>
    public static IReadOnlyList<IOperation> In(IOperation list)
    {
        while (list is IConversionOperation conversion)
        {
            list = conversion.Operand;
        }

        switch (list)
        {
            case IArrayCreationOperation { Initializer.ElementValues: var values }:
                return values;
            case IObjectCreationOperation { Arguments.Length: 0, Initializer.Initializers: var added } when added.All(one => one is IInvocationOperation { Arguments.Length: 1 }):
                return added.Select(one => ((IInvocationOperation)one).Arguments[0].Value).ToList();
        }

        if (list.Syntax.RawKind != CollectionExpression || list.SemanticModel is not { } model)
        {
            return [];
        }

        var elements = list.Syntax.ChildNodes().ToList();
        return elements.All(element => element.RawKind == ExpressionElement)
            ? elements.Select(element => model.GetOperation(element.ChildNodes().First())).OfType<IOperation>().ToList()
            : [];
    }
}

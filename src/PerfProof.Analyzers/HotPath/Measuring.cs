using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Tells code that repeats a call on purpose, to measure it or to warm it up.</summary>
public static class Measuring
{
    /// <summary>Whether the operation stands in a BenchmarkDotNet benchmark or its set-up.</summary>
    public static bool IsMeasured(IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is IMethodSymbol; symbol = symbol.ContainingSymbol)
        {
            foreach (var attribute in symbol.GetAttributes())
            {
                if (attribute.AttributeClass is { } type
                    && (type.Name is "BenchmarkAttribute" || type.ContainingNamespace?.ToDisplayString().StartsWith("BenchmarkDotNet", StringComparison.Ordinal) == true))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether nothing looks at the result: a warm-up or a timing loop.</summary>
    public static bool IsDiscarded(IOperation operation) => operation.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation assignment => assignment.Target is IDiscardOperation,
        _ => false,
    };
}

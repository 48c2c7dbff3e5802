using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Tells code that repeats a call on purpose, to measure it or to warm it up.</summary>
public static class Measuring
{
    /// <summary>Whether the operation stands in a benchmark or its set-up, or in a method or type that calls itself a benchmark or a warm-up.</summary>
    public static bool IsMeasured(IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is IMethodSymbol or INamedTypeSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.Name.IndexOf("Benchmark", StringComparison.OrdinalIgnoreCase) >= 0 || symbol.Name.IndexOf("WarmUp", StringComparison.OrdinalIgnoreCase) >= 0)
            {
                return true;
            }

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

    /// <summary>
    /// Whether the operation stands in a benchmark, or in a test or beside tests in their class. A test reads values to check them, and runs
    /// models item by item to see each answer. Samples are written as tests too, so that this is for rules whose findings only matter where
    /// much is computed.
    /// </summary>
    public static bool IsMeasuredOrTested(IOperation operation) => IsMeasured(operation) || IsTested(operation);

    private static bool IsTested(IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor } method)
            {
                return EntryPoints.IsTest(method);
            }
        }

        return false;
    }

    /// <summary>
    /// Whether the operation stands in a test that checks something: it asserts. What a test does one by one, to hold each answer against
    /// the expected one, is what it tests.
    /// </summary>
    public static bool IsChecked(IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (symbol is IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.Constructor } method)
            {
                return EntryPoints.IsTest(method)
                    && method.DeclaringSyntaxReferences.Any(static declaration => declaration.GetSyntax().DescendantNodes().Any(IsAssertion));
            }
        }

        return false;
    }

    // Assert.Equal(a, b), AssertEqualTolerance(a, b), result.Should().Be(1), by their words: the framework may be missing where loose files are read.
    private static bool IsAssertion(SyntaxNode node) => node is SimpleNameSyntax { Identifier.ValueText: var name }
        && (name.StartsWith("Assert", StringComparison.Ordinal) || name.StartsWith("Should", StringComparison.Ordinal) || name is "Expect" or "Verify");

    /// <summary>Whether nothing looks at the result: a warm-up or a timing loop.</summary>
    public static bool IsDiscarded(IOperation operation) => operation.Parent switch
    {
        IExpressionStatementOperation => true,
        ISimpleAssignmentOperation assignment => assignment.Target is IDiscardOperation,
        _ => false,
    };

    /// <summary>Whether the operation reads, starts or stops a clock.</summary>
    public static bool IsClock(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: var property } =>
            IsStopwatch(property.ContainingType)
            || property is { Name: "Now" or "UtcNow", ContainingType.Name: "DateTime" or "DateTimeOffset" }
            || property is { Name: "TickCount" or "TickCount64", ContainingType.Name: "Environment" },
        IInvocationOperation { TargetMethod: { Name: "Start" or "Restart" or "Stop" or "StartNew" or "GetTimestamp" or "GetElapsedTime" } method } =>
            IsStopwatch(method.ContainingType) || method.ContainingType.Name == "TimeProvider",
        _ => false,
    };

    private static bool IsStopwatch(ITypeSymbol? type) => type?.Name.IndexOf("Stopwatch", StringComparison.OrdinalIgnoreCase) >= 0;
}

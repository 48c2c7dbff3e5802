using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>The function that an operation belongs to: the innermost one that something outside decides when to run.</summary>
/// <param name="Symbol">The method, or the lambda.</param>
/// <param name="Body">Its body, parameters' default values not included.</param>
internal sealed record FunctionOf(IMethodSymbol Symbol, IOperation Body)
{
    /// <summary>Whether it is a lambda that is handed to something, or a delegate kept somewhere.</summary>
    public bool IsLambda => this.Symbol.MethodKind == MethodKind.AnonymousFunction;

    /// <summary>
    /// The function around an operation. Lambdas that are run where they are handed over, once or per element, and local functions,
    /// which only their method can call, belong to the function around them. Null in initialisers of fields.
    /// </summary>
    public static FunctionOf? Around(IOperation operation)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation lambda && !IsRunThere(lambda))
            {
                return new(lambda.Symbol, lambda.Body);
            }

            if (current.Parent is null)
            {
                var symbol = current.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
                while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
                {
                    symbol = symbol.ContainingSymbol;
                }

                return symbol is IMethodSymbol method ? new(method, current) : null;
            }
        }

        return null;
    }

    // new Lazy<T>(() => ...) runs when it is asked; what is handed to Task.Run, to LINQ or called by the name of its local, now.
    private static bool IsRunThere(IAnonymousFunctionOperation lambda) => RegionFinder.UseOf(lambda, out _, out _) != DelegateUse.Unknown;
}

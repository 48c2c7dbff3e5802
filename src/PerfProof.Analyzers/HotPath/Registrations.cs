using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Lambdas by which a container makes what it is asked for, anew each time: <c>services.AddScoped(_ => new Model(path))</c>.</summary>
internal static class Registrations
{
    /// <summary><c>scoped</c> or <c>transient</c> for a lambda that is registered so; null for anything else.</summary>
    public static string? LifetimeOf(FunctionOf function)
    {
        if (!function.IsLambda)
        {
            return null;
        }

        var outer = function.Body.Parent?.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { ContainingType: { } type } method } }
            && type.ContainingNamespace.ToDisplayString().StartsWith("Microsoft.Extensions.DependencyInjection", StringComparison.Ordinal)
                ? method.Name switch
                {
                    "AddScoped" or "TryAddScoped" or "AddKeyedScoped" or "TryAddKeyedScoped" => "scoped",
                    "AddTransient" or "TryAddTransient" or "AddKeyedTransient" or "TryAddKeyedTransient" => "transient",
                    _ => null,
                }
                : null;
    }

    /// <summary>Whether the lambda gives what is created, or something that is made around it, to the container.</summary>
    public static bool IsMadeForTheContainer(FunctionOf function, IOperation creation)
    {
        for (var current = creation.Parent; current is not null && current != function.Body.Parent; current = current.Parent)
        {
            switch (current)
            {
                case IReturnOperation:
                    return true;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } }:
                    return function.Body.DescendantsAndSelf().OfType<IReturnOperation>().Any(result =>
                        result.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation reference && Operations.Same(reference.Local, local)));
            }
        }

        return false;
    }

    /// <summary>Whether a parameter is the container that calls.</summary>
    public static bool IsContainer(ITypeSymbol type) => type.Name is "IServiceProvider";
}

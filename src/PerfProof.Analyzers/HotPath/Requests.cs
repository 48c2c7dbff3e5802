using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Code that a server runs once per request.</summary>
internal static class Requests
{
    private static readonly HashSet<string> maps = new(StringComparer.Ordinal)
    {
        "MapGet", "MapPost", "MapPut", "MapDelete", "MapPatch", "MapMethods", "MapFallback", "Map", "Use", "Run",
    };

    public static bool IsPerRequest(IOperation operation)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation && IsMapped(current))
            {
                return true;
            }
        }

        return operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is { } symbol && IsHandler(MethodOf(symbol));
    }

    /// <summary>Whether a lambda, or a method by its name, is handed to something that calls it for each request.</summary>
    public static bool IsMapped(IOperation handler) =>
        ArgumentAround(handler) is { Parent: IInvocationOperation { TargetMethod: var target } }
        && maps.Contains(target.Name)
        && InNamespace(target.ContainingType, "Microsoft", "AspNetCore");

    private static IArgumentOperation? ArgumentAround(IOperation lambda)
    {
        var outer = lambda.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer as IArgumentOperation;
    }

    private static IMethodSymbol? MethodOf(ISymbol? symbol)
    {
        while (symbol is not null and not IMethodSymbol { MethodKind: MethodKind.Ordinary })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol as IMethodSymbol;
    }

    private static bool IsHandler(IMethodSymbol? method)
    {
        if (method is not { ContainingType: { } type })
        {
            return false;
        }

        // A function of a cloud runs once for each of its triggers.
        if (method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "FunctionAttribute" or "FunctionNameAttribute"))
        {
            return true;
        }

        if (method.IsStatic)
        {
            return false;
        }

        if (method.Name == "ExecuteAsync" && method.IsOverride && Derives(type, "BackgroundService"))
        {
            return true;
        }

        if (method.DeclaredAccessibility != Accessibility.Public)
        {
            return false;
        }

        return Derives(type, "ControllerBase")
            || (Derives(type, "Hub") && !method.IsOverride)
            || type.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ApiControllerAttribute")
            || (Derives(type, "PageModel") && method.Name.StartsWith("On", StringComparison.Ordinal))
            // The base that the gRPC tools generate lies within a class that binds the service.
            || (method.IsOverride && type.BaseType is { ContainingType: { } service } && service.GetMembers("BindService").Length > 0);
    }

    private static bool Derives(INamedTypeSymbol type, string name)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            if (current.Name == name)
            {
                return true;
            }
        }

        return false;
    }

    private static bool InNamespace(INamedTypeSymbol? type, string outer, string inner)
    {
        for (var space = type?.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (space.Name == inner && space.ContainingNamespace is { Name: var parent } && parent == outer)
            {
                return true;
            }
        }

        return false;
    }
}

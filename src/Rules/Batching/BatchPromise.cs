using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// Whether the method around a call promises to do many at once: it takes a list, gives a list back, and says so by its name
/// (<c>EmbedBatch</c>, <c>PredictMany</c>, <c>GenerateEmbeddings</c>).
/// </summary>
internal static class BatchPromise
{
    private static readonly Regex many = new("(Batch|Many|Multiple|Bulk|All)(?![a-z])|[a-z](?<!s)s$", RegexOptions.CultureInvariant);

    /// <summary>The method that promises it, where the region goes through the list that it takes; null where there is none.</summary>
    public static IMethodSymbol? Around(HotRegion region, IOperation call, IEnumerable<IOperation> inputs)
    {
        var symbol = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        if (symbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation } method
            || !IsList(Awaited(method.ReturnType))
            || !IsManyByName(method.Name))
        {
            return null;
        }

        var goesThrough = region.Source is { } source ? inputs.Concat([source]) : inputs;
        var (symbols, _) = Ingredients.In(Operations.RootOf(call)).Of(goesThrough, call);
        return symbols.OfType<IParameterSymbol>().Any(parameter => IsList(parameter.Type) && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, method))
            ? method
            : null;
    }

    private static bool IsManyByName(string name)
    {
        name = name.Substring(name.LastIndexOf('.') + 1).TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9');
        return many.IsMatch(name.EndsWith("Async", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Async".Length) : name);
    }

    private static ITypeSymbol Awaited(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments: { Length: 1 } result } ? result[0] : type;

    private static bool IsList(ITypeSymbol type) =>
        type is { SpecialType: not SpecialType.System_String }
        && (type is IArrayTypeSymbol || IsEnumerable(type) || type.AllInterfaces.Any(IsEnumerable));

    private static bool IsEnumerable(ITypeSymbol type) => type is INamedTypeSymbol { Name: "IEnumerable" or "IAsyncEnumerable", TypeArguments.Length: 1 };
}

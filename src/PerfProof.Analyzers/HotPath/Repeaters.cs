using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>What a method does with a delegate handed to it.</summary>
internal enum DelegateUse
{
    /// <summary>Not known: it may run never, once, later or often.</summary>
    Unknown,

    /// <summary>Runs it once, where it is handed over.</summary>
    Once,

    /// <summary>Runs it once per element.</summary>
    PerElement,
}

/// <summary>Which methods of the base library run a delegate per element, and which run it once.</summary>
internal static class Repeaters
{
    // Members of lists and arrays that call their delegate per element.
    private static readonly HashSet<string> collectionMembers = new(StringComparer.Ordinal)
    {
        "ForEach", "ConvertAll", "Find", "FindAll", "FindIndex", "FindLast", "FindLastIndex", "Exists", "TrueForAll", "RemoveAll",
    };

    // LINQ operators that stop at the element whose result decides.
    private static readonly HashSet<string> shortCircuits = new(StringComparer.Ordinal)
    {
        "Any", "All", "First", "FirstOrDefault", "Last", "LastOrDefault", "Single", "SingleOrDefault", "TakeWhile", "SkipWhile", "Contains",
        "Find", "FindIndex", "FindLast", "FindLastIndex", "Exists", "TrueForAll",
        "AnyAsync", "AllAsync", "FirstAsync", "FirstOrDefaultAsync", "ContainsAsync", "SequenceEqual",
    };

    /// <summary>Whether this type holds LINQ's operators.</summary>
    public static bool IsLinq(INamedTypeSymbol? type) =>
        type is { IsStatic: true, Name: "Enumerable" or "Queryable" or "ParallelEnumerable" or "AsyncEnumerable" }
        && IsNamespace(type, "System.Linq");

    /// <summary>Whether the operator stops as soon as the delegate's answer, or an element, decides.</summary>
    public static bool StopsEarly(IMethodSymbol method) =>
        shortCircuits.Contains(method.Name) && (IsLinq(method.ContainingType) || IsListOrArray(method.ContainingType));

    /// <summary>What the method does with the delegate that it takes as this parameter.</summary>
    public static DelegateUse UseOf(IMethodSymbol method, IParameterSymbol? parameter, out RegionKind kind)
    {
        kind = RegionKind.Linq;
        var type = method.ContainingType;
        if (type is null || parameter is null)
        {
            return DelegateUse.Unknown;
        }

        if (IsLinq(type))
        {
            var once = method.Name == "Aggregate" && parameter.Name == "resultSelector";
            return once ? DelegateUse.Once
                : DelegateOf(parameter.Type) is { Parameters.Length: > 0 } ? DelegateUse.PerElement
                : DelegateUse.Unknown;
        }

        if (collectionMembers.Contains(method.Name) && IsListOrArray(type))
        {
            kind = RegionKind.ForEachLambda;
            return DelegateUse.PerElement;
        }

        if (type.Name == "Parallel" && IsNamespace(type, "System.Threading.Tasks"))
        {
            kind = RegionKind.Parallel;
            return method.Name == "Invoke" ? DelegateUse.Once
                : parameter.Name == "body" ? DelegateUse.PerElement
                : DelegateUse.Unknown;
        }

        var handsOver = (type.Name == "Task" && method.Name == "Run") || (type.Name == "TaskFactory" && method.Name == "StartNew");
        return handsOver && IsNamespace(type, "System.Threading.Tasks") ? DelegateUse.Once : DelegateUse.Unknown;
    }

    /// <summary>The Invoke method behind a parameter's type, an expression tree included.</summary>
    public static IMethodSymbol? DelegateOf(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { Name: "Expression", TypeArguments.Length: 1 } tree && IsNamespace(tree, "System.Linq.Expressions"))
        {
            type = tree.TypeArguments[0];
        }

        return (type as INamedTypeSymbol)?.DelegateInvokeMethod;
    }

    /// <summary>What the call enumerates: the receiver of a LINQ operator or a list, the source of a <c>Parallel.ForEach</c>.</summary>
    public static IOperation? SourceOf(IInvocationOperation call)
    {
        if (call.Instance is { } instance)
        {
            return instance;
        }

        if (call.TargetMethod.ContainingType?.Name == "Parallel" && call.TargetMethod.Name == "For")
        {
            return null;
        }

        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Ordinal == 0)
            {
                return argument.Value is IConversionOperation { IsImplicit: true } conversion ? conversion.Operand : argument.Value;
            }
        }

        return null;
    }

    /// <summary>The value given for a parameter by its name; null when it is absent.</summary>
    public static IOperation? ArgumentNamed(IInvocationOperation call, string name)
    {
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter?.Name == name)
            {
                return argument.Value;
            }
        }

        return null;
    }

    /// <summary>Whether the type stands directly in this namespace.</summary>
    public static bool IsNamespace(ITypeSymbol type, string name)
    {
        var space = type.ContainingNamespace;
        var end = name.Length;
        while (space is { IsGlobalNamespace: false })
        {
            var start = name.LastIndexOf('.', end - 1) + 1;
            if (space.Name.Length != end - start || string.CompareOrdinal(space.Name, 0, name, start, end - start) != 0)
            {
                return false;
            }

            space = space.ContainingNamespace;
            if (start == 0)
            {
                return space is null or { IsGlobalNamespace: true };
            }

            end = start - 1;
        }

        return false;
    }

    private static bool IsListOrArray(INamedTypeSymbol? type) =>
        type is not null
        && (type.SpecialType == SpecialType.System_Array
            || (type.Name == "List" && IsNamespace(type, "System.Collections.Generic"))
            || (type.Name is "ImmutableList" or "ImmutableArray" && IsNamespace(type, "System.Collections.Immutable")));
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// What calls can do to the objects they are given, as far as names and types tell. Types of the base library are known;
/// of anything else only what its name and use say, and the callers of this class decide on which side to err.
/// </summary>
internal static class Effects
{
    private static readonly HashSet<string> immutableTypes = new(StringComparer.Ordinal)
    {
        "System.Guid", "System.TimeSpan", "System.DateTimeOffset", "System.DateOnly", "System.TimeOnly", "System.Uri", "System.Version",
        "System.Type", "System.Half", "System.Int128", "System.UInt128", "System.Index", "System.Range", "System.Numerics.BigInteger",
        "System.Numerics.Complex", "System.Globalization.CultureInfo", "System.Text.Encoding", "System.Text.Rune",
        "System.Text.RegularExpressions.Regex", "System.Threading.CancellationToken", "System.StringComparer",
    };

    // Types of the base library whose static members compute from their arguments alone.
    private static readonly HashSet<string> pureTypes = new(StringComparer.Ordinal)
    {
        "System.Math", "System.MathF", "System.Convert", "System.BitConverter", "System.MemoryExtensions", "System.HashCode",
        "System.IO.Path", "System.Net.WebUtility", "System.Text.RegularExpressions.Regex", "System.Linq.Enumerable", "System.Linq.Queryable",
        "System.Numerics.Vector", "System.Numerics.BitOperations", "System.Numerics.Tensors.TensorPrimitives", "System.Runtime.InteropServices.MemoryMarshal",
        "System.Runtime.InteropServices.CollectionsMarshal", "System.FormattableString", "System.Collections.Immutable.ImmutableArray",
    };

    private static readonly string[] readingVerbs =
    [
        "ToString", "GetHashCode", "Equals", "CompareTo", "Contains", "IndexOf", "LastIndexOf", "StartsWith", "EndsWith", "ToArray", "ToList",
        "GetEnumerator", "AsSpan", "AsMemory", "AsReadOnly", "CopyTo", "TryCopyTo", "TryGetValue", "BinarySearch", "Find", "Exists", "TrueForAll", "Peek",
        "TryPeek", "Slice", "GetLength", "GetValue", "GetRange", "Clone", "GetBytes", "GetString", "GetByteCount", "GetCharCount", "GetType", "ElementAt", "ConvertAll",
    ];

    private static readonly string[] changingVerbs =
    [
        "Add", "Append", "Push", "Enqueue", "Insert", "Remove", "Set", "Update", "Upsert", "Write", "Put", "Store", "Save", "Record", "Observe", "Feed", "Advance",
        "Reset", "Clear", "Next", "Move", "Read", "Dequeue", "Pop", "Take", "TryAdd", "TryDequeue", "TryPop", "TryTake", "TryWrite", "TryRead", "Replace", "Sort",
        "Reverse", "Fill", "Accept", "Load", "Init", "Step", "Increment", "Accumulate", "Copy",
    ];

    private static readonly string[] drawingVerbs =
    [
        "Read", "Dequeue", "TryDequeue", "Pop", "TryPop", "Take", "TryTake", "Next", "MoveNext", "Receive", "Accept", "Consume", "TryRead",
    ];

    /// <summary>Whether a value of this type never changes.</summary>
    public static bool IsImmutable(ITypeSymbol? type)
    {
        switch (type)
        {
            case null or IErrorTypeSymbol or ITypeParameterSymbol or IDynamicTypeSymbol or IPointerTypeSymbol or IArrayTypeSymbol:
                return false;
            case { TypeKind: TypeKind.Enum or TypeKind.Delegate }:
                return true;
            case { SpecialType: >= SpecialType.System_Boolean and <= SpecialType.System_String or SpecialType.System_DateTime or SpecialType.System_Void }:
                return true;
            case INamedTypeSymbol { IsTupleType: true } tuple:
                return tuple.TupleElements.All(element => IsImmutable(element.Type));
            case INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable:
                return IsImmutable(nullable.TypeArguments[0]);
            case INamedTypeSymbol { TypeArguments.Length: > 0 } immutable when Repeaters.IsNamespace(immutable, "System.Collections.Immutable"):
                return immutable.Name.StartsWith("Immutable", StringComparison.Ordinal) && immutable.TypeArguments.All(IsImmutable);
            case INamedTypeSymbol { Name: "ReadOnlySpan" or "ReadOnlyMemory", TypeArguments.Length: 1 } view:
                return view.TypeArguments[0].SpecialType == SpecialType.System_Char;
            default:
                return immutableTypes.Contains(FullName(type));
        }
    }

    /// <summary>Whether the type holds data that a call can fill or read: arrays, spans, collections, builders, device buffers and views.</summary>
    public static bool IsDataHolder(ITypeSymbol? type)
    {
        if (type is IArrayTypeSymbol)
        {
            return true;
        }

        if (type is not INamedTypeSymbol named || IsImmutable(type) || type.TypeKind == TypeKind.Delegate)
        {
            return false;
        }

        var name = named.Name;
        return EndsWithAny(name, "Span", "Memory", "Buffer", "Tensor", "StringBuilder", "Array", "View", "View1D", "View2D", "View3D", "History", "List", "Queue", "Stack", "Set", "Dictionary")
            || name.StartsWith("ArrayView", StringComparison.Ordinal)
            || name.StartsWith("MemoryBuffer", StringComparison.Ordinal)
            || name.StartsWith("CudaDeviceVariable", StringComparison.Ordinal)
            || named.AllInterfaces.Any(contract => contract.OriginalDefinition.SpecialType == SpecialType.System_Collections_Generic_IEnumerable_T)
            || named.OriginalDefinition.SpecialType is SpecialType.System_Collections_Generic_IEnumerable_T
                or SpecialType.System_Collections_Generic_IList_T or SpecialType.System_Collections_Generic_ICollection_T;
    }

    /// <summary>Whether the call computes its result from its arguments and receiver alone, and changes nothing.</summary>
    public static bool IsPure(IMethodSymbol method)
    {
        var type = method.ContainingType;
        if (type is null or { TypeKind: TypeKind.Delegate })
        {
            return false;
        }

        if (type.SpecialType == SpecialType.System_String)
        {
            // A copy into somebody's buffer, and interning, are the exceptions.
            return method.Name is not ("CopyTo" or "TryCopyTo" or "Intern");
        }

        if (pureTypes.Contains(FullName(type)))
        {
            return !(method.Name is "GetTempFileName" or "GetRandomFileName" or "GetTempPath" or "GetFullPath")
                && method.Parameters.All(parameter => parameter.RefKind is RefKind.None or RefKind.In)
                && !(type.Name == "TensorPrimitives" && method.ReturnsVoid)
                && !(type.Name == "MemoryExtensions" && (method.ReturnsVoid || method.Name is "CopyTo" or "TryCopyTo" or "TryWrite"));
        }

        if (type.Name == "Array" && method.Name == "Empty")
        {
            return true;
        }

        return IsImmutable(type) && IsFramework(type) && method.Name is not ("NewGuid" or "CreateVersion7")
            && method.Parameters.All(parameter => parameter.RefKind is RefKind.None or RefKind.In && !IsWritableView(parameter.Type));
    }

    /// <summary>Whether the call leaves its receiver as it was, as far as is known.</summary>
    public static bool OnlyReadsReceiver(IMethodSymbol method) =>
        IsPure(method)
        || (method.ContainingType is { } type && (IsFramework(type) || type.SpecialType == SpecialType.System_Object) && !IsSelfMoving(type) && StartsWithVerb(method.Name, readingVerbs))
        || method is { Name: "ToString" or "GetHashCode" or "Equals" or "GetType" };

    /// <summary>Whether the call is made to change its receiver: nobody takes its result, it returns the receiver, or its name says so.</summary>
    public static bool ChangesReceiver(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return !OnlyReadsReceiver(method)
            && (IsDiscarded(call) || ReturnsReceiver(call) || StartsWithVerb(method.Name, changingVerbs));
    }

    /// <summary>Whether the call takes the next item out of its receiver: a reader, a queue, an enumerator, a random source.</summary>
    public static bool Draws(IMethodSymbol method) => StartsWithVerb(method.Name, drawingVerbs);

    /// <summary>Whether the call fills a buffer that it is given, without reading it.</summary>
    public static bool FillsArguments(IMethodSymbol method) => Fills(method.Name);

    /// <summary>The same, by the name of the method.</summary>
    public static bool Fills(string method) =>
        (method.Contains("CopyTo") && !method.EndsWith("ToDevice", StringComparison.Ordinal))
        || StartsWithVerb(method, ["Read", "Fetch", "Download", "Receive", "TryCopyTo", "GetData", "GetBytes", "GetChars"]);

    /// <summary>Whether the method waits for a person.</summary>
    public static bool IsInteractive(IMethodSymbol method) =>
        (method.ContainingType is { Name: "Console" } console && Repeaters.IsNamespace(console, "System") && method.Name.StartsWith("Read", StringComparison.Ordinal))
        || (method.ContainingType is { Name: "AnsiConsole" } && method.Name is "Ask" or "Prompt" or "Confirm");

    /// <summary>Whether the result goes nowhere.</summary>
    public static bool IsDiscarded(IOperation call)
    {
        var type = call.Type;
        if (type is null || type.SpecialType == SpecialType.System_Void)
        {
            return true;
        }

        var parent = call.Parent;
        while (parent is IAwaitOperation or IParenthesizedOperation or IConversionOperation or IConditionalAccessOperation
            || (parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "GetAwaiter" or "GetResult" or "Wait" }))
        {
            parent = parent.Parent;
        }

        return parent is IExpressionStatementOperation
            || (parent is ISimpleAssignmentOperation { Target: IDiscardOperation })
            || (parent is IReturnOperation && IsPlainTask(type));
    }

    /// <summary>Whether a fluent call hands back what it was called on.</summary>
    public static bool ReturnsReceiver(IInvocationOperation call) =>
        call.Instance is { } instance
        && !IsImmutable(call.Type)
        && Operations.Same(call.Type, instance.Type)
        && (call.Type?.Name == "StringBuilder" || StartsWithVerb(call.TargetMethod.Name, ["Add", "Append", "With", "Set", "Insert", "Replace", "Clear", "Remove"]));

    /// <summary>Whether the type comes from the base library.</summary>
    public static bool IsFramework(ITypeSymbol type)
    {
        var space = type.ContainingNamespace;
        while (space?.ContainingNamespace is { IsGlobalNamespace: false } outer)
        {
            space = outer;
        }

        return space is { Name: "System" } && type.Locations.All(location => !location.IsInSource);
    }

    /// <summary>Framework objects that change without being told to: streams, readers, clocks, enumerators, tasks.</summary>
    public static bool IsSelfMoving(ITypeSymbol type) =>
        Repeaters.IsNamespace(type, "System.IO") || Repeaters.IsNamespace(type, "System.Threading") || Repeaters.IsNamespace(type, "System.Threading.Tasks")
        || Repeaters.IsNamespace(type, "System.Diagnostics") || Repeaters.IsNamespace(type, "System.Threading.Channels")
        || EndsWithAny(type.Name, "Reader", "Stream", "Enumerator", "Random", "Stopwatch", "Timer", "Iterator", "Console");

    /// <summary>Full name without type parameters: <c>System.Text.Encoding</c>.</summary>
    public static string FullName(ITypeSymbol type)
    {
        var name = type.Name;
        for (var space = type.ContainingNamespace; space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            name = space.Name + "." + name;
        }

        return name;
    }

    private static bool IsPlainTask(ITypeSymbol type) =>
        type is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 };

    private static bool IsWritableView(ITypeSymbol type) => type is IArrayTypeSymbol or INamedTypeSymbol { Name: "Span" or "Memory" };

    private static bool EndsWithAny(string name, params string[] ends) =>
        ends.Any(end => name.EndsWith(end, StringComparison.Ordinal));

    // A verb is the start of the name, up to the next word: Read, ReadLine, ReadAsync, but not Ready.
    private static bool StartsWithVerb(string name, string[] verbs) =>
        verbs.Any(verb => name.StartsWith(verb, StringComparison.Ordinal) && (name.Length == verb.Length || !char.IsLower(name[verb.Length])));
}

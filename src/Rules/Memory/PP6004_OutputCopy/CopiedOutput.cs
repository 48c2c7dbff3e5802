using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>What is copied.</summary>
internal enum CopySource
{
    /// <summary>Elements of an output, through LINQ.</summary>
    Elements,

    /// <summary>A span or memory over the elements of an output.</summary>
    Span,

    /// <summary>What a library hands out to reach the elements, by a method of its own.</summary>
    Accessor,

    /// <summary>The list of all outputs of a run.</summary>
    List,
}

/// <summary>A copy of an output, by a call without arguments.</summary>
/// <param name="Copy">The call that copies.</param>
/// <param name="Source">What it copies.</param>
/// <param name="View">The expression that shows the elements, or is the list.</param>
/// <param name="Line">The catalog line of the view; null for a list.</param>
/// <param name="Copies">How many copies lie between the view and the result, this one included.</param>
internal sealed record CopiedOutput(IInvocationOperation Copy, CopySource Source, IOperation View, CatalogLine? Line, int Copies)
{
    private const int MaxDepth = 8;

    /// <summary>How a message names it: <c>AsEnumerable().ToArray()</c>.</summary>
    internal string Name => (this.Source, this.View) switch
    {
        (CopySource.List, _) => this.Copy.TargetMethod.Name + "()",
        (_, IInvocationOperation view) => $"{view.TargetMethod.Name}().{this.Copy.TargetMethod.Name}()",
        (_, IPropertyReferenceOperation view) => $"{view.Property.Name}.{this.Copy.TargetMethod.Name}()",
        _ => this.Copy.TargetMethod.Name + "()",
    };

    /// <summary>Reads a call of <c>ToArray</c> or <c>ToList</c>; null where it copies anything else.</summary>
    internal static CopiedOutput? Of(CompilationModel model, IInvocationOperation call)
    {
        if (SourceOf(call) is not { } receiver)
        {
            return null;
        }

        if (IsLinq(call) && IsList(model, receiver.Type))
        {
            return new(call, CopySource.List, receiver, null, 1);
        }

        if (ViewOf(model, receiver, 1, 0) is not { } view)
        {
            return null;
        }

        // The elements of a sequence of maps are objects, which a list of them does not copy.
        var source = IsSpan(call.TargetMethod.ContainingType) ? CopySource.Span
            : view.Line[Keys.Buffer] is null || (!IsLinq(call) && view.Copies == 1) ? CopySource.Accessor
            : !IsLinq(call) ? CopySource.Elements
            : call.TargetMethod.TypeArguments is { Length: 1 } arguments && arguments[0].IsUnmanagedType ? CopySource.Elements
            : (CopySource?)null;
        return source is { } known ? new(call, known, view.View, view.Line, view.Copies) : null;
    }

    /// <summary>What is copied by a call, if it is one that copies.</summary>
    internal static IOperation? SourceOf(IInvocationOperation call) =>
        call.TargetMethod.Name is not ("ToArray" or "ToList") ? null
        : IsLinq(call) && call.Arguments.Length == 1 ? Operations.Unwrap(call.Arguments[0].Value)
        : call.TargetMethod.Parameters.Length == 0 && call.Instance is { } instance ? Operations.Unwrap(instance)
        : null;

    /// <summary>Whether a call is one of <c>System.Linq.Enumerable</c>.</summary>
    internal static bool IsLinq(IInvocationOperation call) => Repeaters.IsLinq(call.TargetMethod.ContainingType) && call.TargetMethod.IsExtensionMethod;

    /// <summary>Whether a type is a span or memory of the base library.</summary>
    internal static bool IsSpan(ITypeSymbol? type) =>
        type is INamedTypeSymbol { Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", Arity: 1, ContainingNamespace: { Name: "System", ContainingNamespace.IsGlobalNamespace: true } };

    private static bool IsList(CompilationModel model, ITypeSymbol? type) =>
        type is INamedTypeSymbol named
        && (model.Catalog.LineOf(named, Roles.OutputList) is not null || named.AllInterfaces.Any(contract => model.Catalog.LineOf(contract, Roles.OutputList) is not null));

    private static (IOperation View, CatalogLine Line, int Copies)? ViewOf(CompilationModel model, IOperation value, int copies, int depth)
    {
        value = Operations.Unwrap(value);
        if (depth > MaxDepth)
        {
            return null;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                // Twice means twice for one use: what a local holds may be used for more.
                return MemberIndex.Of(local).OnlyValueOf(local.Local) is { } only && ViewOf(model, only, 1, depth + 1) is { Copies: 1 } kept
                    ? kept with { Copies = copies }
                    : null;
            case IInvocationOperation call when model.Catalog.LineOf(call.TargetMethod, call, Roles.OutputView) is { } line:
                return (call, line, copies);
            case IInvocationOperation { Instance: { } instance } call when model.Catalog.LineOf(call.TargetMethod, Roles.TensorCopy) is not null:
                return ViewOf(model, instance, copies + 1, depth + 1);
            case IInvocationOperation call when SourceOf(call) is { } source:
                return ViewOf(model, source, copies + 1, depth + 1);
            case IPropertyReferenceOperation property when model.Catalog.LineOf(property.Property, property, Roles.OutputView) is { } line:
                return (property, line, copies);
            case IPropertyReferenceOperation { Instance: { } instance } property when IsSpan(property.Type):
                return ViewOf(model, instance, copies, depth + 1);
            default:
                return null;
        }
    }
}

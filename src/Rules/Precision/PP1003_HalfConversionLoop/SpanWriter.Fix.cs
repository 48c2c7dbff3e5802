using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Writes the spans that a conversion of spans takes, as source.</summary>
internal sealed class SpanWriter
{
    private readonly SemanticModel model;
    private readonly int position;
    private readonly IMethodSymbol counterpart;

    internal SpanWriter(SemanticModel model, int position, IMethodSymbol counterpart)
    {
        this.model = model;
        this.position = position;
        this.counterpart = counterpart;
    }

    /// <summary>The conversion, by its full name.</summary>
    internal string Method => $"{Names.Full(this.counterpart.ContainingType)}.{this.counterpart.Name}";

    /// <summary>
    /// The elements of one side from its first on: <paramref name="count"/> of them, or all that are left. Viewed as the element
    /// type that the conversion takes, where they are stored as another with the same bits.
    /// </summary>
    internal string? Slice(ConvertedSide side, ExpressionSyntax? start, string? count, bool isRead)
    {
        if (this.counterpart.Parameters[isRead ? 0 : 1].Type is not INamedTypeSymbol { TypeArguments: { Length: 1 } arguments })
        {
            return null;
        }

        var wanted = arguments[0];
        var isStoredAsWanted = SymbolEqualityComparer.Default.Equals(wanted, side.Element);
        var first = (side.Offset, start) switch
        {
            (null, null) => null,
            ({ } offset, null) => offset.WithoutTrivia().ToString(),
            (null, { } from) => from.WithoutTrivia().ToString(),
            ({ } offset, { } from) => $"{Names.Operand(offset)} + {Names.Operand(from)}",
        };
        var contents = Names.Operand(side.Expression);
        var span = isRead ? "global::System.ReadOnlySpan" : "global::System.Span";
        switch (side.Container)
        {
            case Container.Pointer:
                // The constructor takes any pointer, so that the bits need no cast.
                return count is null ? null : $"new {span}<{Names.Full(wanted)}>({contents}{(first is null ? "" : " + " + Grouped(first))}, {count})";

            case Container.Array when first is null && count is null:
                return isStoredAsWanted ? contents : this.Viewed(this.Span(contents, side.Element, null, null, span), side.Element, wanted);

            case Container.Array:
                return this.As(isStoredAsWanted, this.Span(contents, side.Element, first, count, span), side.Element, wanted);

            case Container.Span:
                var slice = (first, count) switch
                {
                    (null, null) => contents,
                    ({ } from, null) => $"{contents}.Slice({from})",
                    (var from, { } length) => $"{contents}.Slice({from ?? "0"}, {length})",
                };
                return this.As(isStoredAsWanted, slice, side.Element, wanted);

            default:
                return null;
        }
    }

    private static string Grouped(string expression) => expression.IndexOf(' ') < 0 ? expression : $"({expression})";

    private string As(bool isStoredAsWanted, string span, ITypeSymbol stored, ITypeSymbol wanted) =>
        isStoredAsWanted ? span : this.Viewed(span, stored, wanted);

    private string Viewed(string span, ITypeSymbol stored, ITypeSymbol wanted) =>
        $"global::System.Runtime.InteropServices.MemoryMarshal.Cast<{Names.Full(stored)}, {Names.Full(wanted)}>({span})";

    /// <summary>Part of an array: <c>AsSpan</c> where the extension is in scope, the constructor otherwise.</summary>
    private string Span(string array, ITypeSymbol element, string? first, string? count, string type)
    {
        var symbol = this.model.Compilation.CreateArrayTypeSymbol(element);
        if (!this.model.LookupSymbols(this.position, symbol, "AsSpan", includeReducedExtensionMethods: true).IsEmpty)
        {
            return (first, count) switch
            {
                (null, null) => $"{array}.AsSpan()",
                ({ } from, null) => $"{array}.AsSpan({from})",
                (var from, { } length) => $"{array}.AsSpan({from ?? "0"}, {length})",
            };
        }

        return (first, count) switch
        {
            (null, null) => $"new {type}<{Names.Full(element)}>({array})",
            ({ } from, null) => $"new {type}<{Names.Full(element)}>({array}, {from}, {array}.Length - {Grouped(from)})",
            (var from, { } length) => $"new {type}<{Names.Full(element)}>({array}, {from ?? "0"}, {length})",
        };
    }
}

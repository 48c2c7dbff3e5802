using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>What a method of the compilation that converts one value between half and float does.</summary>
/// <param name="ToSingle">Whether it goes from half to float.</param>
/// <param name="IsExact">Whether it hands over to the conversion of <c>System.Half</c>; otherwise it does the bits itself, and may round in its own way.</param>
/// <param name="TakesValue">Whether its one parameter is the value, rather than bytes and a place in them.</param>
internal sealed record HandConverter(bool ToSingle, bool IsExact, bool TakesValue);

/// <summary>
/// Methods of a compilation that convert between half and float: by masks and shifts written out, or by handing over to
/// <c>System.Half</c>. Recognised by their signature and by the constants of the two formats, from the syntax alone; only files in which
/// such constants stand are looked at.
/// </summary>
internal sealed class HandConverters
{
    // Mask of the mantissa, of the exponent, or of all but the sign, in the ways they are written; one of them stands in every such method.
    // Or it hands over to what reads and writes the bits of a half.
    internal static readonly ImmutableArray<string> Signs = ImmutableArray.Create(
        "0x3FF", "0x3ff", "0x03FF", "0x03ff", "1023", "0x7C00", "0x7c00", "31744", "0x7FFF", "0x7fff", "ToHalf", "ReadHalf", "HalfTo");
    private static readonly ConditionalWeakTable<Compilation, HandConverters> models = new();
    private static readonly ConditionalWeakTable<SyntaxTree, ImmutableDictionary<SyntaxNode, HandConverter>> files = new();

    private readonly ImmutableDictionary<SyntaxNode, HandConverter> found;

    private HandConverters(Compilation compilation)
    {
        this.found = new SourceWords(compilation).FilesWithPart(Signs)
            .SelectMany(tree => files.GetValue(tree, OfFile))
            .ToImmutableDictionary();
        this.Names = this.found.Keys.Select(MethodName).Distinct(StringComparer.Ordinal).OrderBy(name => name, StringComparer.Ordinal).ToImmutableArray();
    }

    /// <summary>The names of the methods.</summary>
    internal ImmutableArray<string> Names { get; }

    /// <summary>The methods of a compilation.</summary>
    internal static HandConverters Of(Compilation compilation) => models.GetValue(compilation, static compilation => new(compilation));

    /// <summary>What a method converts; null when it is none of these.</summary>
    internal HandConverter? Of(ISymbol? method) =>
        method is IMethodSymbol { OriginalDefinition.DeclaringSyntaxReferences: { Length: > 0 } references }
        && this.Names.BinarySearch(method.Name, StringComparer.Ordinal) >= 0
        && this.found.TryGetValue(references[0].GetSyntax(), out var converter)
            ? converter
            : null;

    private static string MethodName(SyntaxNode method) => method switch
    {
        MethodDeclarationSyntax declared => declared.Identifier.ValueText,
        LocalFunctionStatementSyntax local => local.Identifier.ValueText,
        _ => "",
    };

    private static ImmutableDictionary<SyntaxNode, HandConverter> OfFile(SyntaxTree tree)
    {
        var result = ImmutableDictionary.CreateBuilder<SyntaxNode, HandConverter>();
        foreach (var node in tree.GetRoot().DescendantNodes(node => node is not (ExpressionSyntax or AttributeListSyntax)))
        {
            var converter = node switch
            {
                MethodDeclarationSyntax { TypeParameterList: null } method => Read(method.ReturnType, method.ParameterList, (SyntaxNode?)method.Body ?? method.ExpressionBody),
                LocalFunctionStatementSyntax { TypeParameterList: null } local => Read(local.ReturnType, local.ParameterList, (SyntaxNode?)local.Body ?? local.ExpressionBody),
                _ => null,
            };
            if (converter is not null)
            {
                result[node] = converter;
            }
        }

        return result.ToImmutable();
    }

    private static HandConverter? Read(TypeSyntax result, ParameterListSyntax parameters, SyntaxNode? body)
    {
        if (body is null || parameters.Parameters.Count is 0 or > 2 || parameters.Parameters[0].Type is not { } first)
        {
            return null;
        }

        var to = NameOf(result);
        var from = NameOf(first);
        var isValue = parameters.Parameters.Count == 1;
        if (to is "float" or "Single" && (isValue ? Is16Bits(from) || Is32Bits(from) || IsBytes(from) : IsBytes(from) || from is "byte" or "Byte"))
        {
            return HandsOver(body, toSingle: true) ? new(true, true, isValue && Is16Bits(from))
                : IsWidening(new Constants(body)) ? new(true, false, isValue && !IsBytes(from))
                : null;
        }

        if (isValue && from is "float" or "Single" && (Is16Bits(to) || Is32Bits(to)))
        {
            return HandsOver(body, toSingle: false) && Is16Bits(to) ? new(false, true, true)
                : IsNarrowing(new Constants(body)) ? new(false, false, true)
                : null;
        }

        return null;
    }

    /// <summary>1 + 5 + 10 bits to 1 + 8 + 23: the mantissa moves up by 13, or is divided by 1,024.</summary>
    private static bool IsWidening(Constants constants) =>
        constants.HasAny(0x3FF, 0x7FFF, 0x7C00)
        && (constants.ShiftsLeftBy13 || constants.HasAny(1024, 8192))
        && constants.HasAny(0x1F, 0x7C00, 0x7FFF, 0x8000, 112, 113, 0x38000000, 15);

    /// <summary>1 + 8 + 23 bits to 1 + 5 + 10: the mantissa moves down by 13.</summary>
    private static bool IsNarrowing(Constants constants) =>
        constants.ShiftsRight && constants.HasAny(13, 14)
        && constants.HasAny(0x8000, 0x7C00, 0x1F, 0x7FFF)
        && constants.HasAny(0x7FFFFF, 0x7F800000, 0x38000000, 0x38800000, 0xFF, 0x477FE000, 0x47800000);

    /// <summary>Whether the body is one conversion of <c>System.Half</c>, with its bits taken or made around it.</summary>
    private static bool HandsOver(SyntaxNode body, bool toSingle)
    {
        var value = body switch
        {
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            BlockSyntax { Statements: { Count: 1 } statements } when statements[0] is ReturnStatementSyntax { Expression: { } returned } => returned,
            _ => null,
        };
        if (value is null)
        {
            return false;
        }

        if (toSingle)
        {
            return value is CastExpressionSyntax { Expression: InvocationExpressionSyntax call } cast
                && NameOf(cast.Type) is "float" or "Single"
                && CalledName(call) is "UInt16BitsToHalf" or "Int16BitsToHalf" or "ToHalf" or "ReadHalfLittleEndian";
        }

        return value is InvocationExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } bits
            && CalledName(bits) is "HalfToUInt16Bits" or "HalfToInt16Bits"
            && arguments[0].Expression is CastExpressionSyntax { Expression: IdentifierNameSyntax } half
            && NameOf(half.Type) == "Half";
    }

    private static string? CalledName(InvocationExpressionSyntax call) =>
        call.Expression is MemberAccessExpressionSyntax access ? access.Name.Identifier.ValueText : null;

    private static bool Is16Bits(string? type) => type is "ushort" or "UInt16" or "short" or "Int16";

    private static bool Is32Bits(string? type) => type is "uint" or "UInt32" or "int" or "Int32";

    private static bool IsBytes(string? type) => type is "byte[]" or "ReadOnlySpan<byte>" or "Span<byte>";

    private static string? NameOf(TypeSyntax type) => type switch
    {
        PredefinedTypeSyntax predefined => predefined.Keyword.ValueText,
        IdentifierNameSyntax name => name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        ArrayTypeSyntax or GenericNameSyntax => type.WithoutTrivia().ToString(),
        _ => null,
    };

    /// <summary>The numbers written in a body, and how it shifts.</summary>
    private sealed class Constants
    {
        private readonly HashSet<long> numbers = new();

        internal Constants(SyntaxNode body)
        {
            foreach (var node in body.DescendantNodes())
            {
                switch (node)
                {
                    case LiteralExpressionSyntax { Token.Value: { } value } when Whole(value) is { } number:
                        this.numbers.Add(number);
                        break;
                    case BinaryExpressionSyntax shift:
                        this.Shift(shift.Kind(), shift.Right);
                        break;
                    case AssignmentExpressionSyntax shift:
                        this.Shift(shift.Kind(), shift.Right);
                        break;
                }
            }
        }

        internal bool ShiftsLeftBy13 { get; private set; }

        internal bool ShiftsRight { get; private set; }

        internal bool HasAny(params long[] wanted) => wanted.Any(this.numbers.Contains);

        private static long? Whole(object value) => value switch
        {
            int number => number,
            uint number => number,
            long number => number,
            float number when number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue => (long)number,
            double number when number == Math.Truncate(number) && Math.Abs(number) < int.MaxValue => (long)number,
            _ => null,
        };

        private void Shift(SyntaxKind kind, ExpressionSyntax by)
        {
            this.ShiftsLeftBy13 |= kind is SyntaxKind.LeftShiftExpression or SyntaxKind.LeftShiftAssignmentExpression
                && by is LiteralExpressionSyntax { Token.Value: 13 };
            this.ShiftsRight |= kind is SyntaxKind.RightShiftExpression or SyntaxKind.RightShiftAssignmentExpression;
        }
    }
}

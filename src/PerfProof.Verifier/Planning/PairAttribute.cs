using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PerfProof.KernelHost;

namespace PerfProof.Planning;

/// <summary>Reads the attributes of pairs off symbols, by name: they may be ours or compiled into the pair.</summary>
internal static class PairAttribute
{
    private const string Space = "PerfProof.Pairs";

    /// <summary>The attribute of that name on a symbol; null when there is none.</summary>
    public static AttributeData? Find(ISymbol symbol, string name) => symbol.GetAttributes().FirstOrDefault(attribute =>
        attribute.AttributeClass is { } type && type.Name == name + "Attribute" && type.ContainingNamespace.ToDisplayString() == Space);

    /// <summary>Where it stands.</summary>
    public static Location? Place(AttributeData attribute) =>
        attribute.ApplicationSyntaxReference is { } reference ? Location.Create(reference.SyntaxTree, reference.Span) : null;

    /// <summary>A named argument; the default of its type when it is not given.</summary>
    public static T? Named<T>(AttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(argument => argument.Key == name).Value is { Kind: not TypedConstantKind.Error, Value: T value } ? value : default;

    /// <summary>The sizes that a type declares; null when it declares none.</summary>
    /// <param name="type">The type.</param>
    /// <param name="report">Told what is wrong with them.</param>
    public static SizePlan? Sizes(ITypeSymbol type, Action<Location?, string> report)
    {
        var (stated, range) = (Find(type, "Sizes"), Find(type, "SizeRange"));
        if (stated is not null && range is not null)
        {
            report(Place(range), "a pair has [Sizes] or [SizeRange], not both: take one out");
            return null;
        }

        if (stated is { ConstructorArguments: [{ Kind: TypedConstantKind.Array, IsNull: false } list] })
        {
            var sizes = list.Values.Select(value => value.Value is int size ? size : 0).ToList();
            if (sizes.Count == 0 || sizes.Exists(size => size < 1))
            {
                report(Place(stated), "[Sizes] takes one or more sizes, each at least 1, such as [Sizes(1000, 30000)]");
                return null;
            }

            return new([.. sizes.Distinct().Order()], IsStated: true) { ChecksOthers = !Named<bool>(stated, "Only") };
        }

        if (range is { ConstructorArguments: [{ Value: int smallest }, { Value: int largest }] })
        {
            if (smallest < 1 || largest < smallest)
            {
                report(Place(range), "[SizeRange] takes the smallest size, at least 1, and the largest, such as [SizeRange(16, 65536)]");
                return null;
            }

            return SizePlan.Sweep(smallest, largest);
        }

        return null;
    }

    /// <summary>What is declared of a parameter, as the child process reads it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Hints(IParameterSymbol parameter, Action<Location?, string> report)
    {
        if (Find(parameter, "Length") is { } length)
        {
            var text = length.ConstructorArguments is [{ Value: string given }] ? given : "";
            if (SizeFormula.Parse(text) is null)
            {
                report(Place(length), $"'{text}' is no length: write a sum of products of whole numbers and n, such as \"n*n\" or \"2*n + 1\"");
            }
            else if (!MethodPlanner.TakesSize(parameter) || IsWhole(parameter.Type))
            {
                report(Place(length), $"{parameter.Name} has no length: [Length] is for arrays, spans, lists and texts");
            }
            else
            {
                yield return new(parameter.Name + ".Length", text);
            }
        }

        if (Find(parameter, "Value") is { } value)
        {
            var text = value.ConstructorArguments is [{ Kind: TypedConstantKind.Primitive or TypedConstantKind.Enum, Value: { } given }]
                ? Convert.ToString(given, CultureInfo.InvariantCulture)!
                : null;
            if (text is null || (parameter.Type.SpecialType == SpecialType.None && parameter.Type is not (INamedTypeSymbol { TypeKind: TypeKind.Enum } or { Name: "Half" })))
            {
                report(Place(value), $"[Value] gives a number, a truth value or a text, and {parameter.Name} is {parameter.Type.ToDisplayString()}");
            }
            else if (IsWhole(parameter.Type) && SizeFormula.Parse(text) is null && !long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                report(Place(value), $"'{text}' is no whole number and no formula over n, such as \"2*n\"");
            }
            else
            {
                yield return new(parameter.Name, text);
            }
        }

        if (Find(parameter, "Between") is { ConstructorArguments: [{ Value: double smallest }, { Value: double largest }] } between)
        {
            if (!double.IsFinite(smallest) || !double.IsFinite(largest) || largest < smallest)
            {
                report(Place(between), "[Between] takes the smallest number and the largest, such as [Between(0, 1)]");
            }
            else
            {
                yield return new(parameter.Name + ".Between", string.Create(CultureInfo.InvariantCulture, $"{smallest:R}..{largest:R}"));
            }
        }
    }

    private static bool IsWhole(ITypeSymbol type) => type.SpecialType is >= SpecialType.System_SByte and <= SpecialType.System_UInt64;
}

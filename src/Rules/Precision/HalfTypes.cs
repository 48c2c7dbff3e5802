using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>What the catalog says of 16-bit floating-point types, for the rules about precision.</summary>
internal static class HalfTypes
{
    /// <summary>Names under which source can mention such a type; a file without any of them is not looked at.</summary>
    internal static ImmutableArray<string> Words(RoleCatalog catalog) =>
        catalog.SourceNames(ImmutableHashSet.Create(Roles.HalfType)).OrderBy(name => name, StringComparer.Ordinal).ToImmutableArray();

    /// <summary>Whether a CPU emulates arithmetic on this type.</summary>
    internal static bool IsHalf(ITypeSymbol? type, RoleCatalog catalog) => LineOf(type, catalog) is not null;

    /// <summary>
    /// Whether the type has the bits of <c>System.Half</c> and converts to and from float exactly as it does, so that a span of one
    /// can be viewed as a span of the other.
    /// </summary>
    internal static bool ConvertsAsSystemHalf(ITypeSymbol? type, RoleCatalog catalog) =>
        HasBitsOfSystemHalf(type, catalog)
        && LineOf(type, catalog)!.Keys.TryGetValue(Keys.Conversions, out var conversions)
        && conversions == "ieee";

    /// <summary>Whether the type has the bits of <c>System.Half</c>.</summary>
    internal static bool HasBitsOfSystemHalf(ITypeSymbol? type, RoleCatalog catalog) =>
        LineOf(type, catalog) is { } line && line.Keys.TryGetValue(Keys.Layout, out var layout) && layout == "binary16";

    /// <summary>The method that converts a whole span, where the compilation references it and its types.</summary>
    internal static IMethodSymbol? SpanConversion(Compilation compilation, RoleCatalog catalog, bool toSingle)
    {
        foreach (var line in catalog.LinesOfRole(toSingle ? Roles.ConvertToSingle : Roles.ConvertToHalf))
        {
            if (!line.IsMemberGroup
                && DocumentationCommentId.GetFirstSymbolForDeclarationId(line.Target, compilation) is IMethodSymbol { IsStatic: true, Parameters.Length: 2 } method)
            {
                return method;
            }
        }

        return null;
    }

    /// <summary>The line of the method that converts a whole span, whether or not the compilation references its library.</summary>
    internal static CatalogLine SpanConversionLine(bool toSingle) =>
        BuiltInCatalog.Files.SelectMany(file => file.Text.Lines).First(line => line.Role == (toSingle ? Roles.ConvertToSingle : Roles.ConvertToHalf));

    private static CatalogLine? LineOf(ITypeSymbol? type, RoleCatalog catalog) =>
        type is INamedTypeSymbol { TypeKind: TypeKind.Struct } ? catalog.LineOf(type, Roles.HalfType) : null;
}

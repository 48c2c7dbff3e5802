using Microsoft.CodeAnalysis;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>The member that counts what a catalogued one encodes.</summary>
internal static class CountMember
{
    /// <summary>The member that a key of the line names (<c>count</c> or <c>count-unchecked</c>), where the compilation has it.</summary>
    public static IMethodSymbol? Of(CatalogLine line, string key, ITypeSymbol? text, Compilation compilation)
    {
        if (line.Naming(key) is not { } named)
        {
            return null;
        }

        var found = DocumentationCommentId.GetSymbolsForDeclarationId("T:" + named.Parts.TypeName, compilation)
            .OfType<INamedTypeSymbol>()
            .SelectMany(type => type.GetMembers())
            .OfType<IMethodSymbol>()
            .Where(method => method.DeclaredAccessibility == Accessibility.Public && RoleCatalog.Names(named, method))
            .ToList();

        // Of several overloads the one that takes the text as it is.
        return found.FirstOrDefault(method => method.Parameters.Any(parameter => SymbolEqualityComparer.Default.Equals(parameter.Type, text))) ?? found.FirstOrDefault();
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// Enumerations of a program that repeat one of a library, so that its callers need not reference it: every member has the name and the
/// value of one there, and is cast to it.
/// </summary>
internal sealed class MirroredEnums
{
    private readonly ImmutableArray<INamedTypeSymbol> originals;

    private MirroredEnums(ImmutableArray<INamedTypeSymbol> originals) => this.originals = originals;

    /// <summary>The enumerations of the libraries that a compilation references, with members that name a type or a device.</summary>
    internal static MirroredEnums Of(CompilationModel model) => new(
        model.Catalog.LinesOfRole(Roles.HalfData).Concat(model.Catalog.LinesOfRole(Roles.HostDevice))
            .Where(line => !line.IsMemberGroup)
            .Select(line => DocumentationCommentId.GetFirstSymbolForDeclarationId(line.Target, model.Compilation)?.ContainingType)
            .OfType<INamedTypeSymbol>()
            .Where(type => type.TypeKind == TypeKind.Enum)
            .Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default)
            .ToImmutableArray());

    /// <summary>The member that a member stands for; itself where it stands for none.</summary>
    internal IFieldSymbol Original(IFieldSymbol member)
    {
        if (member is not { HasConstantValue: true, ContainingType: { TypeKind: TypeKind.Enum } own } || own.DeclaringSyntaxReferences.IsEmpty)
        {
            return member;
        }

        foreach (var original in this.originals)
        {
            var members = own.GetMembers().OfType<IFieldSymbol>().ToList();
            if (members.Count > 1 && members.All(field => Same(field, original) is not null))
            {
                return Same(member, original)!;
            }
        }

        return member;
    }

    private static IFieldSymbol? Same(IFieldSymbol field, INamedTypeSymbol original) =>
        original.GetMembers(field.Name).OfType<IFieldSymbol>().FirstOrDefault(other =>
            other.HasConstantValue && Convert.ToInt64(other.ConstantValue) == Convert.ToInt64(field.ConstantValue));
}

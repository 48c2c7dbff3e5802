using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Catalog;

/// <summary>How a catalog line stands against real assemblies.</summary>
public enum CatalogStatus
{
    /// <summary>It names at least one member.</summary>
    Resolved,

    /// <summary>Its library is not among the references: nothing can be said.</summary>
    LibraryNotReferenced,

    /// <summary>Its type does not exist.</summary>
    TypeMissing,

    /// <summary>Its type exists, its member does not.</summary>
    MemberMissing,
}

/// <summary>Looks up what a catalog line names in a compilation, and what it may have meant when there is nothing.</summary>
public sealed class CatalogResolver
{
    private const int MaxHints = 3;

    private readonly Compilation compilation;
    private readonly Func<string, bool> isPresent;

    /// <summary>Creates a resolver against a compilation and its references.</summary>
    public CatalogResolver(Compilation compilation)
    {
        this.compilation = compilation;
        this.isPresent = RoleCatalog.Presence(compilation);
    }

    /// <summary>Resolves a line.</summary>
    public CatalogStatus Resolve(CatalogLine line)
    {
        if (!this.isPresent(line.Library))
        {
            return CatalogStatus.LibraryNotReferenced;
        }

        var types = this.Types(line);
        return types.IsEmpty ? CatalogStatus.TypeMissing
            : line.Parts.IsType || types.Any(type => Members(type).Any(member => RoleCatalog.Names(line, member))) ? CatalogStatus.Resolved
            : CatalogStatus.MemberMissing;
    }

    /// <summary>Resolves the member that a key of a line names (<c>batch</c>, <c>count</c>): it may stand in any referenced assembly.</summary>
    public bool ResolvesKey(CatalogLine line, string key) =>
        line.Naming(key) is not { } named || this.Resolve(named) == CatalogStatus.Resolved;

    /// <summary>Names of the parameters of what a line names, of all overloads together.</summary>
    public ImmutableArray<string> ParametersOf(CatalogLine line) =>
        this.Types(line)
            .SelectMany(Members)
            .Where(member => RoleCatalog.Names(line, member))
            .SelectMany(member => member switch
            {
                IMethodSymbol method => method.Parameters,
                IPropertySymbol property => property.Parameters,
                _ => ImmutableArray<IParameterSymbol>.Empty,
            })
            .Select(parameter => parameter.Name)
            .Distinct()
            .ToImmutableArray();

    /// <summary>Names that exist and are near to what an unresolved line names; best first, at most three.</summary>
    public ImmutableArray<string> Hints(CatalogLine line)
    {
        var types = this.Types(line);
        if (types.IsEmpty)
        {
            return this.NearTypes(line);
        }

        var members = types.SelectMany(Members).ToList();
        var inherited = types.SelectMany(BaseTypes).SelectMany(Members);
        var sameName = members.Where(member => member.MetadataName == line.Parts.MemberName)
            .Concat(inherited.Where(member => member.MetadataName == line.Parts.MemberName))
            .Select(Id)
            .OfType<string>()
            .Distinct()
            .Take(MaxHints)
            .ToImmutableArray();
        return sameName.IsEmpty
            ? Nearest(line.Parts.MemberName, members.Where(IsNameable).Select(member => (member.MetadataName, Hint: line.Parts.TypeName + "::" + member.MetadataName)))
            : sameName;
    }

    private ImmutableArray<INamedTypeSymbol> Types(CatalogLine line) =>
        line.Parts.TypeName.Length == 0
            ? ImmutableArray<INamedTypeSymbol>.Empty
            : DocumentationCommentId.GetSymbolsForDeclarationId("T:" + line.Parts.TypeName, this.compilation)
                .OfType<INamedTypeSymbol>()
                .Where(type => RoleCatalog.IsDeclaredBy(line.Library, type))
                .ToImmutableArray();

    private ImmutableArray<string> NearTypes(CatalogLine line)
    {
        var name = line.Parts.TypeName;
        var simple = name.Substring(name.LastIndexOf('.') + 1);

        // The right name under another header, or in another namespace, is the likeliest slip.
        var elsewhere = DocumentationCommentId.GetSymbolsForDeclarationId("T:" + name, this.compilation)
            .Select(type => $"{name} in library {type.ContainingAssembly?.Name}");
        var candidates = this.Assemblies(line.Library)
            .SelectMany(assembly => AllTypes(assembly.GlobalNamespace))
            .Select(type => (type.MetadataName, Hint: type.GetDocumentationCommentId()?.Substring(2) ?? type.MetadataName));
        return elsewhere.Concat(Nearest(simple, candidates)).Distinct().Take(MaxHints).ToImmutableArray();
    }

    private IEnumerable<IAssemblySymbol> Assemblies(string library)
    {
        var referenced = this.compilation.SourceModule.ReferencedAssemblySymbols;
        var named = referenced.Add(this.compilation.Assembly).Where(assembly => assembly.Name == library).ToList();

        // Without a header any assembly may be meant; the compilation's own is the one worth searching.
        return named.Count > 0 ? named : [this.compilation.Assembly];
    }

    private static IEnumerable<INamedTypeSymbol> AllTypes(INamespaceOrTypeSymbol container)
    {
        var pending = new Stack<INamespaceOrTypeSymbol>();
        pending.Push(container);
        while (pending.Count > 0)
        {
            foreach (var member in pending.Pop().GetMembers().OfType<INamespaceOrTypeSymbol>())
            {
                pending.Push(member);
                if (member is INamedTypeSymbol { DeclaredAccessibility: Accessibility.Public or Accessibility.Internal } type)
                {
                    yield return type;
                }
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> BaseTypes(INamedTypeSymbol type)
    {
        for (var current = type.BaseType; current is not null; current = current.BaseType)
        {
            yield return current.OriginalDefinition;
        }

        foreach (var contract in type.AllInterfaces)
        {
            yield return contract.OriginalDefinition;
        }
    }

    private static IEnumerable<ISymbol> Members(INamedTypeSymbol type) =>
        type.GetMembers().Where(member => member is not INamedTypeSymbol);

    private static bool IsNameable(ISymbol member) =>
        member is not IMethodSymbol { AssociatedSymbol: not null } && member.CanBeReferencedByName;

    private static string? Id(ISymbol symbol) => symbol.GetDocumentationCommentId();

    private static ImmutableArray<string> Nearest(string name, IEnumerable<(string Name, string Hint)> candidates) =>
        candidates
            .Select(candidate => (candidate.Hint, Distance: EditDistance.Between(name, candidate.Name, Math.Max(2, name.Length / 3))))
            .Where(candidate => candidate.Distance is not null)
            .OrderBy(candidate => candidate.Distance)
            .ThenBy(candidate => candidate.Hint, StringComparer.Ordinal)
            .Select(candidate => candidate.Hint)
            .Distinct()
            .Take(MaxHints)
            .ToImmutableArray();
}

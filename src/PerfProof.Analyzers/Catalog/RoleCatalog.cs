using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Catalog;

/// <summary>
/// The catalog as it applies to one compilation: the lines of the libraries that it references.
/// Symbols are matched on demand and remembered, so that a compilation pays only for what its code calls.
/// </summary>
public sealed class RoleCatalog
{
    // Reference assemblies forward base types; the same type may come from either.
    private static readonly ImmutableHashSet<string> coreLibraries =
        ImmutableHashSet.Create(StringComparer.Ordinal, "System.Runtime", "System.Private.CoreLib", "netstandard", "mscorlib");

    private readonly Dictionary<string, List<CatalogLine>> byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<ISymbol, ImmutableArray<CatalogLine>> memo = new(SymbolEqualityComparer.Default);

    private RoleCatalog(IEnumerable<CatalogLine> lines)
    {
        foreach (var line in lines)
        {
            this.LineCount++;
            if (!this.byName.TryGetValue(line.Parts.MemberName, out var list))
            {
                this.byName.Add(line.Parts.MemberName, list = []);
            }

            list.Add(line);
        }
    }

    /// <summary>How many lines apply.</summary>
    public int LineCount { get; }

    /// <summary>Keeps the lines whose library is the compilation itself or among its references.</summary>
    public static RoleCatalog Create(Compilation compilation, IEnumerable<CatalogText> userFiles)
    {
        var isPresent = Presence(compilation);
        return new RoleCatalog(BuiltInCatalog.FilesOf(isPresent)
            .Concat(userFiles)
            .SelectMany(text => text.Lines)
            .Where(line => isPresent(line.Library) && IsOfItsVersion(line, compilation)));
    }

    /// <summary>Whether the referenced version of a library is one of those that a line with the key <c>below</c> is about.</summary>
    private static bool IsOfItsVersion(CatalogLine line, Compilation compilation) =>
        line[Keys.Below] is not { } below
        || (Version.TryParse(below, out var limit)
            && compilation.ReferencedAssemblyNames.Any(name => name.Name == line.Library && name.Version < limit));

    /// <summary>
    /// Whether a library is the compilation itself or among its references; lines without a header (an empty name) always apply.
    /// </summary>
    public static Func<string, bool> Presence(Compilation compilation)
    {
        var assemblies = new HashSet<string>(compilation.ReferencedAssemblyNames.Select(name => name.Name), StringComparer.Ordinal)
        {
            compilation.AssemblyName ?? "",
            "",
        };
        var hasCore = assemblies.Overlaps(coreLibraries);
        return library => assemblies.Contains(library) || (hasCore && coreLibraries.Contains(library));
    }

    /// <summary>Names, as written in source, of the members that play one of these roles.</summary>
    public ImmutableHashSet<string> SourceNames(ImmutableHashSet<string> roles) =>
        this.byName.Values.SelectMany(lines => lines)
            .Where(line => roles.Contains(line.Role))
            .Select(line => line.Parts.SourceName)
            .ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>
    /// The same for one role, of the libraries whose namespace the code of some file names: a program that nowhere does, not even in a using, uses none of
    /// their members, however many packages brought them along, and what those are called (data, to) is not worth looking for.
    /// </summary>
    internal ImmutableHashSet<string> WrittenNames(string role, SourceWords words) => this.LinesOfRole(role)
        .Where(line => IsWritten(line, words))
        .Select(static line => line.Parts.SourceName)
        .ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>Whether the code of some file names the namespace of a line's library.</summary>
    internal static bool IsWritten(CatalogLine line, SourceWords words) => line.NamespaceWord.Length == 0 || words.Uses(line.NamespaceWord);

    /// <summary>The lines of a role that apply here.</summary>
    public IEnumerable<CatalogLine> LinesOfRole(string role) =>
        this.byName.Values.SelectMany(lines => lines).Where(line => line.Role == role);

    /// <summary>
    /// Words of which one stands in every file that uses members of this name for a role: of the types that declare them. For members
    /// that source uses without writing their name.
    /// </summary>
    internal IEnumerable<string> TypeWords(string role, string member) => this.LinesOfRole(role)
        .Where(line => line.Parts.MemberName == member && !line.Parts.IsType)
        .SelectMany(static line => line.Parts.TypeName.Split('.').AsEnumerable().Reverse().Take(2).Select(CatalogTarget.WithoutArity).Append(line.NamespaceWord))
        .Distinct(StringComparer.Ordinal);

    /// <summary>
    /// The lines that name this symbol: its own, those of what it overrides, and those of the interface members
    /// that it implements. Reduced extensions and constructed generics are looked up by their definition.
    /// Lines that hold only for some uses are among them; <see cref="LineOf(ISymbol, IOperation, string)"/> decides those.
    /// </summary>
    public ImmutableArray<CatalogLine> LinesOf(ISymbol symbol)
    {
        var definition = Definition(symbol);
        return this.memo.TryGetValue(definition, out var lines)
            ? lines
            : this.memo.GetOrAdd(definition, this.Match);
    }

    /// <summary>The line by which this symbol plays this role wherever it is used, or null.</summary>
    public CatalogLine? LineOf(ISymbol symbol, string role)
    {
        foreach (var line in this.LinesOf(symbol))
        {
            if (line.Role == role && !LineCondition.Has(line))
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>The line by which this symbol plays this role in this use of it, or null.</summary>
    public CatalogLine? LineOf(ISymbol symbol, IOperation use, string role)
    {
        foreach (var line in this.LinesOf(symbol))
        {
            if (line.Role == role && LineCondition.Holds(line, use, this))
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>What stands in the catalog for a symbol met in code.</summary>
    public static ISymbol Definition(ISymbol symbol) =>
        symbol is IMethodSymbol method ? (method.ReducedFrom ?? method).OriginalDefinition : symbol.OriginalDefinition;

    /// <summary>Whether a line names this definition, in whatever assembly.</summary>
    public static bool Names(CatalogLine line, ISymbol definition)
    {
        if (!line.IsMemberGroup)
        {
            return definition.GetDocumentationCommentId() == line.Target;
        }

        var name = line.Parts.TypeName;
        var type = definition.ContainingType?.GetDocumentationCommentId();
        return definition.MetadataName == line.Parts.MemberName
            && type is not null
            && type.Length == name.Length + 2
            && type.EndsWith(name, StringComparison.Ordinal);
    }

    /// <summary>Whether the library of a line is the assembly that declares this symbol.</summary>
    public static bool IsDeclaredBy(string library, ISymbol symbol)
    {
        var assembly = symbol.ContainingAssembly?.Name ?? "";
        return library.Length == 0
            || library == assembly
            || (coreLibraries.Contains(library) && coreLibraries.Contains(assembly));
    }

    private ImmutableArray<CatalogLine> Match(ISymbol definition)
    {
        // What overrides or implements a member has its name, except an explicit implementation.
        if (!this.byName.ContainsKey(definition.MetadataName) && Explicit(definition).IsEmpty)
        {
            return ImmutableArray<CatalogLine>.Empty;
        }

        ImmutableArray<CatalogLine>.Builder? found = null;
        foreach (var played in Played(definition))
        {
            if (!this.byName.TryGetValue(played.MetadataName, out var candidates))
            {
                continue;
            }

            foreach (var line in candidates)
            {
                if (IsDeclaredBy(line.Library, played) && Names(line, played))
                {
                    (found ??= ImmutableArray.CreateBuilder<CatalogLine>()).Add(line);
                }
            }
        }

        return found?.ToImmutable() ?? ImmutableArray<CatalogLine>.Empty;
    }

    /// <summary>The definition itself, what it overrides, and the interface members that it, or what it overrides, implements.</summary>
    private static IEnumerable<ISymbol> Played(ISymbol definition)
    {
        for (var member = definition; member is not null; member = Overridden(member)?.OriginalDefinition)
        {
            yield return member;
            foreach (var contract in Implemented(member))
            {
                yield return contract.OriginalDefinition;
            }
        }
    }

    private static IEnumerable<ISymbol> Implemented(ISymbol member)
    {
        var stated = Explicit(member);
        if (!stated.IsEmpty)
        {
            return stated;
        }

        if (member is not (IMethodSymbol or IPropertySymbol)
            || member.IsStatic
            || member.ContainingType is not { TypeKind: not TypeKind.Interface } type)
        {
            return [];
        }

        return type.AllInterfaces
            .SelectMany(contract => contract.GetMembers(member.Name))
            .Where(contract => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(contract), member));
    }

    private static ImmutableArray<ISymbol> Explicit(ISymbol symbol) => symbol switch
    {
        IMethodSymbol { ExplicitInterfaceImplementations: { IsEmpty: false } methods } => ImmutableArray<ISymbol>.CastUp(methods),
        IPropertySymbol { ExplicitInterfaceImplementations: { IsEmpty: false } properties } => ImmutableArray<ISymbol>.CastUp(properties),
        _ => ImmutableArray<ISymbol>.Empty,
    };

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}

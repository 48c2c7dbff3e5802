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
        var count = 0;
        foreach (var line in lines)
        {
            count++;
            var name = MemberName(line.Target);
            if (!this.byName.TryGetValue(name, out var list))
            {
                this.byName.Add(name, list = []);
            }

            list.Add(line);
        }

        this.LineCount = count;
    }

    /// <summary>How many lines apply.</summary>
    public int LineCount { get; }

    /// <summary>Keeps the lines whose library is the compilation itself or among its references.</summary>
    public static RoleCatalog Create(Compilation compilation, IEnumerable<CatalogText> userFiles)
    {
        var assemblies = new HashSet<string>(compilation.ReferencedAssemblyNames.Select(name => name.Name), StringComparer.Ordinal)
        {
            compilation.AssemblyName ?? "",
        };
        var isPresent = new Dictionary<string, bool>(StringComparer.Ordinal);
        return new RoleCatalog(BuiltInCatalog.Files.Select(file => file.Text)
            .Concat(userFiles)
            .SelectMany(text => text.Lines)
            .Where(line => IsPresent(line.Library)));

        bool IsPresent(string library)
        {
            if (!isPresent.TryGetValue(library, out var present))
            {
                present = library.Length == 0
                    || assemblies.Contains(library)
                    || (coreLibraries.Contains(library) && assemblies.Overlaps(coreLibraries));
                isPresent.Add(library, present);
            }

            return present;
        }
    }

    /// <summary>Names, as written in source, of the members that play one of these roles.</summary>
    public ImmutableHashSet<string> SourceNames(ImmutableHashSet<string> roles) =>
        this.byName.Values.SelectMany(lines => lines)
            .Where(line => roles.Contains(line.Role))
            .Select(line => SourceName(line.Target))
            .ToImmutableHashSet(StringComparer.Ordinal);

    /// <summary>Whether any line of these roles applies here.</summary>
    public bool HasAny(ImmutableHashSet<string> roles) =>
        this.byName.Values.Any(lines => lines.Any(line => roles.Contains(line.Role)));

    /// <summary>
    /// The lines that this symbol plays: its own, those of what it overrides, and those of the interface members
    /// that it implements. Reduced extensions and constructed generics are looked up by their definition.
    /// </summary>
    public ImmutableArray<CatalogLine> LinesOf(ISymbol symbol)
    {
        var definition = Definition(symbol);
        return this.memo.TryGetValue(definition, out var lines)
            ? lines
            : this.memo.GetOrAdd(definition, this.Match);
    }

    /// <summary>The line by which this symbol plays this role, or null.</summary>
    public CatalogLine? LineOf(ISymbol symbol, string role)
    {
        foreach (var line in this.LinesOf(symbol))
        {
            if (line.Role == role)
            {
                return line;
            }
        }

        return null;
    }

    /// <summary>What stands in the catalog for a symbol met in code.</summary>
    public static ISymbol Definition(ISymbol symbol) =>
        symbol is IMethodSymbol method ? (method.ReducedFrom ?? method).OriginalDefinition : symbol.OriginalDefinition;

    /// <summary>Whether a line names this definition.</summary>
    public static bool Names(CatalogLine line, ISymbol definition)
    {
        if (line.IsMemberGroup)
        {
            var split = line.Target.IndexOf("::", StringComparison.Ordinal);
            var type = definition.ContainingType?.GetDocumentationCommentId();
            return type is not null
                && type.Length == split + 2
                && string.CompareOrdinal(type, 2, line.Target, 0, split) == 0
                && definition.MetadataName == MemberName(line.Target);
        }

        return definition.GetDocumentationCommentId() == line.Target;
    }

    /// <summary>Metadata name of the member that a line's target names: <c>.ctor</c>, <c>Item</c>, <c>op_Implicit</c>, <c>CopyToCPU</c>.</summary>
    public static string MemberName(string target)
    {
        var group = target.IndexOf("::", StringComparison.Ordinal);
        if (group >= 0)
        {
            return target.Substring(group + 2).Replace('#', '.');
        }

        var end = target.IndexOfAny(['(', '~']);
        var name = end < 0 ? target : target.Substring(0, end);
        name = name.Substring(name.LastIndexOf('.') + 1);
        var arity = target[0] == 'M' ? name.IndexOf("``", StringComparison.Ordinal) : -1;
        return (arity < 0 ? name : name.Substring(0, arity)).Replace('#', '.');
    }

    /// <summary>How the member is written in source: a constructor by the name of its type.</summary>
    public static string SourceName(string target)
    {
        var name = MemberName(target);
        if (name != ".ctor")
        {
            return name;
        }

        var end = target.IndexOf("::", StringComparison.Ordinal);
        if (end < 0)
        {
            end = target.IndexOf(".#ctor", StringComparison.Ordinal);
        }

        var type = end < 0 ? target : target.Substring(0, end);
        type = type.Substring(type.LastIndexOf('.') + 1);
        var arity = type.IndexOf('`');
        return arity < 0 ? type : type.Substring(0, arity);
    }

    private ImmutableArray<CatalogLine> Match(ISymbol definition)
    {
        // A type is named by T: lines under its own name; members under theirs.
        if (!this.byName.TryGetValue(definition.MetadataName, out var candidates))
        {
            return ImmutableArray<CatalogLine>.Empty;
        }

        ImmutableArray<CatalogLine>.Builder? found = null;
        foreach (var played in Played(definition))
        {
            foreach (var line in candidates)
            {
                if (IsDeclaredBy(line, played) && Names(line, played))
                {
                    (found ??= ImmutableArray.CreateBuilder<CatalogLine>()).Add(line);
                }
            }
        }

        return found?.ToImmutable() ?? ImmutableArray<CatalogLine>.Empty;
    }

    private static bool IsDeclaredBy(CatalogLine line, ISymbol symbol)
    {
        var assembly = symbol.ContainingAssembly?.Name ?? "";
        return line.Library.Length == 0
            || line.Library == assembly
            || (coreLibraries.Contains(line.Library) && coreLibraries.Contains(assembly));
    }

    private static IEnumerable<ISymbol> Played(ISymbol definition)
    {
        yield return definition;
        for (var overridden = Overridden(definition); overridden is not null; overridden = Overridden(overridden))
        {
            yield return overridden.OriginalDefinition;
        }

        if (definition.ContainingType is not { TypeKind: not TypeKind.Interface } type || definition.IsStatic)
        {
            yield break;
        }

        foreach (var contract in type.AllInterfaces)
        {
            foreach (var member in contract.GetMembers(definition.Name))
            {
                if (SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), definition))
                {
                    yield return member.OriginalDefinition;
                }
            }
        }
    }

    private static ISymbol? Overridden(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method => method.OverriddenMethod,
        IPropertySymbol property => property.OverriddenProperty,
        _ => null,
    };
}

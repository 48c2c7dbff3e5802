using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Wrappers;

/// <summary>
/// Under which names a role can be met: those of the catalog, and those of declarations that use such a name, and so on up to
/// the depth that wrappers are followed to. By syntax alone, once per compilation; it lets too much through, never too little.
/// </summary>
internal sealed class WrapperNames(Compilation compilation, RoleCatalog catalog, SourceWords words)
{
    /// <summary>How a delegate is called when not by its own name.</summary>
    private const string DelegateInvoke = "Invoke";

    /// <summary>
    /// A wrapper's name that more files than this write, and more members than that bear (Create, Load, Run), means many things. Followed, it
    /// leads to half of the names of a large program in three steps, and each of those would have to be bound wherever it stands.
    /// </summary>
    private const int MaxFiles = 24;
    private const int MaxMembers = 8;

    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> memo = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> telling = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, RoleFiles> files = new(StringComparer.Ordinal);

    /// <summary>The names of a role.</summary>
    public ImmutableHashSet<string> Of(string role) => this.memo.GetOrAdd(role, this.Find);

    private ImmutableHashSet<string> Find(string role)
    {
        var names = catalog.WrittenNames(role, words);
        if (role == Roles.EmbedOne)
        {
            // A wrapper of one input may hand it to the member for many, as a list of one.
            names = names.Union(catalog.WrittenNames(Roles.EmbedBatch, words));
        }

        names = names.Union(this.VariablesOfDelegates(role));

        // An invocation of the delegate that a kernel loader returned is a launch.
        var loaders = role == Roles.Launch ? this.Of(Roles.LoadKernel) : ImmutableHashSet<string>.Empty;
        if ((names.Count == 0 && loaders.Count == 0) || !WrapperModel.IsWrappable(role))
        {
            return names;
        }

        // Indexers and operators are in nearly every method; a wrapper of one of them is found where it is one of another too.
        var found = names.ToBuilder();
        var level = names.Where(HasWord).ToList();
        foreach (var loader in loaders)
        {
            foreach (var user in this.Users(loader))
            {
                if (user.IsVariable && found.Add(user.Declared))
                {
                    found.Add(DelegateInvoke);
                    level.Add(user.Declared);
                }
            }
        }

        for (var depth = 0; depth < WrapperModel.MaxDepth && level.Count > 0; depth++)
        {
            var next = new List<string>();
            foreach (var name in level)
            {
                foreach (var user in this.Users(name))
                {
                    if (!user.IsResult && this.IsTelling(user) && found.Add(user.Declared))
                    {
                        next.Add(user.Declared);
                        if (user.IsVariable)
                        {
                            found.Add(DelegateInvoke);
                        }
                    }
                }
            }

            level = next;
        }

        return found.ToImmutable();
    }

    // A catalogued delegate (TextChunker.TokenCounter) is called by the name of a variable of that type.
    private IEnumerable<string> VariablesOfDelegates(string role)
    {
        var types = catalog.LinesOfRole(role)
            .Where(line => line.Parts.MemberName == DelegateInvoke)
            .Select(line => line.Parts.TypeName.Substring(line.Parts.TypeName.LastIndexOf('.') + 1))
            .ToImmutableArray();
        return types.IsEmpty
            ? []
            : types.SelectMany(type => words.FilesWith(type)).Distinct().SelectMany(tree => tree.GetRoot().DescendantNodes()).SelectMany(node => node switch
            {
                ParameterSyntax parameter when Names(parameter.Type) => [parameter.Identifier.ValueText],
                PropertyDeclarationSyntax property when Names(property.Type) => [property.Identifier.ValueText],
                VariableDeclarationSyntax variables when Names(variables.Type) => variables.Variables.Select(variable => variable.Identifier.ValueText),
                _ => Enumerable.Empty<string>(),
            });

        bool Names(TypeSyntax? type) => type switch
        {
            NullableTypeSyntax nullable => Names(nullable.ElementType),
            QualifiedNameSyntax qualified => Names(qualified.Right),
            SimpleNameSyntax name => types.Contains(name.Identifier.ValueText),
            _ => false,
        };
    }

    /// <summary>The files in which the role can be met.</summary>
    public RoleFiles FilesOf(string role) => this.files.GetOrAdd(role, this.FindFiles);

    private RoleFiles FindFiles(string role)
    {
        var names = this.Of(role);
        if (names.IsEmpty)
        {
            return RoleFiles.None;
        }

        var creations = FilesOfType(WellKnownMemberNames.InstanceConstructorName);
        var indexers = FilesOfType(NameIndex.Indexer);
        var implicitly = FilesOfType(WellKnownMemberNames.ImplicitConversionName);
        var casts = FilesOfType(WellKnownMemberNames.ExplicitConversionName).Union(implicitly);
        if (indexers.IsEmpty && names.Contains(NameIndex.Indexer))
        {
            // An indexer of the compilation's own that wraps the role: any file may use it.
            indexers = compilation.SyntaxTrees.ToImmutableHashSet();
        }

        var any = names.Where(HasWord).SelectMany(name => words.FilesWith(name)).Concat(creations).Concat(indexers).Concat(casts).ToImmutableHashSet();
        return new(any, creations, indexers, casts, implicitly);

        ImmutableHashSet<SyntaxTree> FilesOfType(string member) => catalog.TypeWords(role, member).SelectMany(word => words.FilesWith(word)).ToImmutableHashSet();
    }

    private IEnumerable<NameUse> Users(string name) => words.FilesWith(name).SelectMany(tree => NameIndex.Of(tree, default).UsesOf(name));

    private bool IsTelling(NameUse user) => !HasWord(user.Declared)
        || words.FilesWith(user.Declared).Length <= MaxFiles
        || (!user.IsVariable && this.telling.GetOrAdd(user.Declared, name => compilation.GetSymbolsWithName(name, SymbolFilter.Member).Take(MaxMembers + 1).Count() <= MaxMembers));

    // Operators and indexers have no name in source.
    private static bool HasWord(string name) => !name.StartsWith("op_", StringComparison.Ordinal) && name != NameIndex.Indexer;
}

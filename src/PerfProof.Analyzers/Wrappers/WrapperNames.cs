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
internal sealed class WrapperNames(Compilation compilation, RoleCatalog catalog)
{
    /// <summary>How a delegate is called when not by its own name.</summary>
    private const string DelegateInvoke = "Invoke";

    private readonly ConcurrentDictionary<string, ImmutableHashSet<string>> memo = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> writtenWords = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, List<NameUse>>> usersOf = new(() => UsersIn(compilation));

    /// <summary>The names of a role.</summary>
    public ImmutableHashSet<string> Of(string role) => this.memo.GetOrAdd(role, this.Find);

    private ImmutableHashSet<string> Find(string role)
    {
        var names = this.WrittenNames(role);
        if (role == Roles.EmbedOne)
        {
            // A wrapper of one input may hand it to the member for many, as a list of one.
            names = names.Union(this.WrittenNames(Roles.EmbedBatch));
        }

        names = names.Union(this.VariablesOfDelegates(role));

        // An invocation of the delegate that a kernel loader returned is a launch.
        var loaders = role == Roles.Launch ? this.Of(Roles.LoadKernel) : ImmutableHashSet<string>.Empty;
        if ((names.Count == 0 && loaders.Count == 0) || !WrapperModel.IsWrappable(role) || !this.IsMentioned(names.Union(loaders)))
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
                    if (found.Add(user.Declared))
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

    // A program that nowhere writes the namespace of a library, not even in a using, uses none of its members, however many
    // packages brought it along: what its members are called (data, to) is not worth looking for.
    private ImmutableHashSet<string> WrittenNames(string role) => catalog.LinesOfRole(role)
        .Where(line => line.NamespaceWord.Length == 0 || this.writtenWords.GetOrAdd(line.NamespaceWord, this.IsWritten))
        .Select(static line => line.Parts.SourceName)
        .ToImmutableHashSet(StringComparer.Ordinal);

    private bool IsWritten(string word)
    {
        var words = ImmutableHashSet.Create(word);
        return compilation.SyntaxTrees.Any(tree => CatalogNames.AreIn(tree, words));
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
            : compilation.SyntaxTrees.Where(tree => TextScan.Contains(tree, types)).SelectMany(tree => tree.GetRoot().DescendantNodes()).SelectMany(node => node switch
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

    /// <summary>Whether any file writes a name of the role; indexers and conversions are written without one, and count by the words of their types.</summary>
    public bool IsMentioned(string role)
    {
        var names = this.WrittenNames(role);
        return names.Any(static name => !HasWord(name)) || this.IsMentioned(this.Of(role));
    }

    private List<NameUse> Users(string name) => this.usersOf.Value.TryGetValue(name, out var users) ? users : [];

    private bool IsMentioned(ImmutableHashSet<string> names)
    {
        var words = names.Where(HasWord).ToImmutableHashSet(StringComparer.Ordinal);
        return words.Count > 0 && compilation.SyntaxTrees.Any(tree => CatalogNames.AreIn(tree, words));
    }

    // Operators and indexers have no name in source.
    private static bool HasWord(string name) => !name.StartsWith("op_", StringComparison.Ordinal) && name != NameIndex.Indexer;

    private static Dictionary<string, List<NameUse>> UsersIn(Compilation compilation)
    {
        var users = new Dictionary<string, List<NameUse>>(StringComparer.Ordinal);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var use in NameIndex.Of(tree, default).Uses)
            {
                if (!users.TryGetValue(use.Used, out var list))
                {
                    users.Add(use.Used, list = []);
                }

                list.Add(use);
            }
        }

        return users;
    }
}

using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Wrappers;

/// <summary>That the declaration of one name uses another.</summary>
/// <param name="Declared">A method, accessor, local function, or a variable that is assigned.</param>
/// <param name="Used">A name that is called, constructed or handed over in it.</param>
/// <param name="IsVariable">Whether it is a variable, which is called as a delegate if at all.</param>
/// <param name="IsResult">Whether it is a variable that only takes what a call gives: not a way to call it.</param>
internal readonly record struct NameUse(string Declared, string Used, bool IsVariable, bool IsResult);

/// <summary>
/// What one file calls, constructs, indexes and converts, by the names it is written with, and which declarations do so: by syntax
/// alone, in one walk that all rules share; remembered with the file.
/// </summary>
internal sealed class NameIndex
{
    /// <summary>How an indexer is written: by brackets.</summary>
    public const string Indexer = "Item";

    private static readonly ConditionalWeakTable<SyntaxTree, NameIndex> memo = new();

    private readonly SyntaxTree tree;
    private readonly Dictionary<string, HashSet<NameUse>> uses = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SyntaxNode>> named = new(StringComparer.Ordinal);

    // f()(x), kernels[i](x): a call of what another expression gives.
    private readonly List<SyntaxNode> unnamed = [];
    private readonly List<SyntaxNode> creations = [];
    private readonly List<SyntaxNode> indexers = [];
    private readonly List<SyntaxNode> casts = [];
    private readonly List<SyntaxNode> values = [];

    private NameIndex(SyntaxTree tree, SyntaxNode root)
    {
        this.tree = tree;
        foreach (var node in root.DescendantNodes(static node => node is not (UsingDirectiveSyntax or AttributeListSyntax or BaseListSyntax or TypeSyntax)))
        {
            this.Add(node);
        }
    }

    /// <summary>The index of a file.</summary>
    public static NameIndex Of(SyntaxTree tree, CancellationToken cancellation) =>
        memo.TryGetValue(tree, out var index) ? index : memo.GetValue(tree, tree => new NameIndex(tree, tree.GetRoot(cancellation)));

    /// <summary>The name a call or construction is written with; null when the syntax has none.</summary>
    public static string? SourceName(SyntaxNode node) => node switch
    {
        // Task.Run is in every program, and would make a user of Run of every second method.
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" }, Name.Identifier.ValueText: "Run" } } => null,
        InvocationExpressionSyntax call => CalledName(call.Expression),
        ObjectCreationExpressionSyntax creation => CalledName(creation.Type),
        ImplicitObjectCreationExpressionSyntax creation => TargetType(creation) is { } type ? CalledName(type) : null,
        _ => null,
    };

    /// <summary>The uses of a name.</summary>
    public IEnumerable<NameUse> UsesOf(string name) => this.uses.TryGetValue(name, out var found) ? found : [];

    /// <summary>The calls and constructions of this file that are written with one of these names.</summary>
    public IEnumerable<SyntaxNode> Called(ImmutableHashSet<string> names) => names.SelectMany(name => this.named.TryGetValue(name, out var nodes) ? nodes : []);

    /// <summary>The places of this file that may play a role, in the order of the text.</summary>
    /// <param name="names">The names of the role.</param>
    /// <param name="files">Where its members without a name are worth looking for.</param>
    public IEnumerable<SyntaxNode> Places(ImmutableHashSet<string> names, RoleFiles files)
    {
        var found = new List<SyntaxNode>(this.unnamed);
        if (this.named.Count < names.Count)
        {
            foreach (var pair in this.named)
            {
                if (names.Contains(pair.Key))
                {
                    found.AddRange(pair.Value);
                }
            }
        }
        else
        {
            foreach (var name in names)
            {
                if (this.named.TryGetValue(name, out var nodes))
                {
                    found.AddRange(nodes);
                }
            }
        }

        Add(this.creations, files.Creations);
        Add(this.indexers, files.Indexers);
        Add(this.casts, files.Casts);
        if (found.Count > 1)
        {
            found.Sort(static (x, y) => x.SpanStart != y.SpanStart ? x.SpanStart.CompareTo(y.SpanStart) : y.Span.Length.CompareTo(x.Span.Length));
        }

        return found;

        void Add(List<SyntaxNode> nodes, ImmutableHashSet<SyntaxTree> where)
        {
            if (where.Contains(this.tree))
            {
                found.AddRange(nodes);
            }
        }
    }

    /// <summary>The values of this file that an implicit conversion may apply to.</summary>
    public IEnumerable<SyntaxNode> ConvertibleValues(RoleFiles files) => files.Conversions.Contains(this.tree) ? this.values : [];

    private void Add(SyntaxNode node)
    {
        string? used;
        switch (node)
        {
            case InvocationExpressionSyntax or ObjectCreationExpressionSyntax or ImplicitObjectCreationExpressionSyntax:
                used = SourceName(node);
                if (used is null)
                {
                    (node is InvocationExpressionSyntax ? this.unnamed : this.creations).Add(node);
                    return;
                }

                if (!this.named.TryGetValue(used, out var nodes))
                {
                    this.named.Add(used, nodes = []);
                }

                nodes.Add(node);
                break;
            case ElementAccessExpressionSyntax:
                used = Indexer;
                this.indexers.Add(node);
                break;
            case CastExpressionSyntax:
                this.casts.Add(node);
                return;
            default:
                used = MethodGroupIn(node);
                break;
        }

        if (IsConvertible(node))
        {
            this.values.Add(node);
        }

        if (used is not null)
        {
            this.AddUses(node, used);
        }
    }

    private void AddUses(SyntaxNode node, string used)
    {
        var isCalledNow = node is InvocationExpressionSyntax or BaseObjectCreationExpressionSyntax or ElementAccessExpressionSyntax;
        for (var current = node.Parent; current is not null; current = current.Parent)
        {
            isCalledNow &= current is not AnonymousFunctionExpressionSyntax;
            if (DeclarationOf(current) is { } declaration)
            {
                if (!this.uses.TryGetValue(used, out var users))
                {
                    this.uses.Add(used, users = []);
                }

                users.Add(new(declaration.Name, used, declaration.IsVariable, declaration.IsVariable && isCalledNow));
                if (!declaration.IsInside)
                {
                    return;
                }
            }
        }
    }

    // What is assigned, returned or handed over is converted where the types say so.
    private static bool IsConvertible(SyntaxNode node) =>
        node is IdentifierNameSyntax or MemberAccessExpressionSyntax or ElementAccessExpressionSyntax or InvocationExpressionSyntax
        && node.Parent switch
        {
            EqualsValueClauseSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax => true,
            AssignmentExpressionSyntax assignment => assignment.Right == node,
            ArgumentSyntax argument => argument.RefKindKeyword.RawKind == 0,
            _ => false,
        };

    private static Declaration? DeclarationOf(SyntaxNode node) => node switch
    {
        MethodDeclarationSyntax method => new(method.Identifier.ValueText, false, false),
        LocalFunctionStatementSyntax local => new(local.Identifier.ValueText, false, true),
        PropertyDeclarationSyntax property => new(property.Identifier.ValueText, property.Initializer is not null, false),
        IndexerDeclarationSyntax => new(Indexer, false, false),
        ConversionOperatorDeclarationSyntax conversion => new(
            conversion.ImplicitOrExplicitKeyword.ValueText == "implicit" ? WellKnownMemberNames.ImplicitConversionName : WellKnownMemberNames.ExplicitConversionName,
            false,
            false),
        ConstructorDeclarationSyntax constructor => new(constructor.Identifier.ValueText, false, false),
        VariableDeclaratorSyntax { Initializer: not null } variable => new(variable.Identifier.ValueText, true, true),
        AssignmentExpressionSyntax assignment when NameOf(assignment.Left) is { } name => new(name, true, true),
        _ => null,
    };

    // f = counter.CountTokens: a method handed over by name.
    private static string? MethodGroupIn(SyntaxNode node) => node switch
    {
        EqualsValueClauseSyntax { Value: SimpleNameSyntax or MemberAccessExpressionSyntax } clause => NameOf(clause.Value),
        SimpleNameSyntax { Parent: AssignmentExpressionSyntax assignment } name when assignment.Right == name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax { Parent: AssignmentExpressionSyntax assignment } access when assignment.Right == access => access.Name.Identifier.ValueText,
        _ => null,
    };

    private static string? NameOf(SyntaxNode node) => node switch
    {
        SimpleNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        _ => null,
    };

    // The type that new() makes, where the declaration around it says so: InferenceSession session = new(path).
    private static TypeSyntax? TargetType(ImplicitObjectCreationExpressionSyntax creation) => creation.Parent switch
    {
        EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax variables } } => Named(variables.Type),
        EqualsValueClauseSyntax { Parent: PropertyDeclarationSyntax property } => Named(property.Type),
        ArrowExpressionClauseSyntax { Parent: PropertyDeclarationSyntax property } => Named(property.Type),
        ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => Named(method.ReturnType),
        _ => null,
    };

    private static TypeSyntax? Named(TypeSyntax type) => type switch
    {
        NullableTypeSyntax nullable => nullable.ElementType,
        IdentifierNameSyntax { IsVar: true } => null,
        NameSyntax => type,
        _ => null,
    };

    private static string? CalledName(SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
        QualifiedNameSyntax qualified => qualified.Right.Identifier.ValueText,
        AliasQualifiedNameSyntax alias => alias.Name.Identifier.ValueText,
        SimpleNameSyntax simple => simple.Identifier.ValueText,
        ParenthesizedExpressionSyntax parenthesized => CalledName(parenthesized.Expression),
        PostfixUnaryExpressionSyntax postfix => CalledName(postfix.Operand),
        _ => null,
    };

    private readonly record struct Declaration(string Name, bool IsVariable, bool IsInside);
}

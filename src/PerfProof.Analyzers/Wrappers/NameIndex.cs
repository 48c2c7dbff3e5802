using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Wrappers;

/// <summary>That the declaration of one name uses another.</summary>
/// <param name="Declared">A method, accessor, local function, or a variable that is assigned.</param>
/// <param name="Used">A name that is called, constructed or handed over in it.</param>
/// <param name="IsVariable">Whether it is a variable, which is called as a delegate if at all.</param>
internal readonly record struct NameUse(string Declared, string Used, bool IsVariable);

/// <summary>Which names the declarations of one file use, by syntax alone; remembered with the file.</summary>
internal sealed class NameIndex
{
    /// <summary>How an indexer is written: by brackets.</summary>
    public const string Indexer = "Item";

    private static readonly ConditionalWeakTable<SyntaxTree, NameIndex> memo = new();

    private readonly HashSet<NameUse> uses = new();

    private NameIndex(SyntaxNode root)
    {
        var pending = new Stack<(SyntaxNode Node, Declaration? Around)>();
        pending.Push((root, null));
        while (pending.Count > 0)
        {
            var (node, around) = pending.Pop();
            this.Add(node, around);
            var inner = DeclarationOf(node, around);
            foreach (var child in node.ChildNodes())
            {
                if (child is not (UsingDirectiveSyntax or AttributeListSyntax or BaseListSyntax))
                {
                    pending.Push((child, inner));
                }
            }
        }

        this.Uses = this.uses.ToImmutableArray();
    }

    /// <summary>Every use, once.</summary>
    public ImmutableArray<NameUse> Uses { get; }

    /// <summary>The index of a file.</summary>
    public static NameIndex Of(SyntaxTree tree, CancellationToken cancellation) =>
        memo.TryGetValue(tree, out var index) ? index : memo.GetValue(tree, tree => new NameIndex(tree.GetRoot(cancellation)));

    private void Add(SyntaxNode node, Declaration? around)
    {
        var used = node is ElementAccessExpressionSyntax ? Indexer : RuleRegistration.SourceName(node) ?? MethodGroupIn(node);
        if (used is null)
        {
            return;
        }

        for (var declaration = around; declaration is not null; declaration = declaration.Around)
        {
            this.uses.Add(new(declaration.Name, used, declaration.IsVariable));
        }
    }

    private static Declaration? DeclarationOf(SyntaxNode node, Declaration? around) => node switch
    {
        MethodDeclarationSyntax method => new(method.Identifier.ValueText, false, null),
        LocalFunctionStatementSyntax local => new(local.Identifier.ValueText, false, around),
        PropertyDeclarationSyntax property => new(property.Identifier.ValueText, property.Initializer is not null, null),
        IndexerDeclarationSyntax => new(Indexer, false, null),
        ConversionOperatorDeclarationSyntax conversion => new(
            conversion.ImplicitOrExplicitKeyword.ValueText == "implicit" ? WellKnownMemberNames.ImplicitConversionName : WellKnownMemberNames.ExplicitConversionName,
            false,
            null),
        ConstructorDeclarationSyntax constructor => new(constructor.Identifier.ValueText, false, null),
        VariableDeclaratorSyntax { Initializer: not null } variable => new(variable.Identifier.ValueText, true, around),
        AssignmentExpressionSyntax assignment when NameOf(assignment.Left) is { } name => new(name, true, around),
        _ => around,
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

    private sealed record Declaration(string Name, bool IsVariable, Declaration? Around);
}

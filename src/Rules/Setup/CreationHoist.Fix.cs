using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Moves the declaration of something that a loop makes on every turn to before the loop. Only a declaration of the loop's own block is
/// moved, and only where what it is made from is known there.
/// </summary>
internal static class CreationHoist
{
    /// <summary>The fix; null where it does not apply.</summary>
    public static FixAction? Of(CreationSite site)
    {
        if (site.Repeated is not { Rate: CreationRate.Turn, Path.IsEmpty: true, Region: { Kind: not (RegionKind.Linq or RegionKind.Parallel or RegionKind.ForEachLambda) } region }
            || region.Owner.Syntax is not StatementSyntax loop
            || loop is not (ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            || loop.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
            || loop.ContainsDirectives
            || Declaration(site) is not { Parent: BlockSyntax body } declaration || body.Parent != loop
            || site.Variable?.Initializer is not { Value: var value }
            || !site.IsOnlyUsed()
            || !site.CanStandElsewhere(value, symbol => !CreationSite.IsDeclaredIn(symbol, loop)))
        {
            return null;
        }

        var isDisposed = site.Using is not null || site.Statement?.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) == true;
        if (site.Using is not null && (site.Root.SyntaxTree.Options as CSharpParseOptions)?.LanguageVersion < LanguageVersion.CSharp8)
        {
            return null;
        }

        var title = isDisposed
            ? "Make it once before the loop (disposed when the block ends, made also when there is no turn)"
            : "Make it once before the loop (also when there is no turn)";
        return new FixAction(title, _ => Task.FromResult(site.Document.WithSyntaxRoot(Move(site, loop, declaration))));
    }

    private static StatementSyntax? Declaration(CreationSite site) => (StatementSyntax?)site.Statement ?? (site.Using is { Statement: BlockSyntax } resources ? resources : null);

    private static SyntaxNode Move(CreationSite site, StatementSyntax loop, StatementSyntax declaration)
    {
        var (above, rest) = Layout.SplitLeading(loop);
        var indentation = Statements.Indentation(loop);
        if (declaration is not UsingStatementSyntax resources)
        {
            var moved = Layout.Reindent(declaration, above, indentation);
            return Layout.InsertBefore(site.Root, loop, moved, Layout.WithoutStatement(loop, declaration).WithLeadingTrivia(rest));
        }

        // using (var x = ...) { ... } leaves its block behind.
        var made = SyntaxFactory.ParseStatement($"{(resources.AwaitKeyword.IsKind(SyntaxKind.AwaitKeyword) ? "await " : "")}using {resources.Declaration!.WithoutTrivia()};")
            .WithLeadingTrivia(above.Add(indentation))
            .WithTrailingTrivia(Statements.NewLine(site.Root));
        var block = resources.Statement.WithLeadingTrivia(resources.GetLeadingTrivia());
        return Layout.InsertBefore(site.Root, loop, made, loop.ReplaceNode(resources, block).WithLeadingTrivia(rest));
    }
}

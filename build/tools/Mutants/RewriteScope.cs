using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Build.Mutants;

/// <summary>The code of a rewrite: the bodies of its methods, and of what they use in the same file.</summary>
internal static class RewriteScope
{
    /// <summary>The bodies and initialisers, in the order of the source.</summary>
    /// <param name="model">The model of the file.</param>
    /// <param name="roots">The methods that the rewrite begins with.</param>
    public static IReadOnlyList<SyntaxNode> Of(SemanticModel model, IEnumerable<ISymbol> roots)
    {
        var (seen, bodies) = (new HashSet<ISymbol>(SymbolEqualityComparer.Default), new HashSet<SyntaxNode>());
        var open = new Queue<ISymbol>(roots);
        while (open.TryDequeue(out var symbol))
        {
            if (!seen.Add(symbol))
            {
                continue;
            }

            foreach (var reference in symbol.DeclaringSyntaxReferences.Where(reference => reference.SyntaxTree == model.SyntaxTree))
            {
                foreach (var body in Bodies(reference.GetSyntax()).Where(bodies.Add))
                {
                    // A name alone may stand for several methods, as in nameof(Kernel).
                    foreach (var name in body.DescendantNodesAndSelf().Where(node => node is SimpleNameSyntax or BaseObjectCreationExpressionSyntax))
                    {
                        var found = model.GetSymbolInfo(name);
                        foreach (var used in found.Symbol is { } one ? [one] : found.CandidateSymbols)
                        {
                            open.Enqueue(used);
                        }
                    }
                }
            }
        }

        return [.. bodies.OrderBy(body => body.SpanStart)];
    }

    // A local function lies in the body of its method already, and so does a local.
    private static IEnumerable<SyntaxNode> Bodies(SyntaxNode declaration) => declaration switch
    {
        BaseMethodDeclarationSyntax method => Present(method.Body, method.ExpressionBody?.Expression),
        PropertyDeclarationSyntax property => Present([property.ExpressionBody?.Expression, property.Initializer?.Value, .. Accessors(property.AccessorList)]),
        IndexerDeclarationSyntax indexer => Present([indexer.ExpressionBody?.Expression, .. Accessors(indexer.AccessorList)]),
        VariableDeclaratorSyntax { Parent.Parent: FieldDeclarationSyntax, Initializer.Value: var value } => [value],
        _ => [],
    };

    private static IEnumerable<SyntaxNode?> Accessors(AccessorListSyntax? list) =>
        list?.Accessors.SelectMany(accessor => new SyntaxNode?[] { accessor.Body, accessor.ExpressionBody?.Expression }) ?? [];

    private static IEnumerable<SyntaxNode> Present(params IEnumerable<SyntaxNode?> nodes) => nodes.OfType<SyntaxNode>();
}

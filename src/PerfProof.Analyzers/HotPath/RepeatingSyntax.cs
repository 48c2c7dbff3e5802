using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.HotPath;

/// <summary>What can be said about repetition by syntax alone, before anything is bound.</summary>
internal static class RepeatingSyntax
{
    /// <summary>
    /// Whether a <see cref="HotRegion"/> can surround this node: it stands in a loop, a lambda, a query or a local function. False
    /// is certain, true is not.
    /// </summary>
    public static bool MaySurround(SyntaxNode node)
    {
        for (var current = node.Parent; current is not null and not MemberDeclarationSyntax; current = current.Parent)
        {
            switch (current)
            {
                case ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax:
                case AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or QueryExpressionSyntax:
                    return true;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rewriting;

/// <summary>Replacing statements without losing what people wrote around and inside them.</summary>
internal static class Statements
{
    /// <summary>
    /// The new statements in the place of an old one: indented as it was, with the comments before and after it where they
    /// were, and those from inside it on lines of their own in front.
    /// </summary>
    internal static IReadOnlyList<StatementSyntax> InPlaceOf(StatementSyntax old, params StatementSyntax[] replacements)
    {
        var indentation = Indentation(old);
        var newLine = NewLine(old);
        var inner = InnerComments(old);
        var result = new List<StatementSyntax>();
        for (var i = 0; i < replacements.Length; i++)
        {
            var leading = i == 0 ? old.GetLeadingTrivia() : SyntaxFactory.TriviaList(indentation);
            if (i == 0)
            {
                foreach (var comment in inner)
                {
                    leading = leading.Add(comment).Add(newLine).Add(indentation);
                }
            }

            result.Add(replacements[i]
                .WithLeadingTrivia(leading)
                .WithTrailingTrivia(i == replacements.Length - 1 ? old.GetTrailingTrivia() : SyntaxFactory.TriviaList(newLine)));
        }

        return result;
    }

    /// <summary>White space in front of a statement on its line.</summary>
    internal static SyntaxTrivia Indentation(SyntaxNode node)
    {
        var last = node.GetLeadingTrivia().LastOrDefault();
        return last.IsKind(SyntaxKind.WhitespaceTrivia) ? last : SyntaxFactory.Whitespace("");
    }

    /// <summary>The line break that the file uses.</summary>
    internal static SyntaxTrivia NewLine(SyntaxNode node)
    {
        var first = node.SyntaxTree.GetRoot().DescendantTrivia().FirstOrDefault(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first.IsKind(SyntaxKind.EndOfLineTrivia) ? first : SyntaxFactory.LineFeed;
    }

    /// <summary>Comments that lie within a node, in order.</summary>
    internal static IReadOnlyList<SyntaxTrivia> InnerComments(SyntaxNode node)
    {
        var leading = node.GetLeadingTrivia().Span;
        var trailing = node.GetTrailingTrivia().Span;
        return node.DescendantTrivia()
            .Where(trivia => IsComment(trivia) && !leading.Contains(trivia.Span) && !trailing.Contains(trivia.Span))
            .ToList();
    }

    /// <summary>
    /// Whether the node must be left as it is: preprocessor directives lie within it, so that it cannot be replaced as a whole,
    /// or the block that it is part of is half-written.
    /// </summary>
    internal static bool MustStay(SyntaxNode node) => HasDirectives(node) || node.Parent is not { ContainsDiagnostics: false };

    private static bool HasDirectives(SyntaxNode node) =>
        node.DescendantTokens().Any(token => token != node.GetFirstToken() && token.LeadingTrivia.Any(trivia => trivia.IsDirective));

    private static bool IsComment(SyntaxTrivia trivia) =>
        trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace PerfProof.Rewriting;

/// <summary>Puts statements before and after others without touching the layout around them.</summary>
internal static class Layout
{
    /// <summary>
    /// The blank lines above a statement, and the rest of what leads it: its comments stay with it. Where a directive stands above,
    /// everything but the indentation counts as above.
    /// </summary>
    public static (SyntaxTriviaList Above, SyntaxTriviaList Own) SplitLeading(SyntaxNode node)
    {
        var trivia = node.GetLeadingTrivia();
        var split = 0;
        for (var i = 0; i < trivia.Count; i++)
        {
            if (trivia[i].IsDirective)
            {
                split = trivia.Count - (trivia.Last().IsKind(SyntaxKind.WhitespaceTrivia) ? 1 : 0);
                break;
            }
        }

        for (var i = split; split == 0 && i < trivia.Count && trivia[i].Kind() is SyntaxKind.EndOfLineTrivia or SyntaxKind.WhitespaceTrivia; i++)
        {
            if (trivia[i].IsKind(SyntaxKind.EndOfLineTrivia) && !trivia.Skip(i + 1).TakeWhile(next => next.Kind() is SyntaxKind.EndOfLineTrivia or SyntaxKind.WhitespaceTrivia).Any(next => next.IsKind(SyntaxKind.EndOfLineTrivia)))
            {
                split = i + 1;
            }
        }

        return (SyntaxFactory.TriviaList(trivia.Take(split)), SyntaxFactory.TriviaList(trivia.Skip(split)));
    }

    /// <summary>A statement moved to another indentation, with its comments and the given blank lines above.</summary>
    public static T Reindent<T>(T statement, SyntaxTriviaList above, SyntaxTrivia indentation)
        where T : SyntaxNode
    {
        var (_, comments) = SplitLeading(statement);
        var moved = comments.Select(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) ? indentation : trivia);
        return statement.WithLeadingTrivia(above.AddRange(moved));
    }

    /// <summary>A loop without one of the statements of its body.</summary>
    public static StatementSyntax WithoutStatement(StatementSyntax loop, StatementSyntax statement)
    {
        var body = (BlockSyntax)statement.Parent!;
        var index = body.Statements.IndexOf(statement);
        var statements = body.Statements.RemoveAt(index);
        if (index == 0 && statements.Count > 0)
        {
            // A blank line that set the statement apart would now stand below the brace.
            statements = statements.Replace(statements[0], statements[0].WithLeadingTrivia(SplitLeading(statements[0]).Own));
        }

        return loop.ReplaceNode(body, body.WithStatements(statements));
    }

    /// <summary>Leading trivia without the indentation at its end.</summary>
    public static SyntaxTriviaList WithoutIndentation(SyntaxTriviaList trivia) =>
        trivia.Count > 0 && trivia[trivia.Count - 1].IsKind(SyntaxKind.WhitespaceTrivia) ? trivia.RemoveAt(trivia.Count - 1) : trivia;

    /// <summary>By how much the statement's own statements are indented: four spaces where it has none on lines of their own.</summary>
    public static string UnitOf(StatementSyntax statement)
    {
        var outer = Statements.Indentation(statement).ToString();
        var inner = statement.DescendantNodes().OfType<StatementSyntax>().Where(one => one is not BlockSyntax).Select(one => Statements.Indentation(one).ToString()).FirstOrDefault() ?? "";
        return inner.Length > outer.Length && inner.StartsWith(outer, StringComparison.Ordinal) ? inner.Substring(outer.Length) : outer.StartsWith("\t", StringComparison.Ordinal) ? "\t" : "    ";
    }

    /// <summary>Whether the block of a loop opens on the line of the loop.</summary>
    public static bool HasBraceOnSameLine(StatementSyntax loop) =>
        loop.ChildNodes().OfType<BlockSyntax>().FirstOrDefault() is { } block
        && !block.OpenBraceToken.GetPreviousToken().TrailingTrivia.Any(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));

    /// <summary>Statements of lines that end in <c>\n</c>, with the line endings of the file.</summary>
    public static List<StatementSyntax> Parse(IEnumerable<string> statements, SyntaxNode root)
    {
        var endOfLine = Statements.NewLine(root).ToString();
        return statements.Select(text => SyntaxFactory.ParseStatement(text.Replace("\n", endOfLine))).ToList();
    }

    /// <summary>The root in which a statement is replaced, with another before it.</summary>
    public static SyntaxNode InsertBefore(SyntaxNode root, StatementSyntax original, StatementSyntax first, StatementSyntax changed) =>
        Replace(root, original, new[] { first, changed });

    /// <summary>The root in which a statement is replaced by several; where only one may stand, by a block.</summary>
    public static SyntaxNode Replace(SyntaxNode root, StatementSyntax original, IReadOnlyList<StatementSyntax> statements)
    {
        switch (original.Parent)
        {
            case GlobalStatementSyntax global:
                return root.ReplaceNode(global, statements.Select(statement => SyntaxFactory.GlobalStatement(statement)));
            case BlockSyntax or SwitchSectionSyntax:
                return root.ReplaceNode(original, statements);
            default:
                var block = SyntaxFactory.Block(statements).WithAdditionalAnnotations(Formatter.Annotation).WithTrailingTrivia(original.GetTrailingTrivia());
                return root.ReplaceNode(original, block);
        }
    }
}

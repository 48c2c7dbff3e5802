using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// Replaces <c>while (t.CountTokens(text) > max) text = text.Substring(0, text.Length - k);</c> by one cut at the index that the
/// tokenizer gives.
/// </summary>
internal sealed class TextCut
{
    private readonly Document document;
    private readonly WhileStatementSyntax loop;
    private readonly string replacement;

    private TextCut(Document document, WhileStatementSyntax loop, string replacement, string title)
    {
        this.document = document;
        this.loop = loop;
        this.replacement = replacement;
        this.Title = title;
    }

    /// <summary>What the light bulb says.</summary>
    public string Title { get; }

    /// <summary>Checks every precondition; null when the loop is not of this shape.</summary>
    public static async Task<TextCut?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) || shape != "shrinking"
            || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax count
            || LimitOf(count) is not { } limit
            || limit.Comparison.Parent is not WhileStatementSyntax { Statement: var body } loop
            || (body is BlockSyntax { Statements.Count: 1 } block ? block.Statements[0] : body) is not ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression } assignment }
            || model.GetOperation(count, cancellation) is not IInvocationOperation { Instance: not null } operation
            || HotRegion.Enclosing(operation) is not { } region || region.Owner.Syntax != loop
            || model.GetOperation(limit.Value, cancellation) is not { } value || !region.IsInvariant(value)
            || loop.DescendantTrivia().Any(trivia => trivia.IsDirective || (trivia.Span.Start > count.Span.Start && trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia)))
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (compilation.Match(operation, Roles.CountTokens) is not { IsWrapped: false, InputValue: { Type.SpecialType: SpecialType.System_String } text }
            || text.Syntax is not IdentifierNameSyntax name
            || count.ArgumentList.Arguments.Count != 1
            || assignment.Left is not IdentifierNameSyntax target || target.Identifier.ValueText != name.Identifier.ValueText
            || model.GetOperation(assignment.Right, cancellation) is not { } cut
            || Slice.Of(Accumulation.Unwrap(cut)) is not { Text.Syntax: IdentifierNameSyntax source } slice || source.Identifier.ValueText != name.Identifier.ValueText
            || !IsStep(slice, name.Identifier.ValueText, out var fromEnd, out var step)
            || count.Expression is not MemberAccessExpressionSyntax { Expression: var tokenizer }
            || Member(operation.Instance.Type, fromEnd, compilation.Catalog) is not { } member)
        {
            return null;
        }

        var most = limit.IsInclusive ? $"{limit.Value.WithoutTrivia()} - 1" : limit.Value.WithoutTrivia().ToString();
        var call = $"{tokenizer.WithoutTrivia()}.{member}({name}, {most}, out _, out _, considerNormalization: false)";
        return new TextCut(
            document,
            loop,
            fromEnd ? $"{name} = {name}.Substring({call});" : $"{name} = {name}.Substring(0, {call});",
            $"Cut '{name}' once with {member} (exactly at the limit rather than in steps of {step}, and without normalization)");
    }

    /// <summary>Makes the change.</summary>
    public async Task<Document> ApplyAsync(CancellationToken cancellation)
    {
        var root = (await this.document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var statement = SyntaxFactory.ParseStatement(this.replacement).WithTriviaFrom(this.loop);
        return this.document.WithSyntaxRoot(root.ReplaceNode(this.loop, statement));
    }

    private static (BinaryExpressionSyntax Comparison, ExpressionSyntax Value, bool IsInclusive)? LimitOf(InvocationExpressionSyntax count) => count.Parent switch
    {
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanExpression } more when more.Left == count => (more, more.Right, false),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanOrEqualExpression } atLeast when atLeast.Left == count => (atLeast, atLeast.Right, true),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression } less when less.Right == count => (less, less.Left, false),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanOrEqualExpression } atMost when atMost.Right == count => (atMost, atMost.Left, true),
        _ => null,
    };

    /// <summary>Whether each turn takes a constant number of characters off one end.</summary>
    private static bool IsStep(Slice slice, string text, out bool fromEnd, out string step)
    {
        fromEnd = slice.End is null;
        step = "";
        var bound = (fromEnd ? slice.Start : slice.End)?.Syntax;
        if (bound is null || (slice.Start is not null && slice.End is not null))
        {
            return false;
        }

        var taken = (fromEnd, bound) switch
        {
            (true, _) => bound,
            (false, PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.IndexExpression } hat) => hat.Operand,
            (false, BinaryExpressionSyntax { RawKind: (int)SyntaxKind.SubtractExpression } rest) when rest.Left.ToString() == text + ".Length" => rest.Right,
            _ => null,
        };
        step = taken?.ToString() ?? "";
        return taken is LiteralExpressionSyntax;
    }

    private static string? Member(ITypeSymbol? tokenizer, bool fromEnd, RoleCatalog catalog)
    {
        for (var type = tokenizer; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(fromEnd ? "GetIndexByTokenCountFromEnd" : "GetIndexByTokenCount"))
            {
                if (catalog.LineOf(member, Roles.CutByTokens) is not null
                    && member is IMethodSymbol { Parameters: { Length: 6 } parameters }
                    && parameters[0].Type.SpecialType == SpecialType.System_String
                    && parameters[5].Name == "considerNormalization")
                {
                    return member.Name;
                }
            }
        }

        return null;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Puts a log call, and the local that is counted for it alone, under a condition that asks the logger for the level.</summary>
internal sealed class LogGuard
{
    private static readonly SyntaxAnnotation superfluous = new();

    private readonly Document document;
    private readonly ExpressionStatementSyntax log;
    private readonly LocalDeclarationStatementSyntax? declaration;
    private readonly ExpressionSyntax condition;

    private LogGuard(Document document, ExpressionStatementSyntax log, LocalDeclarationStatementSyntax? declaration, ExpressionSyntax condition)
    {
        this.document = document;
        this.log = log;
        this.declaration = declaration;
        this.condition = condition;
    }

    /// <summary>What is asked, as the title says it.</summary>
    public string Question { get; private init; } = "";

    /// <summary>Checks every precondition; null when the call cannot be guarded.</summary>
    public static async Task<LogGuard?> FindAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax count
            || model.GetOperation(count, cancellation) is not { } operation)
        {
            return null;
        }

        var compilation = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (LoggedValue.Of(operation, compilation) is not { IsGuarded: false, Calls: { Length: 1 } calls } logged
            || compilation.Match(calls[0], Roles.LogCall) is not { } match
            || calls[0].Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var logger }, Parent: ExpressionStatementSyntax log } call
            || !IsPlain(logger)
            || log.Parent is not (BlockSyntax or SwitchSectionSyntax)
            || Statements.MustStay(log)
            || HasOtherEffects(log, calls[0], operation, compilation)
            || Condition(match.Line[Keys.Guard], logger, calls[0]) is not { } condition
            || !IsBool(model, log.SpanStart, condition))
        {
            return null;
        }

        LocalDeclarationStatementSyntax? declaration = null;
        if (logged.Local is not null)
        {
            declaration = count.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>();
            if (declaration is not { Declaration.Variables.Count: 1, UsingKeyword.RawKind: 0, ContainsDirectives: false } || !IsRightBefore(declaration, log))
            {
                return null;
            }
        }

        return new LogGuard(document, log, declaration, condition) { Question = condition.ToString().Replace("global::", "") };
    }

    /// <summary>Makes the change.</summary>
    public async Task<Document> ApplyAsync(CancellationToken cancellation)
    {
        var root = (await this.document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false))!;
        var first = (StatementSyntax?)this.declaration ?? this.log;
        var indentation = Statements.Indentation(first).ToString();
        var newLine = Statements.NewLine(root);
        var inner = SyntaxFactory.Whitespace(indentation + Layout.UnitOf(first));
        var (above, own) = Layout.SplitLeading(first);
        var body = new List<StatementSyntax>();
        foreach (var statement in this.declaration is null ? new StatementSyntax[] { this.log } : [this.declaration, this.log])
        {
            var comments = statement == first ? SyntaxFactory.TriviaList() : Layout.WithoutIndentation(statement.GetLeadingTrivia());
            body.Add(Deeper(statement, indentation, inner.ToString()).WithLeadingTrivia(comments.Add(inner)).WithTrailingTrivia(newLine));
        }

        var guarded = SyntaxFactory.IfStatement(
                SyntaxFactory.Token(SyntaxKind.IfKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                SyntaxFactory.Token(SyntaxKind.OpenParenToken),
                Names.Shortened(this.condition),
                SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(newLine),
                SyntaxFactory.Block(
                    SyntaxFactory.Token(SyntaxKind.OpenBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indentation)).WithTrailingTrivia(newLine),
                    SyntaxFactory.List(body),
                    SyntaxFactory.Token(SyntaxKind.CloseBraceToken).WithLeadingTrivia(SyntaxFactory.Whitespace(indentation))),
                null)
            .WithLeadingTrivia(above.AddRange(own))
            .WithTrailingTrivia(this.log.GetTrailingTrivia());
        var changed = this.declaration is null
            ? root.ReplaceNode(this.log, guarded)
            : root.ReplaceNodes(new StatementSyntax[] { this.declaration, this.log }, (original, _) => original == this.declaration ? guarded : SyntaxFactory.EmptyStatement().WithAdditionalAnnotations(superfluous));
        if (changed.GetAnnotatedNodes(superfluous).FirstOrDefault() is { } empty)
        {
            changed = changed.RemoveNode(empty, SyntaxRemoveOptions.KeepNoTrivia)!;
        }

        return await Names.ImportAsync(this.document.WithSyntaxRoot(changed), cancellation).ConfigureAwait(false);
    }

    // Lines of a call that stands on several move in with it.
    private static StatementSyntax Deeper(StatementSyntax statement, string indentation, string inner) =>
        statement.ReplaceTrivia(
            statement.DescendantTrivia().Where(trivia => trivia.IsKind(SyntaxKind.WhitespaceTrivia) && trivia.Token.LeadingTrivia.Contains(trivia) && trivia.ToString().StartsWith(indentation, StringComparison.Ordinal)),
            (trivia, _) => SyntaxFactory.Whitespace(inner + trivia.ToString().Substring(indentation.Length)));

    private static ExpressionSyntax? Condition(string? guard, ExpressionSyntax logger, IInvocationOperation call)
    {
        if (guard is null)
        {
            return null;
        }

        var open = guard.IndexOf('(');
        if (open < 0)
        {
            return SyntaxFactory.ParseExpression($"{logger.WithoutTrivia()}.{guard}");
        }

        var level = guard.Substring(open + 1, guard.Length - open - 2);
        if (level == "*")
        {
            level = call.Arguments.FirstOrDefault(argument => argument.Value is IFieldReferenceOperation { Field.ContainingType.TypeKind: TypeKind.Enum })?.Value.Syntax.ToString();
        }
        else
        {
            level = "global::" + level;
        }

        return level is null ? null : SyntaxFactory.ParseExpression($"{logger.WithoutTrivia()}.{guard.Substring(0, open)}({level})");
    }

    private static bool IsBool(SemanticModel model, int position, ExpressionSyntax condition) =>
        model.GetSpeculativeTypeInfo(position, condition, SpeculativeBindingOption.BindAsExpression).Type?.SpecialType == SpecialType.System_Boolean
        && model.GetSpeculativeSymbolInfo(position, condition, SpeculativeBindingOption.BindAsExpression).Symbol is not null;

    // Asked twice, it must be the same logger, and cost nothing to name.
    private static bool IsPlain(ExpressionSyntax logger) => logger switch
    {
        IdentifierNameSyntax or ThisExpressionSyntax => true,
        MemberAccessExpressionSyntax access => IsPlain(access.Expression),
        _ => false,
    };

    // Anything else that happens in the call would no longer happen where the level is off; a name that it declares may be used after it.
    private static bool HasOtherEffects(ExpressionStatementSyntax log, IInvocationOperation call, IOperation count, CompilationModel model) =>
        log.DescendantNodes().Any(node => node is SingleVariableDesignationSyntax)
        || call.Descendants().Concat(count.Descendants()).Any(part => part switch
        {
            IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation or IDynamicInvocationOperation => true,
            IInvocationOperation inner => !Effects.OnlyReadsReceiver(inner.TargetMethod)
                && model.Match(inner, Roles.CountTokens) is null
                && model.Match(inner, Roles.EncodeTokens) is null,
            _ => false,
        });

    private static bool IsRightBefore(StatementSyntax first, StatementSyntax second)
    {
        var statements = second.Parent is BlockSyntax block ? block.Statements : ((SwitchSectionSyntax)second.Parent!).Statements;
        var index = statements.IndexOf(second);
        return index > 0 && statements[index - 1] == first;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// The rewrite for <c>await Task.WhenAll(xs.Select(...))</c>: the lambda takes its result by index. Where nothing is left in it to wait
/// for, the tasks go as well.
/// </summary>
internal static class ConcurrentBatching
{
    /// <summary>The rewrite, or null where the code is not of this shape.</summary>
    public static Func<SyntaxNode>? Find(BatchSite site, CancellationToken cancellation)
    {
        if (site.Region.Owner.Syntax is not InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Select" } selector, ArgumentList.Arguments: { Count: 1 } arguments } select
            || site.Model.GetSymbolInfo(select, cancellation).Symbol is not IMethodSymbol { ContainingType.Name: "Enumerable" }
            || arguments[0].Expression is not LambdaExpressionSyntax lambda
            || ParametersOf(lambda) is not { Count: 1 or 2 } parameters
            || site.Model.GetDeclaredSymbol(parameters[0], cancellation) is not { } element
            || !site.HasLinq()
            || WhenAll.Around(site.Model, select) is not { } whenAll
            || FunctionOf(lambda) is not { } function
            || !function.Body.Span.Contains(site.Result.Span)
            || !RunsOnce(site, function)
            || BatchSource.Of(site.Model, selector.Expression, parameters[0].Identifier.ValueText) is not { } source
            || BatchInput.Over(site, function.Body, source.Expression, parameters[0].Identifier.Text, node => node is IdentifierNameSyntax name && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(name).Symbol, element)) is not { } inputs)
        {
            return null;
        }

        var index = parameters.Count == 2 ? parameters[1].Identifier.ValueText : FreshNames.For(select, "index");
        if (index == "_")
        {
            return null;
        }

        var taken = SyntaxFactory.ParseExpression($"{FreshNames.For(select, "embeddings")}[{index}]{site.ElementMember}").WithTriviaFrom(site.Result);
        var awaitsMore = function.Function is { } && Own(function.Body).Any(node => node is AwaitExpressionSyntax && node != site.Await);
        if (awaitsMore)
        {
            return () => KeepTasks(site, whenAll, select, selector, lambda, source, inputs, index, parameters.Count, taken);
        }

        if (parameters.Count == 2 && whenAll.Result is null)
        {
            return null;
        }

        return whenAll.Result is not null
            ? function.ReturnsValue(site) ? () => WithoutTasks(site, whenAll, select, selector, lambda, function, source, inputs, index, parameters.Count, taken) : null
            : function.Body is BlockSyntax block && !Own(block).Any(node => node is ReturnStatementSyntax or YieldStatementSyntax)
                ? () => AsLoop(site, whenAll, parameters[0].Identifier, block, source, inputs, index)
                : null;
    }

    private static SyntaxNode KeepTasks(
        BatchSite site, WhenAll whenAll, InvocationExpressionSyntax select, MemberAccessExpressionSyntax selector, LambdaExpressionSyntax lambda, BatchSource source, string inputs, string index, int parameters, ExpressionSyntax taken)
    {
        var changed = lambda.ReplaceNode(site.Result, taken);
        var newSelect = select
            .ReplaceNodes(
                new SyntaxNode[] { lambda, selector.Expression },
                (original, _) => original == lambda
                    ? parameters == 2 ? changed : WithIndex(changed, index)
                    : source.Declaration is null ? original : SyntaxFactory.IdentifierName(source.Expression).WithTriviaFrom(original));
        var statement = whenAll.First;
        return Assemble(site, statement, source, inputs, new[] { statement.ReplaceNode(select, newSelect) }, []);
    }

    private static SyntaxNode WithoutTasks(
        BatchSite site, WhenAll whenAll, InvocationExpressionSyntax select, MemberAccessExpressionSyntax selector, LambdaExpressionSyntax lambda, Work function, BatchSource source, string inputs, string index, int parameters, ExpressionSyntax taken)
    {
        CSharpSyntaxNode body = function.Body == site.Result || function.Body == site.Call
            ? taken
            : (CSharpSyntaxNode)function.Body.ReplaceNode(site.Result, taken);
        LambdaExpressionSyntax plain = lambda switch
        {
            SimpleLambdaExpressionSyntax simple => simple.WithAsyncKeyword(default).WithBody(body),
            ParenthesizedLambdaExpressionSyntax several => several.WithAsyncKeyword(default).WithBody(body),
            _ => lambda,
        };
        plain = (parameters == 2 ? plain : WithIndex(plain, index)).WithLeadingTrivia(lambda.GetLeadingTrivia());
        var list = source.Declaration is null ? selector.Expression : SyntaxFactory.IdentifierName(source.Expression).WithTriviaFrom(selector.Expression);
        var values = SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                SyntaxFactory.InvocationExpression(selector.WithExpression(list), select.ArgumentList.ReplaceNode(lambda, plain)),
                SyntaxFactory.IdentifierName("ToArray")));
        var result = whenAll.Result!;
        var statement = whenAll.Last;
        return Assemble(site, statement, source, inputs, new[] { statement.ReplaceNode(result, values.WithTriviaFrom(result)) }, whenAll.Tasks is null ? [] : [whenAll.First]);
    }

    private static SyntaxNode AsLoop(BatchSite site, WhenAll whenAll, SyntaxToken element, BlockSyntax block, BatchSource source, string inputs, string index)
    {
        var indentation = Statements.Indentation(whenAll.First).ToString();
        var endOfLine = Statements.NewLine(site.Root);
        var taken = SyntaxFactory.ParseExpression($"{FreshNames.For(block, "embeddings")}[{index}++]{site.ElementMember}").WithTriviaFrom(site.Result);
        var counter = Layout.Parse([$"{indentation}var {index} = 0;\n"], site.Root)[0];
        var loop = ((ForEachStatementSyntax)SyntaxFactory.ParseStatement($"foreach (var {element.Text} in {source.Expression})"))
            .WithCloseParenToken(SyntaxFactory.Token(SyntaxKind.CloseParenToken).WithTrailingTrivia(endOfLine))
            .WithStatement(block.ReplaceNode(site.Result, taken).WithTrailingTrivia(endOfLine))
            .WithLeadingTrivia(SyntaxFactory.Whitespace(indentation))
            .WithAdditionalAnnotations(Formatter.Annotation);
        return Assemble(
            site,
            whenAll.First,
            source,
            inputs,
            new StatementSyntax[] { counter.WithLeadingTrivia(counter.GetLeadingTrivia().Insert(0, endOfLine)), loop },
            whenAll.Tasks is null ? [] : [whenAll.Last]);
    }

    /// <summary>Puts the embedding of the list before a statement, and others in its place; takes away those that are no longer needed.</summary>
    private static SyntaxNode Assemble(BatchSite site, StatementSyntax statement, BatchSource source, string inputs, IReadOnlyList<StatementSyntax> changed, StatementSyntax[] removed)
    {
        var indentation = Statements.Indentation(statement).ToString();
        var text = new List<string>();
        if (source.Declaration is not null)
        {
            text.Add($"{indentation}{source.Declaration}\n");
        }

        text.AddRange(site.Statements(inputs, FreshNames.For(statement, "embeddings"), FreshNames.For(statement, "batch"), indentation, Layout.UnitOf(statement), false));
        var statements = Layout.Parse(text, site.Root);
        var above = removed.Length > 0 && removed[0].SpanStart < statement.SpanStart ? removed[0] : statement;
        statements[0] = statements[0].WithLeadingTrivia(Layout.WithoutIndentation(above.GetLeadingTrivia()).AddRange(statements[0].GetLeadingTrivia()));
        statements.AddRange(changed.Select((one, position) => position == 0 && one.SpanStart >= 0 && changed.Count == 1
            ? one.WithLeadingTrivia(Statements.NewLine(site.Root), Statements.Indentation(statement))
            : one));
        if (removed.Length == 0)
        {
            return Layout.Replace(site.Root, statement, statements);
        }

        var root = site.Root.TrackNodes(removed.Append(statement));
        root = Layout.Replace(root, root.GetCurrentNode(statement)!, statements);
        return root.RemoveNode((SyntaxNode?)root.GetCurrentNode(removed[0])?.Parent is GlobalStatementSyntax global ? global : root.GetCurrentNode(removed[0])!, SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
    }

    private static LambdaExpressionSyntax WithIndex(LambdaExpressionSyntax lambda, string index)
    {
        var element = ParametersOf(lambda)![0];
        var sample = SyntaxFactory.ParseExpression(element.Type is null ? $"({element}, {index}) => 0" : $"({element}, int {index}) => 0");
        var parameters = ((ParenthesizedLambdaExpressionSyntax)sample).ParameterList.WithoutTrivia();
        return lambda switch
        {
            SimpleLambdaExpressionSyntax simple => SyntaxFactory.ParenthesizedLambdaExpression(simple.AsyncKeyword, parameters.WithTriviaFrom(simple.Parameter), simple.ArrowToken, simple.Body),
            ParenthesizedLambdaExpressionSyntax several => several.WithParameterList(parameters.WithTriviaFrom(several.ParameterList)),
            _ => lambda,
        };
    }

    private static IReadOnlyList<ParameterSyntax>? ParametersOf(LambdaExpressionSyntax lambda) => lambda switch
    {
        SimpleLambdaExpressionSyntax simple => new[] { simple.Parameter },
        ParenthesizedLambdaExpressionSyntax several => several.ParameterList.Parameters,
        _ => null,
    };

    /// <summary>What the lambda does for an element: its own body, or that of the <c>Task.Run</c> that it is.</summary>
    private static Work? FunctionOf(LambdaExpressionSyntax lambda)
    {
        if (!lambda.AsyncKeyword.IsKind(SyntaxKind.None))
        {
            return new(lambda.Body, lambda);
        }

        if (lambda.Body is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Run", Expression: IdentifierNameSyntax { Identifier.ValueText: "Task" } }, ArgumentList.Arguments: { Count: 1 } arguments }
            && arguments[0].Expression is ParenthesizedLambdaExpressionSyntax { AsyncKeyword.RawKind: not 0 } run)
        {
            return new(run.Body, run);
        }

        return lambda.Body is ExpressionSyntax expression ? new(expression, null) : null;
    }

    /// <summary>Whether every element gets to the call once, before anything may leave the function.</summary>
    private static bool RunsOnce(BatchSite site, Work work)
    {
        if (work.Body is BlockSyntax block)
        {
            var statement = site.Result.FirstAncestorOrSelf<StatementSyntax>();
            return site.Await is not null
                && statement is ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax
                && statement.Parent == block
                && IsUnconditional(site.Result, statement)
                && !Own(block).Any(node => node is ReturnStatementSyntax or ThrowStatementSyntax && node.SpanStart < statement.SpanStart);
        }

        // Without async, the lambda's value is the task of the call itself.
        return work.Function is null ? work.Body == site.Result && site.GivesTask : site.Await is not null && IsUnconditional(site.Result, work.Body);
    }

    private static bool IsUnconditional(SyntaxNode node, SyntaxNode within)
    {
        for (; node != within; node = node.Parent!)
        {
            if (node.Parent is ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or SwitchExpressionSyntax or AnonymousFunctionExpressionSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression })
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<SyntaxNode> Own(SyntaxNode body) =>
        body.DescendantNodesAndSelf(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax));

    /// <summary>What is done for an element.</summary>
    /// <param name="Body">A block or an expression.</param>
    /// <param name="Function">The async lambda whose body it is; null for a lambda whose value is a task.</param>
    private sealed record Work(CSharpSyntaxNode Body, LambdaExpressionSyntax? Function)
    {
        /// <summary>Whether it gives a value for the element.</summary>
        public bool ReturnsValue(BatchSite site) =>
            this.Function is null
            || this.Body is ExpressionSyntax
            || (site.Model.GetSymbolInfo(this.Function).Symbol as IMethodSymbol)?.ReturnType is INamedTypeSymbol { TypeArguments.Length: 1 };
    }
}

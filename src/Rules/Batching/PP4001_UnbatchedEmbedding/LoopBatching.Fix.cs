using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>The rewrite for <c>foreach</c> and counting <c>for</c> loops.</summary>
internal static class LoopBatching
{
    /// <summary>The rewrite, or null where the loop is not one that can be taken apart.</summary>
    public static Func<SyntaxNode>? Find(BatchSite site, CancellationToken cancellation)
    {
        if (site.Region.Owner.Syntax is not StatementSyntax loop
            || loop.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
            || site.GivesTask
            || !site.HasLinq()
            || BodyOf(loop) is not { } body
            || !RunsOncePerTurn(site, body))
        {
            return null;
        }

        return loop switch
        {
            ForEachStatementSyntax each => InForEach(site, each, cancellation),
            ForStatementSyntax counting => InFor(site, counting),
            _ => null,
        };
    }

    /// <summary>Whether the call is evaluated exactly once by every turn that the loop starts, and no turn ends the loop.</summary>
    public static bool RunsOncePerTurn(BatchSite site, StatementSyntax body)
    {
        var statement = site.Result.FirstAncestorOrSelf<StatementSyntax>();
        if (statement is not (ExpressionStatementSyntax or LocalDeclarationStatementSyntax) || (statement != body && statement.Parent != body))
        {
            return false;
        }

        for (SyntaxNode node = site.Result; node != statement; node = node.Parent!)
        {
            if (node.Parent is ConditionalExpressionSyntax or ConditionalAccessExpressionSyntax or AnonymousFunctionExpressionSyntax or SwitchExpressionSyntax
                or BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression or (int)SyntaxKind.LogicalOrExpression or (int)SyntaxKind.CoalesceExpression }
                or AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceAssignmentExpression })
            {
                return false;
            }
        }

        return !body.DescendantNodes(node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(node =>
            node is BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax or YieldStatementSyntax
            || (node is ContinueStatementSyntax && node.SpanStart < site.Call.SpanStart));
    }

    private static StatementSyntax? BodyOf(StatementSyntax loop) => loop switch
    {
        ForEachStatementSyntax each when each.AwaitKeyword.IsKind(SyntaxKind.None) => each.Statement,
        ForStatementSyntax counting => counting.Statement,
        _ => null,
    };

    private static Func<SyntaxNode>? InForEach(BatchSite site, ForEachStatementSyntax loop, CancellationToken cancellation)
    {
        var element = loop.Identifier.ValueText;
        if (!site.Model.GetForEachStatementInfo(loop).ElementConversion.IsIdentity
            || BatchSource.Of(site.Model, loop.Expression, element) is not { } source
            || site.Model.GetDeclaredSymbol(loop, cancellation) is not { } variable
            || BatchInput.Over(site, loop.Statement, source.Expression, loop.Identifier.Text, node => Refers(site.Model, node, variable)) is not { } inputs)
        {
            return null;
        }

        return () =>
        {
            var index = FreshNames.For(loop, "index");
            var changed = loop.ReplaceNode(site.Result, Taken(site, loop, $"{index}++"));
            if (source.Declaration is not null)
            {
                changed = changed.WithExpression(SyntaxFactory.IdentifierName(source.Expression).WithTriviaFrom(loop.Expression));
            }

            return Assemble(site, loop, source.Declaration, inputs, $"var {index} = 0;", changed);
        };
    }

    private static Func<SyntaxNode>? InFor(BatchSite site, ForStatementSyntax loop)
    {
        if (loop.Declaration is not { Variables: { Count: 1 } variables }
            || variables[0].Initializer?.Value is not LiteralExpressionSyntax { Token.ValueText: "0" }
            || loop.Condition is not BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression, Left: IdentifierNameSyntax counted, Right: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } bound }
            || loop.Incrementors.Count != 1
            || loop.Incrementors[0].Kind() is not (SyntaxKind.PostIncrementExpression or SyntaxKind.PreIncrementExpression)
            || site.Model.GetDeclaredSymbol(variables[0]) is not { } counter
            || !Refers(site.Model, counted, counter)
            || IsWritten(site.Model, loop.Statement, counter)
            || BatchSource.Of(site.Model, bound.Expression, "item") is not { Declaration: null } source
            || site.Model.GetSymbolInfo(bound.Expression).Symbol is not { } list
            || IsChanged(site.Model, loop.Statement, list))
        {
            return null;
        }

        var parameter = FreshNames.For(loop, "item");
        if (BatchInput.Over(site, loop.Statement, source.Expression, parameter, IsElement) is not { } inputs)
        {
            return null;
        }

        return () => Assemble(site, loop, null, inputs, null, loop.ReplaceNode(site.Result, Taken(site, loop, counter.Name)));

        bool IsElement(SyntaxNode node) =>
            node is ElementAccessExpressionSyntax { ArgumentList.Arguments: { Count: 1 } arguments } access
            && arguments[0].Expression is IdentifierNameSyntax name
            && Refers(site.Model, name, counter)
            && SymbolEqualityComparer.Default.Equals(site.Model.GetSymbolInfo(access.Expression).Symbol, list);
    }

    /// <summary><c>embeddings[index++].Vector</c>, in place of the call.</summary>
    private static ExpressionSyntax Taken(BatchSite site, SyntaxNode loop, string index) =>
        SyntaxFactory.ParseExpression($"{FreshNames.For(loop, "embeddings")}[{index}]{site.ElementMember}").WithTriviaFrom(site.Result);

    private static SyntaxNode Assemble(BatchSite site, StatementSyntax loop, string? source, string inputs, string? index, StatementSyntax changed)
    {
        var (above, own) = Layout.SplitLeading(loop);
        var indentation = Statements.Indentation(loop).ToString();
        var text = new List<string>();
        if (source is not null)
        {
            text.Add($"{indentation}{source}\n");
        }

        text.AddRange(site.Statements(inputs, FreshNames.For(loop, "embeddings"), FreshNames.For(loop, "batch"), indentation, Layout.UnitOf(loop), Layout.HasBraceOnSameLine(loop)));
        var first = text.Count;
        if (index is not null)
        {
            text.Add($"{indentation}{index}\n");
        }

        var statements = Layout.Parse(text, site.Root);
        statements[0] = statements[0].WithLeadingTrivia(above.AddRange(statements[0].GetLeadingTrivia()));
        var endOfLine = Statements.NewLine(site.Root);
        if (first < statements.Count)
        {
            statements[first] = statements[first].WithLeadingTrivia(statements[first].GetLeadingTrivia().Insert(0, endOfLine));
            statements.Add(changed.WithLeadingTrivia(own));
        }
        else
        {
            statements.Add(changed.WithLeadingTrivia(own.Insert(0, endOfLine)));
        }

        return Layout.Replace(site.Root, loop, statements);
    }

    private static bool Refers(SemanticModel model, SyntaxNode node, ISymbol symbol) =>
        node is IdentifierNameSyntax name && name.Identifier.ValueText == symbol.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, symbol);

    private static bool IsWritten(SemanticModel model, SyntaxNode body, ISymbol symbol) =>
        body.DescendantNodes().Any(node => Refers(model, node, symbol) && node.Parent switch
        {
            AssignmentExpressionSyntax assignment => assignment.Left == node,
            PostfixUnaryExpressionSyntax or PrefixUnaryExpressionSyntax => node.Parent.Kind() is SyntaxKind.PostIncrementExpression or SyntaxKind.PostDecrementExpression or SyntaxKind.PreIncrementExpression or SyntaxKind.PreDecrementExpression,
            ArgumentSyntax argument => !argument.RefOrOutKeyword.IsKind(SyntaxKind.None),
            _ => false,
        });

    /// <summary>Whether a loop may change the list itself: by assignment, or by handing it to something.</summary>
    private static bool IsChanged(SemanticModel model, SyntaxNode body, ISymbol list)
    {
        foreach (var node in body.DescendantNodes().OfType<IdentifierNameSyntax>())
        {
            if (!Refers(model, node, list))
            {
                continue;
            }

            SyntaxNode reference = node.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } self ? self : node;
            var isRead = reference.Parent switch
            {
                ElementAccessExpressionSyntax element => element.Expression == reference && !(element.Parent is AssignmentExpressionSyntax assignment && assignment.Left == element),
                MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Count" or "Length" } access => access.Expression == reference,
                _ => false,
            };
            if (!isRead)
            {
                return true;
            }
        }

        return false;
    }
}

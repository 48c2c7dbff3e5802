using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>
/// The wait for the tasks of a <c>Select</c>: <c>await Task.WhenAll(xs.Select(...))</c>, or <c>var tasks = xs.Select(...);</c> followed by
/// <c>await Task.WhenAll(tasks);</c>.
/// </summary>
/// <param name="First">The statement with the <c>Select</c>.</param>
/// <param name="Last">The statement that waits; the same one, or the one after.</param>
/// <param name="Tasks">The local that holds the tasks; null where there is none.</param>
/// <param name="Result">The <c>await</c>, where its value is used; null where it stands alone.</param>
internal sealed record WhenAll(StatementSyntax First, StatementSyntax Last, ILocalSymbol? Tasks, AwaitExpressionSyntax? Result)
{
    /// <summary>The wait around a <c>Select</c>, or null.</summary>
    public static WhenAll? Around(SemanticModel model, InvocationExpressionSyntax select)
    {
        ExpressionSyntax tasks = select;
        if (tasks.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ToList" or "ToArray", Parent: InvocationExpressionSyntax copied })
        {
            tasks = copied;
        }

        if (tasks.Parent is ArgumentSyntax && AwaitOf(model, tasks) is { } direct)
        {
            return StatementOf(direct) is { } statement ? new(statement, statement, null, Used(direct)) : null;
        }

        if (tasks.Parent is not EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } variable }
            || model.GetDeclaredSymbol(variable) is not ILocalSymbol local
            || Next(declaration) is not { } next)
        {
            return null;
        }

        var uses = declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.Parent?.DescendantNodes().OfType<IdentifierNameSyntax>()
            .Where(name => name.Identifier.ValueText == local.Name && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(name).Symbol, local)).ToList();
        return uses is { Count: 1 } && AwaitOf(model, uses[0]) is { } wait && StatementOf(wait) == next
            ? new(declaration, next, local, Used(wait))
            : null;
    }

    /// <summary>The <c>await Task.WhenAll(...)</c> that an expression is the only argument of.</summary>
    private static AwaitExpressionSyntax? AwaitOf(SemanticModel model, ExpressionSyntax tasks)
    {
        if (tasks.Parent is not ArgumentSyntax { Parent: ArgumentListSyntax { Arguments.Count: 1, Parent: InvocationExpressionSyntax call } }
            || model.GetSymbolInfo(call).Symbol is not IMethodSymbol { Name: "WhenAll", ContainingType: { Name: "Task", ContainingNamespace.Name: "Tasks" } })
        {
            return null;
        }

        ExpressionSyntax waited = call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : call;
        return waited.Parent as AwaitExpressionSyntax;
    }

    private static AwaitExpressionSyntax? Used(AwaitExpressionSyntax wait) => wait.Parent is ExpressionStatementSyntax ? null : wait;

    private static StatementSyntax? StatementOf(SyntaxNode node)
    {
        // What stands before the statement must run just before the expression: no condition, loop or lambda in between.
        for (var current = node; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case ExpressionStatementSyntax or LocalDeclarationStatementSyntax or ReturnStatementSyntax when current.Parent is BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax:
                    return (StatementSyntax)current;
                case StatementSyntax or AnonymousFunctionExpressionSyntax or ConditionalExpressionSyntax or SwitchExpressionSyntax or ArrowExpressionClauseSyntax:
                    return null;
            }
        }

        return null;
    }

    private static StatementSyntax? Next(StatementSyntax statement)
    {
        switch (statement.Parent)
        {
            case BlockSyntax block:
                return block.Statements.ElementAtOrDefault(block.Statements.IndexOf(statement) + 1);
            case GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global:
                return (unit.Members.ElementAtOrDefault(unit.Members.IndexOf(global) + 1) as GlobalStatementSyntax)?.Statement;
            default:
                return null;
        }
    }
}

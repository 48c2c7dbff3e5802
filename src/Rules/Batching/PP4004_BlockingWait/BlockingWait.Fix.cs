using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rules;

/// <summary>
/// Awaits the task, where the function around is async already, so that nothing changes for its callers. Not in a lock, an iterator's or a
/// query's clause, a filter, beside a span, or where the AggregateException of the wait is caught.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(BlockingWaitFix))]
public sealed class BlockingWaitFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => BlockingWait.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var model = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || model is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax wait
            || TaskOf(wait) is not { } task
            || !CanAwait(wait, model, cancellation))
        {
            return null;
        }

        return new FixAction("Await it", _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(wait, Awaited(wait, task)))));
    }

    // x.Result, x.Wait(), x.GetAwaiter().GetResult(): x, with its ConfigureAwait.
    private static ExpressionSyntax? TaskOf(ExpressionSyntax wait) => wait switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } blocked } => blocked.Expression,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter } } } => awaiter.Expression,
        _ => null,
    };

    private static ExpressionSyntax Awaited(ExpressionSyntax wait, ExpressionSyntax task)
    {
        var awaited = SyntaxFactory.AwaitExpression(SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space), task.WithoutLeadingTrivia().WithoutTrailingTrivia());
        ExpressionSyntax changed = wait.Parent is ExpressionStatementSyntax or EqualsValueClauseSyntax or ArgumentSyntax or ReturnStatementSyntax or ArrowExpressionClauseSyntax or ParenthesizedExpressionSyntax or InterpolationSyntax
            || (wait.Parent is AssignmentExpressionSyntax assignment && assignment.Right == wait)
                ? awaited
                : SyntaxFactory.ParenthesizedExpression(awaited);
        return changed.WithLeadingTrivia(wait.GetLeadingTrivia()).WithTrailingTrivia(wait.GetTrailingTrivia());
    }

    private static bool CanAwait(ExpressionSyntax wait, SemanticModel model, CancellationToken cancellation)
    {
        for (SyntaxNode? node = wait.Parent; node is not null; node = node.Parent)
        {
            switch (node)
            {
                case LockStatementSyntax or UnsafeStatementSyntax or FixedStatementSyntax or QueryExpressionSyntax or CatchFilterClauseSyntax or AttributeSyntax or ParameterSyntax:
                case ConditionalAccessExpressionSyntax:
                case TryStatementSyntax attempt when attempt.Block.Span.Contains(wait.Span) && attempt.Catches.Any(handler => CatchesAggregate(handler, model, cancellation)):
                    return false;
                case AnonymousFunctionExpressionSyntax lambda:
                    return lambda.AsyncKeyword.IsKind(SyntaxKind.AsyncKeyword) && !HoldsSpan(lambda, wait, model, cancellation);
                case LocalFunctionStatementSyntax local:
                    return local.Modifiers.Any(SyntaxKind.AsyncKeyword) && !HoldsSpan(local, wait, model, cancellation);
                case MethodDeclarationSyntax method:
                    return method.Modifiers.Any(SyntaxKind.AsyncKeyword) && !HoldsSpan(method, wait, model, cancellation);
                case CompilationUnitSyntax unit:
                    return unit.Members.OfType<GlobalStatementSyntax>().Any(global => global.DescendantNodes(inner => inner is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<AwaitExpressionSyntax>().Any())
                        && !HoldsSpan(unit, wait, model, cancellation);
                case BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax or BaseFieldDeclarationSyntax:
                    return false;
            }
        }

        return false;
    }

    private static bool CatchesAggregate(CatchClauseSyntax handler, SemanticModel model, CancellationToken cancellation) =>
        handler.Declaration is { } declaration && model.GetTypeInfo(declaration.Type, cancellation).Type?.Name == "AggregateException";

    // A span or a reference cannot live across an await: neither as a local of the function nor as a part of the same statement.
    private static bool HoldsSpan(SyntaxNode function, ExpressionSyntax wait, SemanticModel model, CancellationToken cancellation)
    {
        foreach (var node in function.DescendantNodes())
        {
            cancellation.ThrowIfCancellationRequested();
            var isHeld = node switch
            {
                VariableDeclaratorSyntax variable => model.GetDeclaredSymbol(variable, cancellation) is ILocalSymbol local && (local.IsRef || local.Type.IsRefLikeType),
                SingleVariableDesignationSyntax designation => model.GetDeclaredSymbol(designation, cancellation) is ILocalSymbol { Type.IsRefLikeType: true },
                ForEachStatementSyntax loop => model.GetDeclaredSymbol(loop, cancellation) is { } element && (element.IsRef || element.Type.IsRefLikeType),
                _ => false,
            };
            if (isHeld)
            {
                return true;
            }
        }

        var statement = wait.FirstAncestorOrSelf<StatementSyntax>();
        return statement is not null && statement is not BlockSyntax
            && statement.DescendantNodes(inner => inner is not BlockSyntax).OfType<ExpressionSyntax>()
                .Any(part => !wait.Span.Contains(part.Span) && model.GetTypeInfo(part, cancellation) is var info && (info.Type is { IsRefLikeType: true } || info.ConvertedType is { IsRefLikeType: true }));
    }
}

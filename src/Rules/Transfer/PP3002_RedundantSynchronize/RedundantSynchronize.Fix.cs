using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Fix of PP3002: removes the statement, where no code around it reads a clock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RedundantSynchronizeFix))]
public sealed class RedundantSynchronizeFix : RuleFix
{
    /// <summary>Title where nothing was queued.</summary>
    public const string IdleTitle = "Remove the synchronise (nothing was queued since the last wait)";

    /// <summary>Title where a copy comes next.</summary>
    public const string BeforeCopyTitle = "Remove the synchronise (errors of a launch surface at the copy)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RedundantSynchronize.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } node
            || statement.Parent is not (BlockSyntax or GlobalStatementSyntax or SwitchSectionSyntax)
            || Statements.MustStay(statement)
            || statement.ContainsDirectives
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation call)
        {
            return null;
        }

        // With the clock running, people compare figures from before and after.
        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (model.Match(call, Roles.Synchronize) is not { } match
            || RedundantSynchronize.ShapeOf(model, match) is not var (shape, _)
            || Operations.RootOf(call).Descendants().Where(operation => IsBeside(operation, statement)).Any(Measuring.IsClock))
        {
            return null;
        }

        return new FixAction(
            shape == RedundantSynchronize.IdleShape ? IdleTitle : BeforeCopyTitle,
            _ => Task.FromResult(document.WithSyntaxRoot(Without(root, statement))));
    }

    /// <summary>Whether the operation stands in the same block, at any depth.</summary>
    private static bool IsBeside(IOperation operation, StatementSyntax statement) => statement.Parent!.Span.Contains(operation.Syntax.Span);

    private static SyntaxNode Without(SyntaxNode root, StatementSyntax statement)
    {
        SyntaxNode removed = statement.Parent is GlobalStatementSyntax global ? global : statement;
        return root.RemoveNode(removed, Keeps(removed) ? SyntaxRemoveOptions.KeepLeadingTrivia : SyntaxRemoveOptions.KeepNoTrivia)!;
    }

    // A comment right above says what the synchronise is for and goes with it; anything above a blank line stays.
    private static bool Keeps(SyntaxNode statement) =>
        Layout.SplitLeading(statement).Above.Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia));
}

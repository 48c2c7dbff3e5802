using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP6002: <c>using var noGrad = torch.no_grad();</c>. Offered where something follows in the block, so that the scope is
/// not empty, and where no await can continue on another thread.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DiscardedNoGradFix))]
public sealed class DiscardedNoGradFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Hold it with 'using' (gradients come back at the end of the block)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DiscardedNoGrad.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "Code after the block may count on gradients being off, which the fix ends; each place needs a look.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax node
            || semantics.GetOperation(node, cancellation) is not { } call
            || DiscardedNoGrad.StatementOf(call) is not { } statement
            || Statements.MustStay(statement)
            || !HasStatementsAfter(statement)
            || semantics.GetEnclosingSymbol(node.SpanStart, cancellation) is not IMethodSymbol { IsAsync: false })
        {
            return null;
        }

        var name = RunsUnder.NameOf(node) is { } method ? FreshNames.For(node, method) : null;
        var text = statement is LocalDeclarationStatementSyntax declaration
            ? $"using {declaration.WithoutTrivia()}"
            : name is null ? null : $"using var {name} = {node.WithoutTrivia()};";
        return text is null
            ? null
            : new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(statement, SyntaxFactory.ParseStatement(text).WithTriviaFrom(statement)))));
    }

    private static bool HasStatementsAfter(StatementSyntax statement) => statement.Parent switch
    {
        BlockSyntax block => block.Statements.Last() != statement,
        GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } global => unit.Members.OfType<GlobalStatementSyntax>().Last() != global,
        _ => false,
    };
}

using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Fix of PP3006: removes a copy whose result is dropped or lies in a variable that nothing reads.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnusedReadbackFix))]
public sealed class UnusedReadbackFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Remove the readback (the host no longer waits for the device here)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnusedReadback.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ExpressionSyntax node
            || node.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax or GlobalStatementSyntax } statement
            || Statements.MustStay(statement) || statement.ContainsDirectives
            || semantics.GetOperation(node, cancellation) is not { } operation
            || !IsAllThere(statement, operation))
        {
            return null;
        }

        SyntaxNode removed = statement.Parent is GlobalStatementSyntax global ? global : statement;
        return new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(root.RemoveNode(removed, SyntaxRemoveOptions.KeepNoTrivia)!)));
    }

    /// <summary>Whether the statement is the copy and nothing else, and what it is called on and with does nothing itself.</summary>
    private static bool IsAllThere(StatementSyntax statement, IOperation operation)
    {
        var isWhole = statement switch
        {
            ExpressionStatementSyntax => Measuring.IsDiscarded(operation) || operation.Parent is IExpressionStatementOperation,
            LocalDeclarationStatementSyntax { UsingKeyword.RawKind: 0, Declaration.Variables.Count: 1 } => true,
            _ => false,
        };
        return isWhole && operation.Descendants().All(part => part is not (IAssignmentOperation or IIncrementOrDecrementOperation or IObjectCreationOperation or IAwaitOperation)
            && part is not IInvocationOperation { TargetMethod.DeclaringSyntaxReferences.IsEmpty: false });
    }
}

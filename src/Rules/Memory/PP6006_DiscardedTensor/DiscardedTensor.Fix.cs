using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>Fix of PP6006: assigns the result to the variable that the call was made on, where that can be assigned.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DiscardedTensorFix))]
public sealed class DiscardedTensorFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Assign the result (the code after it then uses the new tensor)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DiscardedTensor.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "The code after it goes on with another tensor, in another place or of another type, as was meant but never ran.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax, Expression: MemberAccessExpressionSyntax access } node
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation { Instance: { } instance } call
            || !SymbolEqualityComparer.Default.Equals(instance.Type, call.Type)
            || !IsAssignable(instance, semantics.GetEnclosingSymbol(node.SpanStart, cancellation)))
        {
            return null;
        }

        var assignment = SyntaxFactory.AssignmentExpression(
            SyntaxKind.SimpleAssignmentExpression,
            access.Expression.WithoutTrivia().WithTrailingTrivia(SyntaxFactory.Space),
            SyntaxFactory.Token(SyntaxKind.EqualsToken).WithTrailingTrivia(SyntaxFactory.Space),
            node.WithoutTrivia());
        return new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(node, assignment.WithTriviaFrom(node)))));
    }

    private static bool IsAssignable(IOperation target, ISymbol? function) => Operations.Unwrap(target) switch
    {
        ILocalReferenceOperation { Local: { IsConst: false, IsForEach: false, IsUsing: false, RefKind: RefKind.None } } => true,
        IParameterReferenceOperation { Parameter.RefKind: RefKind.None or RefKind.Ref } parameter => Operations.Same(parameter.Parameter.ContainingSymbol, function),
        IFieldReferenceOperation field => !field.Field.IsReadOnly || function is IMethodSymbol { MethodKind: MethodKind.Constructor } constructor && Operations.Same(constructor.ContainingType, field.Field.ContainingType),
        _ => false,
    };
}

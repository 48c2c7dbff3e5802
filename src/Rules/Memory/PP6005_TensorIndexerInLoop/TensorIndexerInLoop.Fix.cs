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

/// <summary>
/// Fix of PP6005: the elements of a dense tensor that this method made, by their place in the span of its buffer. Offered where the
/// dimensions can be read from the construction and do not change.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(TensorIndexerInLoopFix))]
public sealed class TensorIndexerInLoopFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Index the span of the tensor's buffer (rows as the dimensions say)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => TensorIndexerInLoop.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "It rewrites the arithmetic of a whole loop, which deserves a look.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not ElementAccessExpressionSyntax node
            || semantics.GetOperation(node, cancellation) is not { } operation
            || TensorAccess.Of(operation) is not { Tensor: ILocalReferenceOperation tensor } access
            || OutermostLoop(node) is not { } loop || Statements.MustStay(loop)
            || semantics.GetEnclosingSymbol(node.SpanStart, cancellation) is not IMethodSymbol { IsAsync: false })
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (model.Match(operation, Roles.StridedIndexer)?.Line.Naming(Keys.Buffer)?.Parts is not { } buffer
            || MemberIndex.Of(tensor).OnlyValueOf(tensor.Local) is not { } made
            || DenseTensorShape.Of(made, buffer, semantics.Compilation) is not { } shape
            || loop.Span.Contains(made.Syntax.Span)
            || shape.Dimensions.Length != access.Indices.Length
            || Accesses(model, tensor, loop, semantics) is not { } accesses)
        {
            return null;
        }

        var name = FreshNames.For(node, FreshNames.Camel(tensor.Local.Name) + "Span");
        var changed = loop.ReplaceNodes(
            accesses.Select(one => one.Operation.Syntax),
            (_, current) => Element((ElementAccessExpressionSyntax)current, name, shape).WithTriviaFrom(current));
        var source = SymbolEqualityComparer.Default.Equals(tensor.Local.Type, shape.Type) ? tensor.Local.Name : $"(({Names.Full(shape.Type)}){tensor.Local.Name})";
        var declaration = Names.Shortened(SyntaxFactory.ParseStatement($"var {name} = {source}.{buffer.MemberName}.Span;"));
        return new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(Layout.InsertBefore(
            root,
            loop,
            declaration.WithLeadingTrivia(loop.GetLeadingTrivia()).WithTrailingTrivia(Statements.NewLine(root)),
            changed.WithLeadingTrivia(Statements.Indentation(loop))))));
    }

    /// <summary>All uses of the tensor in the loop; null where there are others than elements by all of its indices.</summary>
    private static List<TensorAccess>? Accesses(CompilationModel model, ILocalReferenceOperation tensor, StatementSyntax loop, SemanticModel semantics)
    {
        var accesses = new List<TensorAccess>();
        foreach (var use in loop.DescendantNodes().OfType<IdentifierNameSyntax>().Where(use => use.Identifier.ValueText == tensor.Local.Name))
        {
            if (semantics.GetOperation(use) is not ILocalReferenceOperation reference || !Operations.Same(reference.Local, tensor.Local))
            {
                continue;
            }

            // A span cannot be used in a lambda; and an index that holds another element would be replaced within itself.
            if (reference.Parent is not IPropertyReferenceOperation element
                || model.Match(element, Roles.StridedIndexer) is null
                || TensorAccess.Of(element) is not { } access
                || access.Indices.Any(index => index.Type?.SpecialType != SpecialType.System_Int32)
                || access.Indices.Any(index => index.Descendants().OfType<ILocalReferenceOperation>().Any(inner => Operations.Same(inner.Local, tensor.Local)))
                || use.Ancestors().TakeWhile(ancestor => ancestor != loop).Any(ancestor => ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            {
                return null;
            }

            accesses.Add(access);
        }

        return accesses;
    }

    private static ExpressionSyntax Element(ElementAccessExpressionSyntax access, string span, DenseTensorShape shape)
    {
        var offset = "";
        for (var i = 0; i < shape.Dimensions.Length; i++)
        {
            var index = access.ArgumentList.Arguments[i].Expression;
            var isZero = index is LiteralExpressionSyntax { Token.Value: 0 };
            var isSum = offset.IndexOf('+') >= 0;
            var scaled = offset.Length == 0 ? "" : $"{(isSum ? $"({offset})" : offset)} * {shape.Dimensions[i]}";
            offset = isZero ? scaled
                : scaled.Length == 0 ? (i == shape.Dimensions.Length - 1 ? index.WithoutTrivia().ToString() : Names.Operand(index))
                : $"{scaled} + {Names.Operand(index)}";
        }

        return SyntaxFactory.ParseExpression($"{span}[{(offset.Length == 0 ? "0" : offset)}]");
    }

    private static StatementSyntax? OutermostLoop(SyntaxNode node)
    {
        StatementSyntax? loop = null;
        foreach (var ancestor in node.Ancestors())
        {
            if (ancestor is MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
            {
                return IsIterator(ancestor) ? null : loop;
            }

            if (ancestor is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
            {
                loop = (StatementSyntax)ancestor;
            }
        }

        return loop;
    }

    private static bool IsIterator(SyntaxNode function) => function.DescendantNodes().OfType<YieldStatementSyntax>().Any();
}

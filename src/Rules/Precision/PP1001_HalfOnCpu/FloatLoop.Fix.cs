using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Rewrites a nest of loops to compute in float, where that saves conversions.</summary>
internal static class FloatLoop
{
    /// <summary>Share of the conversions that may be left: a loop of one operation on elements has as many in float as in half.</summary>
    private const double WorthIt = 0.7;

    /// <summary>
    /// The changed document; null where something in the nest cannot be expressed in float, where the result would not compile, or
    /// where it would convert nearly as often as before.
    /// </summary>
    internal static async Task<Document?> RewriteAsync(
        Document document, SyntaxNode root, SemanticModel model, SyntaxNode node, RoleCatalog catalog, CancellationToken cancellation)
    {
        if (OutermostLoop(model.GetOperation(node, cancellation)) is not { Syntax: StatementSyntax loop } operation
            || BodyAround(loop) is not { } body
            || Statements.MustStay(loop))
        {
            return null;
        }

        var locals = FloatLocals.Of(loop, body, model, catalog);
        if (locals.Hoisted.Count > 0 && loop.Parent is not BlockSyntax)
        {
            return null;
        }

        var rewriter = new FloatRewriter(model, catalog, loop, locals);
        var changedBody = rewriter.Visit(body);
        if (rewriter.HasFailed || changedBody is null)
        {
            return null;
        }

        changedBody = WithCopies(changedBody, rewriter, locals);
        var changedRoot = root.ReplaceNode(body, changedBody);
        var changed = document.WithSyntaxRoot(changedRoot);

        if (!SaysWhatItsTextSays(changedRoot, root.SyntaxTree.Options, cancellation)
            || await changed.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } newRoot
            || await changed.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } newModel
            || newModel.GetOperation(newRoot.GetAnnotatedNodes(rewriter.LoopMark).Single(), cancellation) is not { } after
            || HasNewErrors(model, newModel, cancellation)
            || after.Descendants().Any(inner => HalfArithmetic.Is(inner, catalog))
            || Conversions(after, catalog) > WorthIt * Conversions(operation, catalog))
        {
            return null;
        }

        return changed;
    }

    /// <summary>The outermost loop around arithmetic that is in loops only; null where a lambda is in between.</summary>
    private static ILoopOperation? OutermostLoop(IOperation? operation)
    {
        ILoopOperation? outermost = null;
        for (var region = operation is null ? null : HotRegion.Enclosing(operation); region is not null; region = region.Outer)
        {
            if (region.Owner is not ILoopOperation loop)
            {
                return null;
            }

            // A local function that a loop calls is rewritten on its own.
            if (outermost is not null && !loop.Syntax.Span.Contains(outermost.Syntax.Span))
            {
                break;
            }

            outermost = loop;
        }

        return outermost;
    }

    private static SyntaxNode? BodyAround(StatementSyntax loop) => loop.Ancestors().FirstOrDefault(node => node
        is BlockSyntax { Parent: BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax or AnonymousFunctionExpressionSyntax }
        or CompilationUnitSyntax);

    private static SyntaxNode WithCopies(SyntaxNode body, FloatRewriter rewriter, FloatLocals locals)
    {
        var loop = (StatementSyntax)body.GetAnnotatedNodes(rewriter.LoopMark).Single();
        var statements = rewriter.Copied
            .OrderBy(variable => variable.Name, StringComparer.Ordinal)
            .Select(variable => SyntaxFactory.ParseStatement($"float {locals.Hoisted[variable]} = (float){variable.Name};"))
            .Append(loop)
            .ToArray();
        var indentation = Statements.Indentation(loop);
        var newLine = Statements.NewLine(loop);
        for (var i = 0; i < statements.Length; i++)
        {
            statements[i] = i == 0 ? statements[i].WithLeadingTrivia(loop.GetLeadingTrivia()) : statements[i].WithLeadingTrivia(indentation);
            if (i < statements.Length - 1)
            {
                statements[i] = statements[i].WithTrailingTrivia(newLine);
            }
        }

        return body.ReplaceNode(loop, statements);
    }

    /// <summary>Whether the text, read again, gives this tree: a missing pair of parentheses shows in no other way.</summary>
    private static bool SaysWhatItsTextSays(SyntaxNode root, ParseOptions options, CancellationToken cancellation)
    {
        var read = SyntaxFactory.ParseSyntaxTree(root.ToFullString(), options, cancellationToken: cancellation).GetRoot(cancellation);
        return root.DescendantNodesAndTokens().Select(part => part.RawKind).SequenceEqual(read.DescendantNodesAndTokens().Select(part => part.RawKind));
    }

    private static bool HasNewErrors(SemanticModel before, SemanticModel after, CancellationToken cancellation) =>
        Errors(after, cancellation) > Errors(before, cancellation);

    private static int Errors(SemanticModel model, CancellationToken cancellation) =>
        model.GetDiagnostics(cancellationToken: cancellation).Count(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    /// <summary>Conversions between half and float that the nest makes, inner loops weighing more.</summary>
    private static double Conversions(IOperation nest, RoleCatalog catalog)
    {
        var total = 0.0;
        foreach (var operation in nest.Descendants())
        {
            var count = operation switch
            {
                IInvocationOperation call when HalfArithmetic.Is(call, catalog) => call.Arguments.Length + 1,
                IConversionOperation { OperatorMethod: { } method } when HalfTypes.IsHalf(method.ContainingType, catalog) => 1,
                _ when HalfArithmetic.Is(operation, catalog) => 3,
                _ => 0,
            };
            if (count > 0)
            {
                var depth = 0;
                for (var parent = operation.Parent; parent is not null && parent != nest; parent = parent.Parent)
                {
                    depth += parent is ILoopOperation ? 1 : 0;
                }

                total += count * Math.Pow(100, depth);
            }
        }

        return total;
    }
}

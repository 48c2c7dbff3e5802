using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Fix of PP2006: reads the property into a local before the loop. Offered: it is then read where the loop has no turn, too.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CostlyGetterFix))]
public sealed class CostlyGetterFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CostlyGetter.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not MemberAccessExpressionSyntax access
            || NameOf(access.Expression) is not { } owner
            || model.GetOperation(access, cancellation) is not { } operation
            || GetterLoop.Of(operation, CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation)) is not { } found
            || found.Loop.Syntax is not StatementSyntax loop
            || loop.Parent is not (BlockSyntax or SwitchSectionSyntax or GlobalStatementSyntax)
            || Statements.MustStay(loop)
            || IsDeclaredIn(loop, model.GetSymbolInfo(access.Expression, cancellation).Symbol))
        {
            return null;
        }

        var property = access.Name.Identifier.ValueText;
        var name = FreshNames.For(loop, FreshNames.Camel(owner) + char.ToUpperInvariant(property[0]) + property.Substring(1));
        return new FixAction(
            $"Read '{access}' once, before the loop (also where the loop has no turn)",
            _ =>
            {
                var (above, own) = Layout.SplitLeading(loop);
                var reading = SyntaxFactory.ParseStatement($"var {name} = {access.WithoutTrivia()};")
                    .WithLeadingTrivia(above.Add(Statements.Indentation(loop)))
                    .WithTrailingTrivia(Statements.NewLine(root));
                var changed = loop.ReplaceNodes(found.Reads.Select(read => read.Syntax), (original, _) => SyntaxFactory.IdentifierName(name).WithTriviaFrom(original));
                return Task.FromResult(document.WithSyntaxRoot(Layout.InsertBefore(root, loop, reading, changed.WithLeadingTrivia(own))));
            });
    }

    private static string? NameOf(ExpressionSyntax owner) => owner switch
    {
        IdentifierNameSyntax name => name.Identifier.ValueText,
        MemberAccessExpressionSyntax member => member.Name.Identifier.ValueText,
        _ => null,
    };

    // What the loop declares is not there before it.
    private static bool IsDeclaredIn(SyntaxNode loop, ISymbol? variable) =>
        variable is null || (variable is ILocalSymbol && variable.DeclaringSyntaxReferences.Any(reference => loop.Span.Contains(reference.Span)));
}

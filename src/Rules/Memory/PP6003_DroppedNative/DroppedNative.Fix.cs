using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP6003: <c>using</c> in front of the variable that holds the outputs of a turn. The rule has followed everything that is made
/// of them. What a library frees by scopes is left to people: a scope ends what the rest of the turn made as well.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DroppedNativeFix))]
public sealed class DroppedNativeFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Dispose the results at the end of each turn (what shares their memory ends with them)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DroppedNative.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "Tensors taken from results end with them; each place needs a look at what is kept.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax
            {
                Parent: EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaration } } variable },
            } node
            || Statements.MustStay(declaration)
            || semantics.GetTypeInfo(node, cancellation).Type is not INamedTypeSymbol type
            || semantics.GetDeclaredSymbol(variable, cancellation) is not ILocalSymbol local)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (model.Catalog.LineOf(type, Roles.OutputList) is null
            || !SymbolEqualityComparer.Default.Equals(local.Type, type)
            || declaration.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member
            || member.DescendantNodes().OfType<AssignmentExpressionSyntax>().Any(assignment => SymbolEqualityComparer.Default.Equals(semantics.GetSymbolInfo(assignment.Left, cancellation).Symbol, local)))
        {
            return null;
        }

        var statement = SyntaxFactory.ParseStatement($"using {declaration.WithoutTrivia()}").WithTriviaFrom(declaration);
        return new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(root.ReplaceNode(declaration, statement))));
    }
}

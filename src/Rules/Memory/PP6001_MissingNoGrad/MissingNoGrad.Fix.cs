using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Fix of PP6001: turns gradients off from the start of the method on. Not for async methods, which go on on other threads.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(MissingNoGradFix))]
public sealed class MissingNoGradFix : RuleFix
{
    /// <summary>Title of the fix.</summary>
    public const string Title = "Turn gradients off in this method (what it returns is not part of a graph)";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => MissingNoGrad.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    public override string WhyNoFixAll => "Whether a caller in another project needs the gradients of the results cannot be seen.";

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
        var semantics = await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false);
        if (root is null || semantics is null
            || root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax node
            || semantics.GetOperation(node, cancellation) is not IInvocationOperation run)
        {
            return null;
        }

        var model = CompilationModel.Get(semantics.Compilation, document.Project.AnalyzerOptions, cancellation);
        if (Evaluation.Of(model, run) is not { Method.IsAsync: false } evaluation
            || node.FirstAncestorOrSelf<MemberDeclarationSyntax>() is not BaseMethodDeclarationSyntax { Body: { Statements.Count: > 0 } body }
            || body.DescendantNodes().OfType<YieldStatementSyntax>().Any()
            || Scope(model, semantics.Compilation) is not { } scope)
        {
            return null;
        }

        // Right before the module is set to evaluate, where that is a statement of the method itself.
        var first = evaluation.ModeSwitch?.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } mode && mode.Parent == body ? mode : body.Statements[0];
        if (Statements.MustStay(first))
        {
            return null;
        }

        var name = FreshNames.For(node, RunsUnder.Camel(scope.Member));
        var statement = Names.Shortened(SyntaxFactory.ParseStatement($"using var {name} = {scope.Text};"))
            .WithLeadingTrivia(first.GetLeadingTrivia()).WithTrailingTrivia(Statements.NewLine(root));
        var changed = root.ReplaceNode(first, new[] { statement, first.WithLeadingTrivia(Statements.Indentation(first)) });
        return new FixAction(Title, _ => Task.FromResult(document.WithSyntaxRoot(changed)));
    }

    /// <summary>The call that turns gradients off, in the library that runs the module.</summary>
    private static (string Text, string Member)? Scope(CompilationModel model, Compilation compilation)
    {
        foreach (var line in model.Catalog.LinesOfRole(Roles.GradientsOff))
        {
            if (compilation.GetTypeByMetadataName(line.Parts.TypeName) is { } type
                && type.GetMembers(line.Parts.MemberName).OfType<IMethodSymbol>().Any(method => method.IsStatic && method.Parameters.Length == 0))
            {
                return ($"{Names.Full(type)}.{line.Parts.MemberName}()", line.Parts.MemberName);
            }
        }

        return null;
    }
}

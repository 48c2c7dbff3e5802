using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP1003: one call of <c>TensorPrimitives.ConvertToSingle</c> or <c>ConvertToHalf</c> over the range that the loop goes
/// through. Results are the same bit for bit, so it is safe.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HalfConversionLoopFix))]
public sealed class HalfConversionLoopFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfConversionLoop.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Safe;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (!diagnostic.Properties.TryGetValue(Facts.Counterpart, out var id) || id is null
            || await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || DocumentationCommentId.GetFirstSymbolForDeclarationId(id, model.Compilation) is not IMethodSymbol counterpart)
        {
            return null;
        }

        var catalog = CompilationModel.Get(model.Compilation, document.Project.AnalyzerOptions, cancellation).Catalog;
        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var (old, replacement) = diagnostic.Properties.TryGetValue(Facts.Shape, out var shape) && shape == "loop"
            ? OfLoop(node.FirstAncestorOrSelf<ForStatementSyntax>(), model, catalog, counterpart)
            : OfCall(node.FirstAncestorOrSelf<InvocationExpressionSyntax>(), model, catalog, counterpart);
        if (old is null || replacement is null || Statements.MustStay(old))
        {
            return null;
        }

        return new($"Use {counterpart.ContainingType.Name}.{counterpart.Name}", cancellation =>
        {
            var statements = Statements.InPlaceOf(old, replacement.Select(text => Names.Shortened(SyntaxFactory.ParseStatement(text))).ToArray());
            var changed = statements.Count == 1 ? root.ReplaceNode(old, statements[0]) : root.ReplaceNode(old, statements);
            return Names.ImportAsync(document.WithSyntaxRoot(changed), cancellation);
        });
    }

    private static (StatementSyntax? Old, string[]? New) OfLoop(
        ForStatementSyntax? loop, SemanticModel model, Catalog.RoleCatalog catalog, IMethodSymbol counterpart)
    {
        if (loop is null || HalfConversion.Of(loop, model, catalog) is not { End: { } end, Target: { } target } found
            || found.Source.Container == Container.List)
        {
            return default;
        }

        var count = found.Start is null ? end.WithoutTrivia().ToString() : $"{Names.Operand(end)} - {Names.Operand(found.Start)}";
        var writer = new SpanWriter(model, loop.SpanStart, counterpart);
        var isWhole = found.Start is null && found.Source.Offset is null && IsLengthOf(end, found.Source.Expression);
        var source = writer.Slice(found.Source, found.Start, isWhole ? null : count, isRead: true);
        var destination = writer.Slice(target, found.Start, target.Container == Container.Pointer ? count : null, isRead: false);
        return source is null || destination is null
            ? default
            : (loop, new[] { $"{writer.Method}({source}, {destination});" });
    }

    private static (StatementSyntax? Old, string[]? New) OfCall(
        InvocationExpressionSyntax? call, SemanticModel model, Catalog.RoleCatalog catalog, IMethodSymbol counterpart)
    {
        if (call is null || HalfConversion.Of(call, model, catalog) is not { Source.Container: Container.Array } found
            || model.GetTypeInfo(call).Type is not IArrayTypeSymbol { ElementType: var element })
        {
            return default;
        }

        var writer = new SpanWriter(model, call.SpanStart, counterpart);
        var array = $"new {Names.Full(element)}[{Names.Operand(found.Source.Expression)}.Length]";
        var source = writer.Slice(found.Source, null, null, isRead: true);
        switch (call.Parent)
        {
            // var floats = halves.Select(x => (float)x).ToArray();
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: LocalDeclarationStatementSyntax declaration } } variable }
                when declaration.Parent is BlockSyntax or SwitchSectionSyntax && declaration.UsingKeyword == default:
            {
                var name = variable.Identifier.Text;
                var type = declaration.Declaration.Type.WithoutTrivia().ToString();
                return Destination(writer, name, element, counterpart) is { } destination && source is not null
                    ? (declaration, new[] { $"{type} {name} = {array};", $"{writer.Method}({source}, {destination});" })
                    : default;
            }

            // floats = halves.Select(x => (float)x).ToArray();
            case AssignmentExpressionSyntax { Parent: ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement, Left: IdentifierNameSyntax name } assignment
                when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression)
                && model.GetSymbolInfo(name).Symbol is ILocalSymbol or IParameterSymbol or IFieldSymbol { IsVolatile: false }
                && model.GetTypeInfo(name).Type is IArrayTypeSymbol:
                return Destination(writer, name.Identifier.Text, element, counterpart) is { } target && source is not null
                    ? (statement, new[] { $"{name.Identifier.Text} = {array};", $"{writer.Method}({source}, {target});" })
                    : default;

            default:
                return default;
        }
    }

    private static string? Destination(SpanWriter writer, string name, ITypeSymbol element, IMethodSymbol counterpart) =>
        writer.Slice(new(Container.Array, SyntaxFactory.IdentifierName(name), element, null), null, null, isRead: false);

    private static bool IsLengthOf(ExpressionSyntax bound, ExpressionSyntax contents) =>
        bound is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Length" } access
        && SyntaxFactory.AreEquivalent(access.Expression, contents);
}

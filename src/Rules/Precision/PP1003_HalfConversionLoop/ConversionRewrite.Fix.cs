using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>Writes a loop, or a call with a lambda, that converts elements as conversions of spans.</summary>
internal static class ConversionRewrite
{
    /// <summary>What changes where one loop becomes several calls.</summary>
    internal const string Apart = "one after the other: the targets must not overlap";

    /// <summary>
    /// The rewrite of a place that converts exactly and does nothing else, or, with a <paramref name="change"/>, of one where that is what
    /// may change.
    /// </summary>
    internal static async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, string? change, CancellationToken cancellation)
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
        diagnostic.Properties.TryGetValue(Facts.Shape, out var shape);
        var (old, replacement) = shape switch
        {
            "loop" => OfLoop(node.FirstAncestorOrSelf<ForStatementSyntax>(), model, catalog, counterpart, change),
            "call" => OfCall(node.FirstAncestorOrSelf<InvocationExpressionSyntax>(), model, catalog, counterpart, change),
            _ => default,
        };
        if (old is null || replacement is null || Statements.MustStay(old))
        {
            return null;
        }

        return new($"Use {counterpart.ContainingType.Name}.{counterpart.Name}{(change is null ? "" : $" ({change})")}", cancellation =>
        {
            var statements = Statements.InPlaceOf(old, replacement.Select(text => Names.Shortened(SyntaxFactory.ParseStatement(text))).ToArray());
            var changed = statements.Count == 1 ? root.ReplaceNode(old, statements[0])
                : old.Parent is BlockSyntax or SwitchSectionSyntax ? root.ReplaceNode(old, statements)
                : root.ReplaceNode(old, SyntaxFactory.Block(statements).WithTriviaFrom(old));
            return Names.ImportAsync(document.WithSyntaxRoot(changed), cancellation);
        });
    }

    private static (StatementSyntax? Old, string[]? New) OfLoop(
        ForStatementSyntax? loop, SemanticModel model, Catalog.RoleCatalog catalog, IMethodSymbol counterpart, string? change)
    {
        if (loop is null)
        {
            return default;
        }

        var all = HalfConversion.Of(loop, model, catalog);
        var isExact = all.All(one => one.Read.IsExact);
        if (all.IsEmpty
            || all.Any(one => one.Read.ToSingle != all[0].Read.ToSingle)
            || (change is null ? all.Length > 1 || !isExact : change == Apart ? all.Length == 1 || !isExact || !AreApart(all) : isExact || all.Length > 1))
        {
            return default;
        }

        var statements = all.Select(one => Statement(one, loop, model, counterpart)).ToList();
        return statements.Contains(null) ? default : (loop, statements.OfType<string>().ToArray());
    }

    /// <summary>Whether no conversion writes to what another one of the loop names, so that they can run one after the other.</summary>
    private static bool AreApart(ImmutableArray<HalfConversion> all)
    {
        var targets = all.Select(one => one.Target!.Expression.WithoutTrivia().ToString()).ToList();
        return targets.Distinct(StringComparer.Ordinal).Count() == targets.Count
            && all.All(one => !targets.Contains(one.Source.Expression.WithoutTrivia().ToString()));
    }

    private static string? Statement(HalfConversion found, ForStatementSyntax loop, SemanticModel model, IMethodSymbol counterpart)
    {
        if (found is not { End: { } end, Target: { } target, Source.Container: not Container.List })
        {
            return null;
        }

        var count = found.Start is null ? end.WithoutTrivia().ToString() : $"{Names.Operand(end)} - {Names.Operand(found.Start)}";
        var writer = new SpanWriter(model, loop.SpanStart, counterpart);
        var isWhole = found.Start is null && found.Source.Offset is null && IsLengthOf(end, found.Source.Expression);
        var source = writer.Slice(found.Source, found.Start, isWhole ? null : count, isRead: true);
        var destination = writer.Slice(target, found.Start, target.Container == Container.Pointer ? count : null, isRead: false);
        return source is null || destination is null ? null : $"{writer.Method}({source}, {destination});";
    }

    private static (StatementSyntax? Old, string[]? New) OfCall(
        InvocationExpressionSyntax? call, SemanticModel model, Catalog.RoleCatalog catalog, IMethodSymbol counterpart, string? change)
    {
        if (call is null || HalfConversion.Of(call, model, catalog) is not { Source.Container: Container.Array, Read: { IsOfSpans: true } read } found
            || change == Apart || read.IsExact != (change is null)
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

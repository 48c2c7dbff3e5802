using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Rewriting;

namespace PerfProof.Rules;

/// <summary>
/// Fix of PP1002: float (or bfloat16, where the hardware is said to be fast at it) in the place of half, behind a comparison of the device where
/// that is the CPU only sometimes. Offered, since it changes precision and memory.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HalfModelOnCpuFix))]
public sealed class HalfModelOnCpuFix : RuleFix
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfModelOnCpu.Descriptor;

    /// <inheritdoc/>
    public override FixSafety Safety => FixSafety.Offered;

    /// <inheritdoc/>
    protected internal override async Task<FixAction?> FixAsync(Document document, Diagnostic diagnostic, CancellationToken cancellation)
    {
        if (await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false) is not { } root
            || await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model
            || !diagnostic.Properties.TryGetValue(Facts.Counterpart, out var instead) || instead is null)
        {
            return null;
        }

        // Without a guard it is certain; with one that is null there is no way to ask for the device.
        var isGuarded = diagnostic.Properties.TryGetValue(Facts.Guard, out var guard);
        if (isGuarded && guard is null)
        {
            return null;
        }

        var node = root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
        var (old, replacement) = diagnostic.Properties[Facts.Shape] == "model" ? OfModel(node, instead, guard) : OfType(node, instead, guard, model);
        if (old is null || replacement is null || old.Parent is not { ContainsDiagnostics: false })
        {
            return null;
        }

        var memory = instead.StartsWith("BF", StringComparison.OrdinalIgnoreCase) ? "fewer digits, more range" : "twice the memory";
        return new(
            isGuarded ? $"Use {instead} where the device is the CPU ({memory} there)" : $"Use {instead} ({memory})",
            cancellation => Names.ImportAsync(document.WithSyntaxRoot(root.ReplaceNode(old, Names.Shortened(replacement))), cancellation));
    }

    /// <summary><c>ScalarType.Float16</c> becomes <c>ScalarType.Float32</c>, or <c>(device.type == DeviceType.CPU ? ScalarType.Float32 : ScalarType.Float16)</c>.</summary>
    private static (SyntaxNode? Old, SyntaxNode? New) OfType(SyntaxNode node, string instead, string? guard, SemanticModel model)
    {
        if (node is not ExpressionSyntax half
            || model.GetSymbolInfo(half).Symbol is not IFieldSymbol field
            || field.ContainingType.GetMembers(instead).IsEmpty)
        {
            return default;
        }

        ExpressionSyntax single = half switch
        {
            MemberAccessExpressionSyntax access => access.WithName(SyntaxFactory.IdentifierName(instead)),
            IdentifierNameSyntax => SyntaxFactory.IdentifierName(instead),
            _ => half,
        };
        if (single == half || Misses(single, half, model))
        {
            return default;
        }

        if (guard is null)
        {
            return (half, single.WithTriviaFrom(half));
        }

        var text = $"{guard.Replace("|", " == ")} ? {single.WithoutTrivia()} : {half.WithoutTrivia()}";
        return (half, SyntaxFactory.ParseExpression(half.Parent is ArgumentSyntax or EqualsValueClauseSyntax ? text : $"({text})").WithTriviaFrom(half));
    }

    /// <summary>Whether the name means nothing here: <c>using static</c> may have been of one member's type only.</summary>
    private static bool Misses(ExpressionSyntax single, ExpressionSyntax half, SemanticModel model) =>
        single is IdentifierNameSyntax name && model.LookupSymbols(half.SpanStart, name: name.Identifier.ValueText).IsEmpty;

    /// <summary><c>model.half()</c> becomes <c>model.@float()</c>, or stands behind <c>if (device.type != DeviceType.CPU)</c>.</summary>
    private static (SyntaxNode? Old, SyntaxNode? New) OfModel(SyntaxNode node, string instead, string? guard)
    {
        if (node.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { Expression: MemberAccessExpressionSyntax access } call)
        {
            return default;
        }

        if (guard is null)
        {
            var name = SyntaxFacts.GetKeywordKind(instead) == SyntaxKind.None ? instead : "@" + instead;
            return (access.Name, SyntaxFactory.ParseName(name).WithTriviaFrom(access.Name));
        }

        return call.Parent is ExpressionStatementSyntax { Parent: BlockSyntax } statement && !Statements.MustStay(statement)
            ? (statement, SyntaxFactory.ParseStatement(
                    $"if ({guard.Replace("|", " != ")}){Statements.NewLine(statement)}{Statements.Indentation(statement)}{{{Statements.NewLine(statement)}"
                    + $"{Statements.Indentation(statement)}    {statement.WithoutTrivia()}{Statements.NewLine(statement)}{Statements.Indentation(statement)}}}")
                .WithTriviaFrom(statement))
            : default;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// PP1003: a loop, or a call with a lambda, that converts elements between a half type and float one by one, where one
/// vectorised call converts the whole span to the same values.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HalfConversionLoop : RuleAnalyzer
{
    /// <summary>A loop that runs at most this often is left alone.</summary>
    internal const int FewElements = 16;

    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP1003",
        title: "Half and float are converted one element at a time",
        messageFormat: "{0} is converted to {1} one element at a time; '{2}' converts the whole span with vector instructions, to the same values{3}",
        category: "Precision",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Code that converts element by element takes several instructions, or a call, for each. A whole span is converted with vector instructions, to the same values.",
        helpLinkUri: HelpLinkBase + "PP1003.md");

    /// <summary>Creates the rule.</summary>
    public HalfConversionLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        // Where there is no System.Half there is no vectorised conversion either.
        if (registration.Model.Compilation.GetTypeByMetadataName("System.Half") is null)
        {
            return;
        }

        registration.OnSyntax(
            HalfTypes.Words(registration.Model.Catalog),
            Check,
            SyntaxKind.ForStatement,
            SyntaxKind.InvocationExpression);
    }

    private static void Check(RuleContext context, SyntaxNode node)
    {
        var found = node switch
        {
            ForStatementSyntax loop => HalfConversion.Of(loop, context.SemanticModel, context.Model.Catalog),
            InvocationExpressionSyntax call => HalfConversion.Of(call, context.SemanticModel, context.Model.Catalog),
            _ => null,
        };
        if (found is null or { Count: <= FewElements })
        {
            return;
        }

        var counterpart = HalfTypes.SpanConversion(context.Model.Compilation, context.Model.Catalog, found.ToSingle);
        var facts = ImmutableDictionary<string, string?>.Empty
            .Add(Facts.Shape, node is ForStatementSyntax ? "loop" : "call")
            .Add(Facts.ElementType, found.Half.ToDisplayString())
            .Add(Facts.Counterpart, counterpart?.GetDocumentationCommentId());
        if (found.Count is { } count)
        {
            facts = facts.Add(Facts.TripCount, count.ToString(CultureInfo.InvariantCulture));
        }

        var line = HalfTypes.SpanConversionLine(found.ToSingle);
        context.Report(
            (found.Conversion.Parent is AssignmentExpressionSyntax assignment ? assignment : node).GetLocation(),
            facts,
            found.ToSingle ? found.Half.Name : "float",
            found.ToSingle ? "float" : found.Half.Name,
            Name(line.Parts),
            counterpart is null ? $" (add the package {line.Library})" : "");
    }
    private static string Name(CatalogTarget target) =>
        target.TypeName.Substring(target.TypeName.LastIndexOf('.') + 1) + "." + target.MemberName;
}

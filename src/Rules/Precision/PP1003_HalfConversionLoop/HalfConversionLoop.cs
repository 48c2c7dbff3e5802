using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;

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
        messageFormat: "{0} is converted to {1} one element at a time{2}; '{3}' converts the whole span with vector instructions{4}{5}",
        category: "Precision",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Code that converts element by element takes several instructions, or a call, for each. A whole span is converted with vector instructions, to the same values.",
        helpLinkUri: HelpLinkBase + "PP1003.md");

    private static readonly ImmutableArray<string> signs = HandConverters.Signs.Add("Half");

    /// <summary>Creates the rule.</summary>
    public HalfConversionLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override ImmutableArray<string> SignsWithoutLibraries => signs;

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnSyntax(
            HalfTypes.Words(registration.Model.Catalog).AddRange(HandConverters.Of(registration.Model.Compilation).Names),
            Check,
            SyntaxKind.ForStatement,
            SyntaxKind.ForEachStatement,
            SyntaxKind.WhileStatement,
            SyntaxKind.DoStatement,
            SyntaxKind.InvocationExpression);
    }

    private static void Check(RuleContext context, SyntaxNode node)
    {
        var (model, catalog) = (context.SemanticModel, context.Model.Catalog);
        var plain = node switch
        {
            ForStatementSyntax loop => HalfConversion.Of(loop, model, catalog),
            InvocationExpressionSyntax call when HalfConversion.Of(call, model, catalog) is { } one => ImmutableArray.Create(one),
            _ => ImmutableArray<HalfConversion>.Empty,
        };
        if (!plain.IsEmpty)
        {
            if (plain[0].Count is not <= FewElements)
            {
                Report(context, node, plain[0].Read, plain[0].Conversion, node is ForStatementSyntax ? "loop" : "call", plain[0].Count, isPlain: true);
            }
        }
        else if (ConversionTurn.Of(node, model, catalog) is { } turn)
        {
            Report(context, node, turn.Read, turn.Place, "turn", null, turn.IsPlain);
        }
    }

    private static void Report(RuleContext context, SyntaxNode node, HalfConversionRead read, ExpressionSyntax place, string shape, long? count, bool isPlain)
    {
        // Where there is no System.Half there is no vectorised conversion either. Who measures the loop against something else wants it as it is.
        if (context.Model.Compilation.GetTypeByMetadataName("System.Half") is null)
        {
            return;
        }

        if (context.SemanticModel.GetOperation(node, context.CancellationToken) is { } operation && context.IsOnPurpose(operation))
        {
            return;
        }

        var counterpart = HalfTypes.SpanConversion(context.Model.Compilation, context.Model.Catalog, read.ToSingle);
        var facts = ImmutableDictionary<string, string?>.Empty
            .Add(Facts.Shape, shape)
            .Add(Facts.ElementType, read.Half?.ToDisplayString() ?? "System.Half")
            .Add(Facts.Counterpart, counterpart?.GetDocumentationCommentId());
        if (count is not null)
        {
            facts = facts.Add(Facts.TripCount, count.Value.ToString(CultureInfo.InvariantCulture));
        }

        var line = HalfTypes.SpanConversionLine(read.ToSingle);
        context.Report(
            (shape == "call" ? node : place.Parent is AssignmentExpressionSyntax assignment ? assignment : place).GetLocation(),
            facts,
            read.ToSingle ? read.Name : "float",
            read.ToSingle ? "float" : read.Name,
            (read.By, read.IsExact) switch
            {
                (null, _) => "",
                ({ } by, true) => $" (through '{by}')",
                ({ } by, false) => $", bit by bit in '{by}'",
            },
            Name(line.Parts),
            (isPlain, read.IsExact, read.ToSingle) switch
            {
                (true, true, _) => ", to the same values",
                (true, false, true) => "",
                (true, false, false) => ", rounding to nearest even",
                (false, _, true) => ", and what is computed with the values can follow it",
                (false, _, false) => ", once they are computed as float",
            },
            counterpart is null ? $" (add the package {line.Library})" : "");
    }

    private static string Name(CatalogTarget target) =>
        target.TypeName.Substring(target.TypeName.LastIndexOf('.') + 1) + "." + target.MemberName;
}

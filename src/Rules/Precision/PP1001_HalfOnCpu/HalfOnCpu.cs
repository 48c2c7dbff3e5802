using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP1001: arithmetic on a 16-bit floating-point type in code that runs per element, and vectorised operations that fall back to
/// one element at a time on such a type. A CPU has no such arithmetic that .NET uses.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HalfOnCpu : RuleAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP1001",
        title: "Half-precision arithmetic on the CPU",
        messageFormat: "{0} computes in {1}, {2}; compute in float, and round to {1} only where a result is stored (data kept in float takes twice the memory)",
        category: "Precision",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: ".NET emulates 16-bit floating-point arithmetic on a CPU: each operation converts its operands to float and the result back. Computing in float saves the conversions in between and keeps more precision.",
        helpLinkUri: HelpLinkBase + "PP1001.md");

    private static readonly ImmutableArray<string> signs = ImmutableArray.Create("Half");

    /// <summary>Creates the rule.</summary>
    public HalfOnCpu()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override ImmutableArray<string> SignsWithoutLibraries => signs;

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.HalfFallback, CheckFallback);
        registration.OnSyntax(
            HalfTypes.Words(registration.Model.Catalog),
            CheckNest,
            SyntaxKind.ForStatement,
            SyntaxKind.ForEachStatement,
            SyntaxKind.ForEachVariableStatement,
            SyntaxKind.WhileStatement,
            SyntaxKind.DoStatement,
            SyntaxKind.SimpleLambdaExpression,
            SyntaxKind.ParenthesizedLambdaExpression);
    }

    private static void CheckNest(RuleContext context, SyntaxNode node)
    {
        if (context.SemanticModel.GetOperation(node, context.CancellationToken) is not { } root
            || !HalfNest.StartsAt(root)
            || IsFast(context)
            || HalfNest.Of(root, context.Model.Catalog) is not { } nest)
        {
            return;
        }

        var half = nest.Arithmetic.Type!;
        var facts = ImmutableDictionary<string, string?>.Empty
            .Add(Facts.Shape, nest.Innermost.Owner is ILoopOperation ? "loop" : "lambda")
            .Add(Facts.ElementType, half.ToDisplayString());
        if (nest.Trips is { } trips)
        {
            facts = facts.Add(Facts.TripCount, trips.ToString(CultureInfo.InvariantCulture));
        }

        context.Report(
            nest.Arithmetic.Syntax.GetLocation(),
            facts,
            nest.Innermost.Owner is ILoopOperation ? "This loop" : "This lambda",
            half.Name,
            "which a CPU emulates: every operation converts to float and back");
    }

    private static void CheckFallback(RuleContext context, RoleMatch match)
    {
        // A wrapper of one's own may pass on another type than its own type argument.
        if (match.IsWrapped
            || match.Operation is not IInvocationOperation { TargetMethod: { TypeArguments: { Length: 1 } types } method } call
            || !HalfTypes.IsHalf(types[0], context.Model.Catalog)
            || IsFast(context))
        {
            return;
        }

        var measured = match.Line.Keys.TryGetValue(Keys.Ratio, out var ratio) ? $" (measured: {ratio} times the time of float)" : "";
        context.Report(
            call.Syntax.GetLocation(),
            ImmutableDictionary<string, string?>.Empty
                .Add(Facts.Shape, "span")
                .Add(Facts.ElementType, types[0].ToDisplayString())
                .Add(Facts.Counterpart, method.OriginalDefinition.GetDocumentationCommentId()),
            $"'{method.ContainingType.Name}.{method.Name}'",
            types[0].Name,
            "for which it falls back to one element at a time" + measured);
    }

    private static bool IsFast(RuleContext context) => FastHalf.IsFast(context, FastHalf.Half);
}

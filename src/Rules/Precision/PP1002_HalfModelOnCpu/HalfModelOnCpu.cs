using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Catalog;

namespace PerfProof.Rules;

/// <summary>
/// PP1002: a model or tensor of half precision on the CPU, and models that get there where there is no other device. Tensors that only
/// pass on data, and models that are only written to a file, are left alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HalfModelOnCpu : RuleAnalyzer
{
    /// <summary>The rule.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP1002",
        title: "A model or tensor is kept in half precision on the CPU",
        messageFormat: "Half precision is computed on the CPU{0}, whose kernels for it convert to float and back, or are missing; use '{1}' there{2}",
        category: "Precision",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Half precision is for hardware that has it. On most CPUs the kernels of half precision are emulated, slower than those of float, or do not exist.",
        helpLinkUri: HelpLinkBase + "PP1002.md");

    /// <summary>Creates the rule.</summary>
    public HalfModelOnCpu()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        var words = registration.WrittenNames(Roles.HalfData).Union(registration.WrittenNames(Roles.MakeHalf));
        if (!words.IsEmpty)
        {
            registration.OnSyntax(words.OrderBy(word => word, StringComparer.Ordinal).ToImmutableArray(), Check, SyntaxKind.CompilationUnit);
        }
    }

    // A file at a time, since several calls may take the type that is chosen in one place.
    private static void Check(RuleContext context, SyntaxNode file)
    {
        // Tests of loaders make models of every kind, and run none.
        if (FastHalf.IsFast(context, FastHalf.Half) || context.IsTestCode)
        {
            return;
        }

        var movers = context.Model.Catalog.SourceNames(ImmutableHashSet.Create(Roles.MakeHalf, Roles.MoveToDevice));
        var placements = new HalfPlacements(context.Model);
        var reported = new HashSet<TextSpan>();
        foreach (var node in file.DescendantNodes().Where(node => CanPlace(node, movers)))
        {
            if (context.SemanticModel.GetOperation(node, context.CancellationToken) is not { } operation)
            {
                continue;
            }

            var found = placements.OfArguments(operation) ?? (operation is IInvocationOperation call ? placements.OfModel(call) : null);
            if (found is not null && reported.Add(found.Place.Syntax.Span))
            {
                Report(context, placements, found);
            }
        }
    }

    private static bool CanPlace(SyntaxNode node, ImmutableHashSet<string> movers) => node switch
    {
        BaseObjectCreationExpressionSyntax creation => creation.ArgumentList?.Arguments.Count > 1,
        InvocationExpressionSyntax call => call.ArgumentList.Arguments.Count > 1
            || (call.Expression is MemberAccessExpressionSyntax access && movers.Contains(access.Name.Identifier.ValueText)),
        _ => false,
    };

    private static string NameOf(string member) => member.Substring(member.LastIndexOfAny(['.', ':']) + 1);

    private static void Report(RuleContext context, HalfPlacements placements, HalfPlacement found)
    {
        var isBFloat16 = FastHalf.IsFast(context, FastHalf.BFloat16) && found.Line[Keys.BFloat16] is not null;
        var instead = NameOf(found.Line[isBFloat16 ? Keys.BFloat16 : Keys.Single]!);
        var facts = ImmutableDictionary<string, string?>.Empty
            .Add(Facts.Shape, found.Line.Role == Roles.MakeHalf ? "model" : "type")
            .Add(Facts.Counterpart, instead);
        if (!found.IsCertain)
        {
            facts = facts.Add(Facts.Guard, placements.GuardOf(found));
        }

        context.Report(
            found.Place.Syntax.GetLocation(),
            facts,
            found.IsCertain ? "" : $" where '{found.Device.Syntax.WithoutTrivia()}' is one",
            instead,
            isBFloat16 ? "" : ", which takes twice the memory");
    }
}

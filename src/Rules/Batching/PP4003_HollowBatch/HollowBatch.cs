using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP4003: a method that promises a batch, by what it takes, gives and is called, and runs the model or sends the request once per element.
/// Where the library has a list form and is called directly, PP4001 says so, and can rewrite it.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HollowBatch : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP4003",
        title: "A batch method works one by one",
        messageFormat: "'{0}' takes a list, and {1} {2} once for each element of it: who hands it a batch still pays for every item",
        category: "Batching",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Callers collect items for a method that takes a list, since a batch costs less than its items. Where its body loops over the call for one item, nothing is gained, and nobody who reads the caller can tell.",
        helpLinkUri: HelpLinkBase + "PP4003.md");

    /// <summary>Creates the rule.</summary>
    public HollowBatch()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.Infer, static (context, match) =>
        {
            if (PerItemInference.RegionOf(context, match) is { } region)
            {
                Check(context, match, region, [.. InferenceWrapper.InputsOf(match)], "runs the model");
            }
        }, RolePlaces.Repeated);
        registration.OnRole(Roles.EmbedOne, static (context, match) =>
        {
            IReadOnlyList<IOperation> inputs = match.InputValue is { } input ? [input] : [];
            var isRewritable = !match.IsWrapped && BatchMember.Of(match.Line, context.Model.Compilation) is not null;
            if (!isRewritable && PerItemEmbedding.RegionOf(context, match, inputs) is { } region)
            {
                Check(context, match, region, inputs, "embeds");
            }
        }, RolePlaces.Repeated);
    }

    private static void Check(RuleContext context, RoleMatch match, HotRegion region, IReadOnlyList<IOperation> inputs, string does)
    {
        if (context.IsTestCode || BatchPromise.Around(region, match.Operation, inputs) is not { } method)
        {
            return;
        }

        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        if (region.TripCount is { } trips)
        {
            facts[Facts.TripCount] = trips.ToString(CultureInfo.InvariantCulture);
        }

        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        var by = match.IsWrapped ? $"by {string.Join(" and ", match.Through)}" : $"by '{match.Name}'";
        context.Report(match.Operation.Syntax.GetLocation(), facts.ToImmutable(), method.Name, does, by);
    }
}

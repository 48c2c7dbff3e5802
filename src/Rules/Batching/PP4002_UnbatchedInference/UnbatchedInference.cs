using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP4002: a model is run once for each item of a list, or twice in a row on two inputs whose outputs are then put together. Where a method
/// promises a batch and does that, PP4003 says so instead.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnbatchedInference : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP4002",
        title: "A model is run once per item",
        messageFormat: "{0} runs the model on one item, once for each {1}: {2}; measure both, since a batch can also be slower",
        category: "Batching",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Every run of a model has a fixed cost, and reads all weights, whatever it is given. A batch shares that among its items, where the model takes one; whether it gains depends on the model, the device and the sizes of the items.",
        helpLinkUri: HelpLinkBase + "PP4002.md");

    /// <summary>Creates the rule.</summary>
    public UnbatchedInference()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.Infer, static (context, match) =>
        {
            if (PerItemInference.RegionOf(context, match) is { } region && BatchPromise.Around(region, match.Operation, InferenceWrapper.InputsOf(match)) is null)
            {
                Report(context, match, "element", "items", region.TripCount);
            }
        }, RolePlaces.Repeated);
        registration.OnRole(Roles.Concatenate, static (context, match) =>
        {
            if (CallPair.SecondRunOf(context, match) is { } second)
            {
                Report(context, second, "of two inputs whose outputs are then put together", "inputs", 2);
            }
        });
    }

    private static void Report(RuleContext context, RoleMatch match, string each, string all, long? trips)
    {
        var facts = ImmutableDictionary.CreateBuilder<string, string?>();
        facts[Facts.Shape] = each == "element" ? "items" : "pair";
        if (trips is { } count)
        {
            facts[Facts.TripCount] = count.ToString(CultureInfo.InvariantCulture);
        }

        if (match.IsWrapped)
        {
            facts[Facts.Through] = string.Join(", ", match.Through);
        }

        var batch = match.Line[Keys.Batch] is { } member
            ? $"'{member.Substring(member.LastIndexOf(':') + 1)}' takes all {all} at once"
            : $"the {all} could be one batch, as a larger first dimension";
        context.Report(match.Operation.Syntax.GetLocation(), facts.ToImmutable(), $"'{match.Name}'{match.Via}", each, batch);
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP5004: an engine that predicts one row at a time is built for one prediction and dropped after it, again and again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PredictionEnginePerCall : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP5004",
        title: "A prediction engine is built for every call",
        messageFormat: "{0} {1} {2}: {3}",
        category: "Setup",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Building a prediction engine compiles the mapping of the row's fields and sets up the whole pipeline; a prediction takes a fraction. Engines are not safe for several threads: take one from a pool, do not share a static one.",
        helpLinkUri: HelpLinkBase + "PP5004.md");

    /// <summary>Creates the rule.</summary>
    public PredictionEnginePerCall()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnSetup(Roles.CreateEngine, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (RepeatedCreation.Of(context.Model, match) is not { } repeated)
        {
            return;
        }

        context.Report(
            match.Operation.Syntax.GetLocation(),
            Remaking.FactsOf(match, repeated),
            Remaking.NameOf(match),
            "builds an engine again",
            repeated.When,
            repeated.Rate == CreationRate.Turn
                ? "build it once before the loop"
                : "take one from a PredictionEnginePool, or keep one for each thread (an engine must not be shared by threads)");
    }
}

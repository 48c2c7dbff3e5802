using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP5001: a model is loaded, or a context to run it in allocated, for one run and dropped after it, again and again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ModelPerCall : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP5001",
        title: "A model or its session is made for every call",
        messageFormat: "{0} {1} {2}: {3}",
        category: "Setup",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Making a session reads the model, optimises its graph and copies its weights to the device: hundreds of milliseconds to minutes, where a run takes a fraction of that. "
            + "One session serves all calls.",
        helpLinkUri: HelpLinkBase + "PP5001.md");

    /// <summary>Creates the rule.</summary>
    public ModelPerCall()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnSetup(Roles.CreateModel, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (RepeatedCreation.Of(context.Model, match) is not { } repeated)
        {
            return;
        }

        var isContext = Remaking.IsContext(match);
        context.Report(
            match.Operation.Syntax.GetLocation(),
            Remaking.FactsOf(match, repeated),
            Remaking.NameOf(match),
            isContext ? "allocates a context with its cache again" : "loads the model again",
            repeated.When,
            isContext ? "keep one and clear it, or batch the conversations in one" : "load it once and keep it");
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP5002: a kernel is loaded, or looked up and wrapped in a launcher, for one launch, again and again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class KernelLoadPerCall : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP5002",
        title: "A kernel is loaded for every call",
        messageFormat: "{0} {1} {2}: {3}",
        category: "Setup",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Loading a kernel compiles it, or takes a lock, looks it up and builds the delegate that launches it. The delegate can be kept as long as its accelerator.",
        helpLinkUri: HelpLinkBase + "PP5002.md");

    /// <summary>Creates the rule.</summary>
    public KernelLoadPerCall()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnSetup(Roles.LoadKernel, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (RepeatedCreation.Of(context.Model, match) is not { } repeated
            || repeated.IsMakerMadeToo(context.Model, match))
        {
            return;
        }

        var isCached = match.Line[Keys.Cached] == "yes";
        context.Report(
            match.Operation.Syntax.GetLocation(),
            Remaking.FactsOf(match, repeated),
            Remaking.NameOf(match),
            isCached ? "looks the kernel up and builds its launcher again" : "compiles the kernel again",
            repeated.When,
            isCached ? "load it once and keep the delegate" : "load it once and keep it");
    }
}

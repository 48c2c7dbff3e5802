using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP5005: a device is opened, or a client of a service made, for one use, again and again.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClientPerCall : RuleAnalyzer
{
    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP5005",
        title: "A client or accelerator is made for every call",
        messageFormat: "{0} {1} {2}: {3}",
        category: "Setup",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Opening a device loads its driver and makes its context, and every kernel is compiled anew for it; a client builds its pipeline, and with it what it had cached, such as tokens of access.",
        helpLinkUri: HelpLinkBase + "PP5005.md");

    /// <summary>Creates the rule.</summary>
    public ClientPerCall()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnSetup(Roles.CreateClient, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        // A container that makes a client for each that asks is how typed clients are registered; a client in an object of one's own is too.
        var isDevice = match.Line[Keys.Makes] == "device";
        if (RepeatedCreation.Of(context.Model, match) is not { } repeated
            || repeated.IsMakerMadeToo(context.Model, match)
            || (repeated.Lifetime is not null && !isDevice))
        {
            return;
        }

        context.Report(
            match.Operation.Syntax.GetLocation(),
            Remaking.FactsOf(match, repeated),
            Remaking.NameOf(match),
            isDevice ? "opens the device and compiles its kernels again" : "makes a client again",
            repeated.When,
            isDevice ? "open it once and keep it" : "one client serves all calls, from several threads too: keep it");
    }
}

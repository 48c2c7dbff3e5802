using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP5003: device memory, or a plan, that is allocated for one turn and released after it, again and again; data that does not change, put on
/// the device anew each time.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeviceBufferPerTurn : RuleAnalyzer
{
    /// <summary>The fact <see cref="Facts.Shape"/> where the size changes from turn to turn.</summary>
    public const string VaryingShape = "varying";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP5003",
        title: "Device memory is allocated for every turn",
        messageFormat: "{0} {1} {2}: {3}",
        category: "Setup",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "Allocating device memory is a call into the driver, and releasing it waits until the device has finished. "
            + "A buffer that is allocated once, as large as needed, serves every turn.",
        helpLinkUri: HelpLinkBase + "PP5003.md");

    /// <summary>Creates the rule.</summary>
    public DeviceBufferPerTurn()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnSetup(Roles.AllocateDevice, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        var made = match.Line[Keys.Makes];
        var repeated = RepeatedCreation.Of(context.Model, match);
        var isVarying = repeated is null;
        repeated ??= made == "constant" ? null : RepeatedCreation.OfVarying(context.Model, match);
        if (repeated is null || repeated.IsMakerMadeToo(context.Model, match))
        {
            return;
        }

        var facts = Remaking.FactsOf(match, repeated);
        if (isVarying)
        {
            facts = facts.SetItem(Facts.Shape, VaryingShape);
        }

        var isParallel = repeated.Region is { Kind: RegionKind.Parallel };
        var isUpload = made == "constant" || (!isVarying && context.Model.Match(match.Operation, Roles.HostToDevice) is not null);
        context.Report(
            match.Operation.Syntax.GetLocation(),
            facts,
            Remaking.NameOf(match),
            made == "plan" ? "makes a plan" : isUpload ? "puts the same data on the device" : "allocates device memory",
            repeated.When,
            made == "plan" ? (isParallel ? "keep plans by size, one for each worker" : "keep one for each size, or plan all in one batch")
            : isUpload ? "put it there once"
            : isParallel ? "keep a buffer for each worker"
            : isVarying ? "keep one buffer that is large enough for all"
            : "allocate it once and reuse it");
    }
}

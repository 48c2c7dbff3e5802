using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP3003: data that is copied to the host only to be copied to the device again in the same method, as it is or put together in another
/// order. The device can copy within its own memory, without making anybody wait.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeviceRoundTrip : RuleAnalyzer
{
    /// <summary>A tensor that is moved to the host and back.</summary>
    public const string TensorShape = "tensor";

    /// <summary>An array between two copies.</summary>
    public const string ArrayShape = "array";

    /// <summary>The host side of objects that hold memory on both sides.</summary>
    public const string BlockShape = "block";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3003",
        title: "Data goes from the device to the host and back",
        messageFormat: "'{0}' is half of a round trip: '{1}' {2} what the host only passes on; keep it on the device",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A round trip waits until the device is done, moves the data over the bus twice and lets the device idle meanwhile. "
            + "A copy within the device, or a kernel that reads where the data lies, costs none of that.",
        helpLinkUri: HelpLinkBase + "PP3003.md");

    /// <summary>Creates the rule.</summary>
    public DeviceRoundTrip()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.DeviceToHost, Check);

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (Measuring.IsMeasuredOrTested(match.Operation)
            || (HotRegion.Enclosing(match.Operation) is { } region && region.GuardOf(match.Operation) is not null)
            || !Readback.MayBeOnDevice(context, match)
            || RoundTrip.Of(context.Model, match) is not { } trip)
        {
            return;
        }

        var facts = ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, trip.Shape);
        if (Readback.ElementType(match) is { } element)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        // The half that repeats is the one to look at.
        var isDown = HotRegion.Enclosing(match.Operation) is not null || HotRegion.Enclosing(trip.Upload) is null;
        var (down, up) = (ReadbackInLoop.NameOf(match), WrapperModel.MemberOf(trip.Upload)?.Name ?? "the copy");
        context.Report(
            (isDown ? match.Operation : trip.Upload).Syntax.GetLocation(),
            facts,
            isDown ? down : up,
            isDown ? up : down,
            isDown ? "takes back to the device" : "brought to the host");
    }
}

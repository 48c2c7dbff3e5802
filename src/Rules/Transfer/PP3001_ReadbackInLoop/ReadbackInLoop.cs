using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// PP3001: a loop that makes the host wait for the device on every turn, although nothing in the loop needs what it waits
/// for before the next turn. The device then idles while the host queues the next turn, and the host while the device works.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReadbackInLoop : RuleAnalyzer
{
    /// <summary>A synchronise that only orders launches, which one stream orders anyway.</summary>
    public const string SynchroniseShape = "sync";

    /// <summary>A value or buffer copied to the host.</summary>
    public const string ReadbackShape = "readback";

    /// <summary>A scalar copied to the host to be added to a sum.</summary>
    public const string AccumulateShape = "accumulate";

    /// <summary>A value copied out of a tensor that does not change in the loop.</summary>
    public const string UnchangedShape = "unchanged";

    /// <summary>What the rule reports.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3001",
        title: "Device readback or synchronisation on every turn of a loop",
        messageFormat: "'{0}' makes the host wait for the device on every turn of this loop, {1}",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "A readback or synchronise waits until the device has finished all queued work, so that the next turn is queued only after it. "
            + "Where the loop does not need the value, wait once after the loop.",
        helpLinkUri: HelpLinkBase + "PP3001.md");

    /// <summary>Creates the rule.</summary>
    public ReadbackInLoop()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration)
    {
        registration.OnRole(Roles.DeviceToHost, OnReadback, RolePlaces.Repeated);
        registration.OnRole(Roles.Synchronize, OnSynchronise, RolePlaces.Repeated);
    }

    private static void OnSynchronise(RuleContext context, RoleMatch match)
    {
        if (context.Model.Match(match.Operation, Roles.DeviceToHost) is null
            && DeviceTurn.Of(context.Model, match) is { IsTimed: false } turn
            && turn.HasLaunch
            && !turn.UsesSeveralStreams
            && !turn.CopiesInTheBackground
            && RedundantSynchronize.ShapeOf(context.Model, match) is null)
        {
            Report(context, match, turn, SynchroniseShape, null);
        }
    }

    /// <summary>The shape of a copy to the host that need not be made on every turn; null where it is needed, seldom, or another rule's.</summary>
    internal static string? ShapeOf(RuleContext context, RoleMatch match) => Find(context, match)?.Shape;

    /// <summary>How a message names what reads: a member, a conversion or an indexer.</summary>
    internal static string NameOf(RoleMatch match) => match.Operation is IConversionOperation conversion
        ? $"({conversion.Type?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)})"
        : match.Operation is IPropertyReferenceOperation { Property.IsIndexer: true } ? "[]" : match.Display;

    private static void OnReadback(RuleContext context, RoleMatch match)
    {
        if (Find(context, match) is var (shape, turn))
        {
            Report(context, match, turn, shape, Readback.ElementType(match));
        }
    }

    private static (string Shape, DeviceTurn Turn)? Find(RuleContext context, RoleMatch match)
    {
        if (!Readback.MayBeOnDevice(context, match)
            || DeviceTurn.Of(context.Model, match) is not { IsMeasured: false } turn
            || DeviceElementRead.IsAbout(context, match)
            || UnusedReadback.IsAbout(context, match))
        {
            return null;
        }

        // What is only added up is better added up where it is, whether or not there is anything to overlap.
        var isAddedUp = Readback.IsAddedUp(match, turn);
        if (turn.ReadsADifferentBufferWithoutWork && !isAddedUp)
        {
            return null;
        }

        // What does not change can be read before the loop even where a turn needs it.
        var shape = Readback.IsUnchanged(context.Model, match, turn) ? UnchangedShape
            : Readback.IsNeeded(context.Model, match, turn) ? null
            : isAddedUp ? AccumulateShape
            : ReadbackShape;
        return shape is null ? null : (shape, turn);
    }

    private static void Report(RuleContext context, RoleMatch match, DeviceTurn turn, string shape, ITypeSymbol? element)
    {
        var facts = ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape);
        if (element is not null)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        if (turn.Region.TripCount is { } trips)
        {
            facts = facts.Add(Facts.TripCount, trips.ToString(CultureInfo.InvariantCulture));
        }

        if (match.IsWrapped)
        {
            facts = facts.Add(Facts.Through, string.Join(", ", match.Through));
        }

        var advice = shape switch
        {
            SynchroniseShape => "but launches on a stream are ordered without it: synchronise once after the loop",
            AccumulateShape => "but only the total is used: add up on the device and read it once after the loop",
            UnchangedShape => "but what is read does not change in it: copy it to the host once before the loop",
            _ => "but the loop does not need the value: keep it on the device and read it after the loop, or only every few turns",
        };
        context.Report(match.Operation.Syntax.GetLocation(), facts, NameOf(match), advice);
    }
}

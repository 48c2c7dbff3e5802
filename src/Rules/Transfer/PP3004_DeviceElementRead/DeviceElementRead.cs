using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>PP3004: device memory read element by element, each with a wait of its own, where one copy would do.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeviceElementRead : RuleAnalyzer
{
    /// <summary>Elements of what does not change in the loop.</summary>
    public const string LoopShape = "loop";

    /// <summary>An element of what the object keeps, in a method that a loop calls on every turn.</summary>
    public const string HelperShape = "helper";

    /// <summary>A member that reads all elements one by one.</summary>
    public const string ListShape = "list";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3004",
        title: "Device memory read element by element",
        messageFormat: "'{0}' waits for the device once per element of {1}",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Reading one element waits until the device has finished all queued work and then copies a few bytes; the wait costs as much as copying the whole of it. "
            + "Copy everything to the host once and read it there.",
        helpLinkUri: HelpLinkBase + "PP3004.md");

    /// <summary>Creates the rule.</summary>
    public DeviceElementRead()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.DeviceToHost, Check);

    /// <summary>Whether this rule has something to say about a copy in a loop.</summary>
    internal static bool IsAbout(RuleContext context, RoleMatch match) =>
        ElementRead.Of(context.Model, match) is { } read && Readback.MayBeOnDevice(context, match) && read.LoopOverUnchanged(context.Model) is not null;

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (match.Line[Keys.Whole] is { } whole && !match.IsWrapped)
        {
            if (Readback.MayBeOnDevice(context, match) && !Measuring.IsMeasuredOrTested(match.Operation) && ReadbackInLoop.ShapeOf(context, match) is null)
            {
                var name = whole.Substring(whole.LastIndexOf(':') + 1);
                Report(context, match, ListShape, null, $"the tensor: copy it at once with '{name}'");
            }

            return;
        }

        if (ElementRead.Of(context.Model, match) is not { } read || !Readback.MayBeOnDevice(context, match))
        {
            return;
        }

        if (read.LoopOverUnchanged(context.Model) is { } region)
        {
            var all = read.AllIn(context, region);
            if (all[0] == match.Operation)
            {
                var places = all.Count > 1 ? $" and is read at {all.Count.ToString(CultureInfo.InvariantCulture)} places in it" : "";
                Report(context, match, LoopShape, region, $"'{read.Whole.Syntax}', which does not change in this loop{places}: copy it to the host once before the loop");
            }
        }
        else if (read.HelperCalledPerTurn(context.Model) is { } method)
        {
            Report(context, match, HelperShape, null, $"'{read.Whole.Syntax}', and '{method.Name}' runs on every turn of a loop: keep a copy of it on the host as well");
        }
    }

    private static void Report(RuleContext context, RoleMatch match, string shape, HotRegion? region, string rest)
    {
        var facts = ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, shape);
        if (Readback.ElementType(match) is { } element)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        if (region?.TripCount is { } trips)
        {
            facts = facts.Add(Facts.TripCount, trips.ToString(CultureInfo.InvariantCulture));
        }

        context.Report(match.Operation.Syntax.GetLocation(), facts, ReadbackInLoop.NameOf(match), rest);
    }
}

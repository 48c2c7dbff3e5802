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
/// PP3005: a copy to the host that makes a new array on every turn of a loop, although the turn is done with it at its end. The array is
/// cleared, filled and collected each time; one array made before the loop does as well.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ReadbackAllocation : RuleAnalyzer
{
    /// <summary>The copy returns the array.</summary>
    public const string ReturnedShape = "returned";

    /// <summary>The turn makes the array and has it filled.</summary>
    public const string FilledShape = "filled";

    /// <summary>What is reported.</summary>
    public static readonly DiagnosticDescriptor Descriptor = new(
        id: "PP3005",
        title: "Readback into a new array on every turn",
        messageFormat: "'{0}' makes a new array on every turn of this loop, and the turn drops it: make one array before the loop and copy into it{1}",
        category: "Transfer",
        defaultSeverity: DiagnosticSeverity.Info,
        isEnabledByDefault: true,
        description: "A readback that returns an array allocates it, clears it and leaves it to the garbage collector, large arrays to its oldest generation. "
            + "Copying into one array that is kept costs the copy alone.",
        helpLinkUri: HelpLinkBase + "PP3005.md");

    /// <summary>Creates the rule.</summary>
    public ReadbackAllocation()
        : base(Descriptor)
    {
    }

    /// <inheritdoc/>
    protected override void Register(RuleRegistration registration) => registration.OnRole(Roles.DeviceToHost, Check, RolePlaces.Repeated);

    /// <summary>The array that a copy makes or fills anew on each turn, where the turn is done with it; null otherwise.</summary>
    internal static IOperation? ArrayOf(RoleMatch match)
    {
        if (match.IsWrapped || Measuring.IsMeasuredOrTested(match.Operation)
            || HotRegion.Enclosing(match.Operation) is not { IsRetry: false } region
            || region.TripCount is <= 1
            || region.GuardOf(match.Operation) is not null)
        {
            return null;
        }

        if (match.Operation.Type is IArrayTypeSymbol)
        {
            return match.Line[Keys.Into] is not null && IsUsed(match.Operation) && TurnArray.DiesInTurn(match.Operation) ? match.Operation : null;
        }

        // float[] host = new float[n]; buffer.CopyToCPU(host);
        return match.Operation is IInvocationOperation call
            ? call.Arguments.Select(argument => Operations.Unwrap(argument.Value)).OfType<ILocalReferenceOperation>().Select(local => MadeInTurn(local, region, match)).FirstOrDefault(made => made is not null)
            : null;
    }

    private static void Check(RuleContext context, RoleMatch match)
    {
        if (ArrayOf(match) is not { } array || UnusedReadback.IsAbout(context, match) || ReadbackInLoop.ShapeOf(context, match) is not null)
        {
            return;
        }

        var isReturned = array == match.Operation;
        var region = HotRegion.Enclosing(match.Operation)!;
        var facts = ImmutableDictionary<string, string?>.Empty.Add(Facts.Shape, isReturned ? ReturnedShape : FilledShape);
        if ((array.Type as IArrayTypeSymbol)?.ElementType is { } element)
        {
            facts = facts.Add(Facts.ElementType, element.ToDisplayString());
        }

        if (region.TripCount is { } trips)
        {
            facts = facts.Add(Facts.TripCount, trips.ToString(CultureInfo.InvariantCulture));
        }

        var into = match.Line[Keys.Into] is { } member && isReturned ? $" with '{member.Substring(member.LastIndexOf(':') + 1)}'" : "";
        context.Report(array.Syntax.GetLocation(), facts, isReturned ? ReadbackInLoop.NameOf(match) : "new", into);
    }

    private static bool IsUsed(IOperation array) => array.Parent is not IExpressionStatementOperation;

    private static IOperation? MadeInTurn(ILocalReferenceOperation local, HotRegion region, RoleMatch match)
    {
        if (MemberIndex.Of(local).OnlyValueOf(local.Local) is not { } value || Operations.Unwrap(value) is not IArrayCreationOperation { Initializer: null } made
            || HotRegion.Enclosing(made)?.Owner != region.Owner
            || !made.DimensionSizes.All(region.IsInvariant))
        {
            return null;
        }

        // The copy itself only fills it.
        var others = Operations.RootOf(local).Descendants().OfType<ILocalReferenceOperation>()
            .Where(use => Operations.Same(use.Local, local.Local) && !match.Operation.Syntax.Span.Contains(use.Syntax.Span)).ToList();
        return others.Count > 0 && others.All(use => TurnArray.DiesInTurn(use)) ? made : null;
    }
}

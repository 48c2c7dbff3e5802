using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// Decides whether a model is run once for each item of a list that could have been handed over whole. Silent where one turn needs the
/// answer of another, in training, inside a network's own code, and wherever what goes in may be a batch already.
/// </summary>
internal static class PerItemInference
{
    /// <summary>Fewer items than these, where the code says how many, are an example, and not worth a batch.</summary>
    private const int MinItems = 8;

    /// <summary>
    /// A model behind more methods than these is a part of something larger: a page that is read, with several models and loops in it.
    /// </summary>
    private const int MaxWrappers = 2;

    /// <summary>The region that runs the model once per item; null where it does not, or not for certain.</summary>
    public static HotRegion? RegionOf(RuleContext context, RoleMatch match)
    {
        if (match.Operation is not IInvocationOperation call
            || match.Through.Length > MaxWrappers
            || HotRegion.Enclosing(call) is not { } region
            || CountOf(region) < MinItems
            || region.Kind == RegionKind.AsyncForEach
            || region.IsRetry
            || region.GuardOf(call) is not null
            || !HoldsOnlyModelsThatStay(context, region, call))
        {
            return null;
        }

        var inputs = InferenceWrapper.InputsOf(match).ToList();
        return InputOfTurn.IsElement(region, match, inputs, context.CancellationToken)
            && ItemOfTurn.Is(context.Model.Catalog, region, match, inputs)
            && !region.FeedsLaterTurn(call)
            && !IsTraining(context, region)
            && !IsInNetwork(context, call)
            && !IsStateful(context, call)
            && !Measuring.IsMeasuredOrTested(call)
            && (match.IsWrapped || !Measuring.IsDiscarded(call))
                ? region
                : null;
    }

    /// <summary>Whether the code belongs to a network: its loops go over layers, heads, scales and steps, not over items.</summary>
    public static bool IsInNetwork(RuleContext context, IOperation operation)
    {
        for (var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart); symbol is not null; symbol = symbol.ContainingSymbol)
        {
            if (symbol is INamedTypeSymbol type && IsModel(context, type.BaseType))
            {
                return true;
            }
        }

        return false;
    }

    // The number of turns, also of a list that is written out in a local.
    private static long? CountOf(HotRegion region)
    {
        if (region.TripCount is { } trips)
        {
            return trips;
        }

        return region.Source is { } source && Operations.Unwrap(source) is ILocalReferenceOperation list && MemberIndex.Of(source).OnlyValueOf(list.Local) is { } value
            && LiteralList.In(value) is { Count: > 0 } elements
                ? elements.Count
                : null;
    }

    // A model or a session that is an argument must be the same on every turn, as a receiver must.
    private static bool HoldsOnlyModelsThatStay(RuleContext context, HotRegion region, IInvocationOperation call) =>
        call.Arguments.All(argument => !IsModel(context, Operations.Unwrap(argument.Value).Type) || region.IsInvariant(argument.Value));

    /// <summary>Whether a type has members that run a model.</summary>
    private static bool IsModel(RuleContext context, ITypeSymbol? type)
    {
        var names = context.Model.Catalog.LinesOfRole(Roles.Infer).Select(line => line.Parts.SourceName).Distinct().ToList();
        for (var current = type; current is { SpecialType: SpecialType.None }; current = current.BaseType)
        {
            if (names.Any(name => current.GetMembers(name).Any(member => context.Model.Catalog.LineOf(member, Roles.Infer) is not null)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsStateful(RuleContext context, IInvocationOperation call)
    {
        var receiver = call.Instance is null ? null : Operations.Unwrap(call.Instance).Type;
        return receiver is not null && context.Model.Catalog.LineOf(receiver.OriginalDefinition, Roles.Infer)?[Keys.BatchGain] == "none";
    }

    // The loop itself, or one around it: an epoch holds the loops over its batches.
    private static bool IsTraining(RuleContext context, HotRegion region)
    {
        for (var current = region; current is not null; current = current.Outer)
        {
            if (current.Owner.Descendants().OfType<IInvocationOperation>().Any(call => context.Model.Match(call, Roles.Train) is not null))
            {
                return true;
            }
        }

        return false;
    }
}

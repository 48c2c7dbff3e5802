using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>What one turn hands to the next.</summary>
internal static class LaterTurns
{
    public static bool ReadsEarlier(HotRegion region, IOperation value, bool includeCounters)
    {
        var facts = RegionFacts.Of(region);
        if (facts.IsUnknown)
        {
            return true;
        }

        var depends = facts.DependOnEarlier(includeCounters);
        return ReadBy(facts, value, node => depends[node] != 0);
    }

    public static bool FeedsLater(HotRegion region, IOperation operation)
    {
        var facts = RegionFacts.Of(region);
        operation = Operations.Unwrap(operation);
        var node = facts.IsUnknown ? -1 : facts.NodeAround(operation);
        if (node < 0)
        {
            return true;
        }

        facts.Calls.TryGetValue(operation, out var call);
        var reached = facts.ReachFrom(operation, node);
        return (reached[node] & FlowGraph.LaterTurn) != 0
            || (call is { Flags: >= 0 } && (reached[call.Flags] & FlowGraph.LaterTurn) != 0)
            || reached[facts.ConditionNode] != 0
            || reached[facts.ExitNode] != 0
            || reached[facts.SettingNode] != 0
            || Guards.LeavesAfter(region, operation)
            || facts.DependOnPeople[node] != 0
            || (IsService(region) && facts.DependOnArrivals[node] != 0);
    }

    // while (true), while (!token.IsCancellationRequested): items come when they come.
    private static bool IsService(HotRegion region) =>
        region.Owner is IWhileLoopOperation loop
        && (loop.Condition is null
            || loop.Condition.ConstantValue is { HasValue: true, Value: true }
            || loop.Condition.DescendantsAndSelf().Any(part => part is IPropertyReferenceOperation { Property.Name: "IsCancellationRequested" }));

    // The outermost parts of the value that have a node say it all. Variables that were never met stand outside: not known.
    private static bool ReadBy(RegionFacts facts, IOperation value, Func<int, bool> isReached)
    {
        var found = false;
        var pending = new Stack<IOperation>();
        pending.Push(value);
        while (pending.Count > 0)
        {
            var current = pending.Pop();
            if (facts.Nodes.TryGetValue(current, out var node))
            {
                found = true;
                if (isReached(node))
                {
                    return true;
                }

                continue;
            }

            foreach (var child in current.ChildOperations)
            {
                pending.Push(child);
            }
        }

        return !found && value.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation or IParameterReferenceOperation or IMemberReferenceOperation or IInvocationOperation);
    }
}

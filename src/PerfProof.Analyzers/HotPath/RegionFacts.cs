using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Nodes of a call beside that of its result.</summary>
/// <param name="Outputs">What it leaves in the objects that it is given.</param>
/// <param name="Flags">The variables that decide whether it runs; negative when none does.</param>
internal sealed record CallNodes(int Outputs, int Flags);

/// <summary>What is written, read and decided within one region. Made in one pass over it, and remembered with its body.</summary>
internal sealed class RegionFacts
{
    private static readonly ConditionalWeakTable<IOperation, RegionFacts> memo = new();

    private readonly Lazy<byte[]> earlierComputed;
    private readonly Lazy<byte[]> earlierAny;
    private readonly Lazy<byte[]> fromPeople;
    private readonly Lazy<byte[]> fromArrivals;

    public RegionFacts()
    {
        this.earlierComputed = new(() => this.ReachFromEarlier(computedOnly: true));
        this.earlierAny = new(() => this.ReachFromEarlier(computedOnly: false));
        this.fromPeople = new(() => this.Graph.Reach(this.InteractiveCalls, throughControl: false));
        this.fromArrivals = new(() => this.Graph.Reach(this.Arrivals, throughControl: false));
        this.ConditionNode = this.Graph.NewNode();
        this.ExitNode = this.Graph.NewNode();
        this.SettingNode = this.Graph.NewNode();
    }

    /// <summary>What flows to what.</summary>
    public FlowGraph Graph { get; } = new();

    /// <summary>The variables met, by symbol.</summary>
    public Dictionary<ISymbol, Root> Roots { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>The node of each call, construction, reference and user-defined conversion.</summary>
    public Dictionary<IOperation, int> Nodes { get; } = [];

    /// <summary>What else is known of each call.</summary>
    public Dictionary<IOperation, CallNodes> Calls { get; } = [];

    /// <summary>The condition that decides about the next turn.</summary>
    public int ConditionNode { get; }

    /// <summary>What decides about leaving the loop from within.</summary>
    public int ExitNode { get; }

    /// <summary>What is set on an object that lives longer than a turn and that the region calls.</summary>
    public int SettingNode { get; }

    /// <summary>Calls that wait for a person.</summary>
    public List<int> InteractiveCalls { get; } = [];

    /// <summary>Calls that wait for the next item to arrive.</summary>
    public List<int> Arrivals { get; } = [];

    /// <summary>Variables that the region does nothing with but count.</summary>
    public HashSet<ISymbol> Counters { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the region was too much to look at: nothing is known of it.</summary>
    public bool IsUnknown { get; set; }

    /// <summary>Whether something of which nothing is known is called on <c>this</c>.</summary>
    public bool IsThisTouched { get; set; }

    /// <summary>The facts of a region.</summary>
    public static RegionFacts Of(HotRegion region) =>
        memo.TryGetValue(region.Body, out var facts) ? facts : memo.GetValue(region.Body, _ => FactsBuilder.Build(region));

    /// <summary>The node of the operation or of the nearest one around it; -1 when there is none.</summary>
    public int NodeAround(IOperation operation)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            if (this.Nodes.TryGetValue(current, out var node))
            {
                return node;
            }
        }

        return -1;
    }

    /// <summary>Everything that the result of an operation flows to, what it leaves in its arguments included.</summary>
    public byte[] ReachFrom(IOperation operation, int node) =>
        this.Graph.Reach(this.Calls.TryGetValue(operation, out var call) ? [node, call.Outputs] : [node], throughControl: true);

    /// <summary>Nodes that depend on what an earlier turn left behind; counting aside, unless asked for.</summary>
    public byte[] DependOnEarlier(bool includeCounters) => (includeCounters ? this.earlierAny : this.earlierComputed).Value;

    /// <summary>Nodes that depend on what a person typed during the region.</summary>
    public byte[] DependOnPeople => this.fromPeople.Value;

    /// <summary>Nodes that depend on an item that was waited for during the region.</summary>
    public byte[] DependOnArrivals => this.fromArrivals.Value;

    private byte[] ReachFromEarlier(bool computedOnly)
    {
        var starts = new List<int>();
        foreach (var root in this.Roots.Values)
        {
            if (!root.IsOuter)
            {
                continue;
            }

            foreach (var cell in root.Cells)
            {
                if (cell.IsComputed || (cell.IsWritten && !computedOnly))
                {
                    starts.Add(cell.Earlier);
                    starts.Add(cell.EarlierOtherElements);
                }
            }
        }

        return this.Graph.Reach(starts, throughControl: false);
    }
}

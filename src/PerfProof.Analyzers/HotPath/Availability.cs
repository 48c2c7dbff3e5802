using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Which of several places that compute the same value have certainly run, with nothing in between that could change the
/// value, when another of them runs: the classic analysis of available expressions, over the control flow of one function.
/// </summary>
internal sealed class Availability
{
    /// <summary>More places than this in one function are not looked at.</summary>
    public const int MaxSites = 62;

    // Nothing is known of a block yet: what joins with it stays as it is.
    private const ulong Unvisited = ulong.MaxValue;

    private readonly ControlFlowGraph graph;
    private readonly Dictionary<SyntaxNode, int> numbers = [];
    private readonly ImmutableArray<IOperation> sites;
    private readonly Func<IOperation, bool> mayChange;
    private readonly ulong[] seenAt;
    private readonly int[] blockOf;

    private Availability(ControlFlowGraph graph, ImmutableArray<IOperation> sites, Func<IOperation, bool> mayChange)
    {
        this.graph = graph;
        this.sites = sites;
        this.mayChange = mayChange;
        this.seenAt = new ulong[sites.Length];
        this.blockOf = new int[sites.Length];
        for (var i = 0; i < sites.Length; i++)
        {
            this.numbers[sites[i].Syntax] = i;
            this.blockOf[i] = -1;
        }

        this.Solve();
    }

    /// <summary>Analyses the function around the sites; null where its control flow cannot be had.</summary>
    /// <param name="sites">Calls of one function that compute the same value from the same parts.</param>
    /// <param name="mayChange">Whether an operation of the graph may change what the value is computed from.</param>
    /// <param name="cancellation">Cancels the analysis.</param>
    public static Availability? Of(ImmutableArray<IOperation> sites, Func<IOperation, bool> mayChange, CancellationToken cancellation) =>
        sites.Length is > 1 and <= MaxSites && GraphAround(sites[0], cancellation) is { } graph
            ? new Availability(graph, sites, mayChange)
            : null;

    /// <summary>The sites of which one has certainly run before this one, each on some way to it; empty when some way has none.</summary>
    public IEnumerable<IOperation> Before(IOperation site)
    {
        if (!this.numbers.TryGetValue(site.Syntax, out var number))
        {
            yield break;
        }

        for (var i = 0; i < this.sites.Length; i++)
        {
            if ((this.seenAt[number] & (1UL << i)) != 0)
            {
                yield return this.sites[i];
            }
        }
    }

    /// <summary>Whether every way that goes on after the first site, without an exception, comes to the second.</summary>
    public bool AlwaysFollows(IOperation second, IOperation first)
    {
        var start = this.BlockOf(first);
        var end = this.BlockOf(second);
        if (start < 0 || end < 0)
        {
            return false;
        }

        var seen = new HashSet<int> { start };
        var pending = new Stack<int>(seen);
        while (pending.Count > 0)
        {
            var block = this.graph.Blocks[pending.Pop()];
            if (block.Ordinal == end)
            {
                continue;
            }

            if (block.Kind == BasicBlockKind.Exit)
            {
                return false;
            }

            foreach (var branch in Branches(block))
            {
                if (branch.Destination is { } next && seen.Add(next.Ordinal))
                {
                    pending.Push(next.Ordinal);
                }
            }
        }

        return true;
    }

    private int BlockOf(IOperation site) => this.numbers.TryGetValue(site.Syntax, out var number) ? this.blockOf[number] : -1;

    private static ControlFlowGraph? GraphAround(IOperation operation, CancellationToken cancellation)
    {
        var functions = new Stack<IOperation>();
        for (var outer = operation.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                functions.Push(outer);
            }
        }

        var graph = Operations.RootOf(operation) switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IBlockOperation block => ControlFlowGraph.Create(block, cancellation),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            _ => null,
        };
        while (graph is not null && functions.Count > 0)
        {
            graph = functions.Pop() switch
            {
                ILocalFunctionOperation local when graph.LocalFunctions.Contains(local.Symbol) => graph.GetLocalFunctionControlFlowGraph(local.Symbol, cancellation),
                IAnonymousFunctionOperation lambda when LambdaIn(graph, lambda) is { } flow => graph.GetAnonymousFunctionControlFlowGraph(flow, cancellation),
                _ => null,
            };
        }

        return graph;
    }

    private static IFlowAnonymousFunctionOperation? LambdaIn(ControlFlowGraph graph, IAnonymousFunctionOperation lambda)
    {
        foreach (var block in graph.Blocks)
        {
            foreach (var operation in OperationsOf(block))
            {
                foreach (var inner in operation.DescendantsAndSelf())
                {
                    if (inner is IFlowAnonymousFunctionOperation flow && flow.Syntax == lambda.Syntax)
                    {
                        return flow;
                    }
                }
            }
        }

        return null;
    }

    private void Solve()
    {
        var into = new ulong[this.graph.Blocks.Length];
        for (var i = 0; i < into.Length; i++)
        {
            // What an exception leads to has no way into it here: nothing is known to have run.
            into[i] = this.graph.Blocks[i].Predecessors.IsEmpty ? 0 : Unvisited;
        }

        bool changed;
        do
        {
            changed = false;
            foreach (var block in this.graph.Blocks)
            {
                var state = into[block.Ordinal];
                if (state == Unvisited)
                {
                    continue;
                }

                foreach (var operation in OperationsOf(block))
                {
                    state = this.After(operation, state, block.Ordinal);
                }

                foreach (var branch in Branches(block))
                {
                    if (branch.Destination is { } next)
                    {
                        var joined = Join(into[next.Ordinal], this.ThroughFinally(branch) ? state : 0);
                        changed |= joined != into[next.Ordinal];
                        into[next.Ordinal] = joined;
                    }
                }
            }
        }
        while (changed);
    }

    private static ulong Join(ulong one, ulong other) => one == Unvisited ? other : one == 0 || other == 0 ? 0 : one | other;

    /// <summary>Whether the value outlives the finally blocks that run on the way.</summary>
    private bool ThroughFinally(ControlFlowBranch branch)
    {
        foreach (var region in branch.FinallyRegions)
        {
            for (var i = region.FirstBlockOrdinal; i <= region.LastBlockOrdinal; i++)
            {
                if (OperationsOf(this.graph.Blocks[i]).Any(operation => operation.DescendantsAndSelf().Any(this.mayChange)))
                {
                    return false;
                }
            }
        }

        return true;
    }

    // In the order of evaluation: the parts first.
    private ulong After(IOperation operation, ulong state, int block)
    {
        foreach (var child in operation.ChildOperations)
        {
            state = this.After(child, state, block);
        }

        if (operation is IInvocationOperation && this.numbers.TryGetValue(operation.Syntax, out var number))
        {
            // Looked at again until nothing changes: the last look counts.
            this.seenAt[number] = state;
            this.blockOf[number] = block;
            return 1UL << number;
        }

        return state != 0 && this.mayChange(operation) ? 0 : state;
    }

    private static IEnumerable<IOperation> OperationsOf(BasicBlock block) =>
        block.BranchValue is { } value ? block.Operations.Append(value) : block.Operations;

    // The graph has an edge out of "while (true)" that is never taken.
    private static IEnumerable<ControlFlowBranch> Branches(BasicBlock block)
    {
        bool? jumps = block.BranchValue?.ConstantValue is { HasValue: true, Value: bool value } ? value == (block.ConditionKind == ControlFlowConditionKind.WhenTrue) : null;
        if (block.ConditionalSuccessor is { } branch && jumps != false)
        {
            yield return branch;
        }

        if (block.FallThroughSuccessor is { } next && (block.ConditionalSuccessor is null || jumps != true))
        {
            yield return next;
        }
    }
}

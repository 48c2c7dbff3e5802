using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// Follows the ways through a method to a synchronise: whether on each of them something has waited for the same stream, and nothing
/// can have been queued since; and what comes right after it. Where a handler or a finally block comes in between, nothing is known.
/// </summary>
internal sealed class QueueFlow
{
    private readonly DeviceEvents events;
    private readonly DeviceWaits waits;
    private readonly IOperation target;
    private readonly ControlFlowGraph graph;
    private readonly Dictionary<(SyntaxNode, OperationKind), IOperation> originals = [];

    private QueueFlow(CompilationModel model, IOperation target, IOperation root, ControlFlowGraph graph)
    {
        this.events = DeviceEvents.Of(model);
        this.waits = new DeviceWaits(model, root);
        this.target = target;
        this.graph = graph;
        foreach (var operation in root.DescendantsAndSelf())
        {
            // Conversions of the language share their syntax with the one that somebody wrote.
            var key = (operation.Syntax, operation.Kind);
            if (!this.originals.ContainsKey(key) || !operation.IsImplicit || operation is IConversionOperation { OperatorMethod: not null })
            {
                this.originals[key] = operation;
            }
        }
    }

    /// <summary>Follows the method around a synchronise; null where it has no graph, or deals with more than one device.</summary>
    public static QueueFlow? Of(CompilationModel model, IOperation target)
    {
        var root = Operations.RootOf(target);
        var graph = root switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body),
            IBlockOperation body => ControlFlowGraph.Create(body),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer),
            _ => null,
        };
        if (graph is null || Within(graph, target.Syntax) is not { } own)
        {
            return null;
        }

        var flow = new QueueFlow(model, target, root, own);
        return flow.waits.HasOneDevice ? flow : null;
    }

    /// <summary>Whether there is nothing left to wait for when the synchronise begins.</summary>
    public bool IsIdleBefore()
    {
        var entries = new Dictionary<BasicBlock, bool> { [this.graph.Blocks[0]] = false };
        var handlers = new HashSet<int>();
        FindHandlers(this.graph.Root, handlers);
        var pending = new Queue<BasicBlock>(this.graph.Blocks.Where(block => block.Ordinal == 0 || handlers.Contains(block.Ordinal)));
        foreach (var handler in pending)
        {
            entries[handler] = false;
        }

        // A way on which it is idle may turn out not to be: states only fall, so that this ends.
        while (pending.Count > 0)
        {
            var block = pending.Dequeue();
            var isIdle = this.After(block, entries[block], out _);
            foreach (var branch in new[] { block.FallThroughSuccessor, block.ConditionalSuccessor })
            {
                if (branch?.Destination is not { } next)
                {
                    continue;
                }

                var state = isIdle && branch.FinallyRegions.IsEmpty;
                if (!entries.TryGetValue(next, out var known) || (known && !state))
                {
                    entries[next] = state && (!entries.ContainsKey(next) || known);
                    pending.Enqueue(next);
                }
            }
        }

        foreach (var block in this.graph.Blocks)
        {
            if (entries.TryGetValue(block, out var entry))
            {
                this.After(block, entry, out var atTarget);
                if (atTarget is { } isIdle)
                {
                    return isIdle;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The copy that comes next after the synchronise and waits for the same stream itself; null where anything else than making room
    /// for its data may come in between.
    /// </summary>
    public IOperation? CopyAfter()
    {
        foreach (var block in this.graph.Blocks)
        {
            var isPast = false;
            foreach (var operation in this.OperationsOf(block))
            {
                if (this.IsTarget(operation))
                {
                    isPast = true;
                }
                else if (isPast && operation is IInvocationOperation or IObjectCreationOperation or IPropertyReferenceOperation or IConversionOperation { OperatorMethod: not null } or IAwaitOperation)
                {
                    var original = this.OriginalOf(operation);
                    if (original is not null && this.events.IsWait(original))
                    {
                        return this.waits.Covers(original, this.target) && original is not IInvocationOperation { TargetMethod.ReturnType.Name: "Task" } ? original : null;
                    }

                    if (original is null || Measuring.IsClock(original) || !this.OnlyNames(original))
                    {
                        return null;
                    }
                }
            }

            if (isPast)
            {
                return null;
            }
        }

        return null;
    }

    // "new float[buffer.Length]" and "buffer.View.SubView(0, n)" stand between a synchronise and the copy without doing anything.
    private bool OnlyNames(IOperation operation) => operation switch
    {
        IAwaitOperation => false,
        _ => this.events.Of(operation) == DeviceEvent.None
            && (operation is IPropertyReferenceOperation || this.events.IsOfALibrary(operation) || (operation.Type is { } type && Effects.IsDataHolder(type))),
    };

    private bool After(BasicBlock block, bool isIdle, out bool? atTarget)
    {
        atTarget = null;
        foreach (var operation in this.OperationsOf(block))
        {
            if (this.IsTarget(operation))
            {
                atTarget = isIdle;
            }

            var original = this.OriginalOf(operation);
            var happens = original is not null ? this.events.Of(original)
                : operation is IInvocationOperation made ? this.events.OfImplicit(made.TargetMethod, this.Enumerated(made))
                : DeviceEvent.None;
            isIdle = happens switch
            {
                DeviceEvent.MayQueue => false,
                DeviceEvent.Waits => isIdle || this.waits.Covers(original!, this.target),
                _ => isIdle,
            };
        }

        return isIdle;
    }

    private bool IsTarget(IOperation operation) => operation.Syntax == this.target.Syntax && operation.Kind == this.target.Kind;

    private IOperation? OriginalOf(IOperation operation) => this.originals.TryGetValue((operation.Syntax, operation.Kind), out var original) ? original : null;

    // The calls of an enumerator stand at the expression that is enumerated.
    private ITypeSymbol? Enumerated(IInvocationOperation call) =>
        this.originals.FirstOrDefault(pair => pair.Key.Item1 == call.Syntax && pair.Value.Type is not null).Value?.Type;

    /// <summary>What a block evaluates, in the order in which it does.</summary>
    private IEnumerable<IOperation> OperationsOf(BasicBlock block) =>
        block.Operations.Concat(block.BranchValue is { } value ? [value] : []).SelectMany(InOrder);

    private static IEnumerable<IOperation> InOrder(IOperation operation) =>
        operation.ChildOperations.SelectMany(InOrder).Append(operation);

    private static void FindHandlers(ControlFlowRegion region, HashSet<int> found)
    {
        if (region.Kind is ControlFlowRegionKind.Catch or ControlFlowRegionKind.Filter or ControlFlowRegionKind.FilterAndHandler or ControlFlowRegionKind.Finally)
        {
            found.Add(region.FirstBlockOrdinal);
        }

        foreach (var nested in region.NestedRegions)
        {
            FindHandlers(nested, found);
        }
    }

    /// <summary>The graph of the innermost lambda or local function around the syntax.</summary>
    private static ControlFlowGraph? Within(ControlFlowGraph graph, SyntaxNode syntax)
    {
        foreach (var function in graph.LocalFunctions)
        {
            if (function.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == syntax.SyntaxTree && reference.Span.Contains(syntax.Span)))
            {
                return Within(graph.GetLocalFunctionControlFlowGraph(function), syntax);
            }
        }

        foreach (var block in graph.Blocks)
        {
            var lambda = block.Operations.Concat(block.BranchValue is { } value ? [value] : [])
                .SelectMany(operation => operation.DescendantsAndSelf())
                .OfType<IFlowAnonymousFunctionOperation>()
                .FirstOrDefault(lambda => lambda.Syntax.Span.Contains(syntax.Span));
            if (lambda is not null)
            {
                return Within(graph.GetAnonymousFunctionControlFlowGraph(lambda), syntax);
            }
        }

        return graph;
    }
}

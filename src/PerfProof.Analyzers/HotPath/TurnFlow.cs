using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Where the result of an operation goes to within its region, on the turn that computes it and on later ones: what is computed from
/// it, and what runs or not depending on it. <see cref="HotRegion.FeedsLaterTurn"/> answers whether it comes back to the operation.
/// </summary>
public sealed class TurnFlow
{
    private readonly HotRegion region;
    private readonly RegionFacts facts;
    private readonly byte[] reached;
    private readonly Dictionary<IOperation, bool> jumps = [];

    private TurnFlow(HotRegion region, IOperation source)
    {
        this.region = region;
        this.facts = RegionFacts.Of(region);
        var node = this.facts.IsUnknown ? -1 : this.facts.NodeAround(Operations.Unwrap(source));
        this.IsUnknown = node < 0;
        this.reached = this.IsUnknown ? [] : this.facts.ReachFrom(Operations.Unwrap(source), node);
    }

    /// <summary>Whether nothing is known of where the result goes.</summary>
    public bool IsUnknown { get; }

    /// <summary>Follows the result of an operation in a region.</summary>
    public static TurnFlow Of(HotRegion region, IOperation source) => new(region, source);

    /// <summary>Whether a value is computed from the result, or holds it.</summary>
    public bool Carries(IOperation value) =>
        this.IsUnknown || value.DescendantsAndSelf().Any(part => this.facts.Nodes.TryGetValue(part, out var node) && this.reached[node] != 0);

    /// <summary>Whether the operation runs or not depending on the result.</summary>
    public bool Decides(IOperation operation)
    {
        for (IOperation? part = operation, parent = operation.Parent; parent is not null && part != this.region.Body; part = parent, parent = parent.Parent)
        {
            var condition = parent switch
            {
                IConditionalOperation branch when part != branch.Condition => branch.Condition,
                ISwitchOperation choice when part != choice.Value => choice.Value,
                ISwitchExpressionOperation choice when part != choice.Value => choice.Value,
                IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when part == both.RightOperand => both.LeftOperand,
                IWhileLoopOperation loop when part == loop.Body => loop.Condition,
                IForLoopOperation loop when part == loop.Body => loop.Condition,
                _ => null,
            };
            if (condition is not null && this.Carries(condition))
            {
                return true;
            }

            // What follows a "continue" runs only where that was not taken.
            if (parent is IBlockOperation block && block.Operations.Any(earlier =>
                earlier.Syntax.SpanStart < part.Syntax.SpanStart
                && earlier.DescendantsAndSelf().Any(jump => jump is IBranchOperation { BranchKind: BranchKind.Continue } && !IsInInnerLoop(jump) && DecidesJump(jump))))
            {
                return true;
            }
        }

        return false;

        // Each jump is asked for by everything after it, other jumps included.
        bool DecidesJump(IOperation jump)
        {
            if (!this.jumps.TryGetValue(jump, out var decides))
            {
                this.jumps.Add(jump, false);
                this.jumps[jump] = decides = this.Decides(jump);
            }

            return decides;
        }

        bool IsInInnerLoop(IOperation jump) =>
            jump.Syntax.Ancestors().FirstOrDefault(node => node is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax)
                is { } loop && loop.Span != this.region.Owner.Syntax.Span;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>What runs depending on what: branches, inner loops, handlers and jumps.</summary>
internal sealed partial class FactsBuilder
{
    private void VisitConditional(IConditionalOperation conditional, int into)
    {
        var condition = this.graph.NewNode();
        this.Visit(conditional.Condition, condition);
        this.graph.Add(condition, into, Flow.Control);
        var (jumpsBefore, flagsBefore) = (this.jumps, this.flags);
        this.flags = this.FlagsOf(conditional.Condition);
        var decided = this.Under(condition, () => this.Visit(conditional.WhenTrue, into));
        this.Under(condition, () => this.Visit(conditional.WhenFalse, into));
        if (this.jumps != jumpsBefore)
        {
            // What follows a conditional jump runs depending on the same condition.
            this.control = decided;
        }
        else
        {
            this.flags = flagsBefore;
        }
    }

    private int FlagsOf(IOperation condition)
    {
        var node = this.graph.NewNode();
        this.graph.Add(this.flags, node);
        foreach (var part in Operations.Inline(condition))
        {
            if (Operations.VariableOf(part) is { } variable && part == Operations.Unwrap(part) && Effects.IsImmutable(part.Type))
            {
                this.graph.Add(this.RootOf(variable).Value.Earlier, node);
            }
        }

        return node;
    }

    private void VisitBinary(IBinaryOperation binary, int into)
    {
        // Long chains of + are left-deep: walk down the spine, then come back up.
        var spine = new Stack<IBinaryOperation>();
        IOperation left = binary;
        while (left is IBinaryOperation inner)
        {
            spine.Push(inner);
            left = inner.LeftOperand;
        }

        this.Visit(left, into);
        while (spine.Count > 0)
        {
            var current = spine.Pop();
            if (current.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
            {
                this.Under(None, () => this.Visit(current.RightOperand, into));
            }
            else
            {
                this.Visit(current.RightOperand, into);
            }
        }
    }

    private void VisitSwitch(ISwitchOperation @switch)
    {
        var value = this.graph.NewNode();
        this.Visit(@switch.Value, value);
        var jumpsBefore = this.jumps;
        var decided = None;
        foreach (var @case in @switch.Cases)
        {
            decided = this.Under(value, () =>
            {
                foreach (var clause in @case.Clauses)
                {
                    if (clause is IPatternCaseClauseOperation pattern)
                    {
                        this.BindPattern(pattern.Pattern, value);
                        this.Visit(pattern.Guard, value);
                    }
                }

                foreach (var statement in @case.Body)
                {
                    // The break of a section leaves only the switch.
                    if (statement is not IBranchOperation { BranchKind: BranchKind.Break } branch || this.IsRegionExit(branch))
                    {
                        this.Visit(statement, None);
                    }
                }
            });
        }

        if (this.jumps != jumpsBefore)
        {
            this.control = decided;
        }
    }

    private void VisitSwitchExpression(ISwitchExpressionOperation expression, int into)
    {
        var value = this.graph.NewNode();
        this.Visit(expression.Value, value);
        this.graph.Add(value, into, Flow.Control);
        foreach (var arm in expression.Arms)
        {
            this.Under(value, () =>
            {
                this.BindPattern(arm.Pattern, value);
                this.Visit(arm.Guard, value);
                this.Visit(arm.Value, into);
            });
        }
    }

    private void VisitInnerLoop(ILoopOperation loop)
    {
        var (controlBefore, flagsBefore) = (this.control, this.flags);
        var jumpsBefore = this.regionJumps;
        var condition = this.graph.NewNode();
        switch (loop)
        {
            case IForEachLoopOperation each:
                this.Visit(each.Collection, condition);
                foreach (var local in each.Locals)
                {
                    this.RootOf(local).Value.IsWritten = true;
                    this.graph.Add(condition, this.RootOf(local).Value.Written);
                }

                break;
            case IForLoopOperation counted:
                foreach (var before in counted.Before)
                {
                    this.Visit(before, None);
                }

                this.Visit(counted.Condition, condition);
                break;
            case IWhileLoopOperation { ConditionIsTop: true } head:
                this.Visit(head.Condition, condition);
                break;
        }

        this.Under(condition, () =>
        {
            this.Visit(loop.Body, None);
            if (loop is IForLoopOperation counted)
            {
                foreach (var bottom in counted.AtLoopBottom)
                {
                    this.Visit(bottom, None);
                }
            }

            if (loop is IWhileLoopOperation { ConditionIsTop: false } tail)
            {
                this.Visit(tail.Condition, condition);
            }
        });
        if (this.regionJumps == jumpsBefore)
        {
            this.control = controlBefore;
            this.flags = flagsBefore;
        }
    }

    private void VisitTry(ITryOperation @try)
    {
        var before = this.control;
        if (!@try.Catches.IsEmpty)
        {
            this.guardedTries++;
        }

        this.Visit(@try.Body, None);
        var after = this.control;
        if (!@try.Catches.IsEmpty)
        {
            this.guardedTries--;
        }

        var jumpsBefore = this.jumps;
        foreach (var handler in @try.Catches)
        {
            this.control = after;
            this.catches++;
            foreach (var local in handler.Locals)
            {
                this.graph.Add(after, this.RootOf(local).Value.Written, Flow.Control);
            }

            this.Under(None, () =>
            {
                this.Visit(handler.Filter, None);
                this.Visit(handler.Handler, None);
            });
            this.catches--;
        }

        this.control = this.jumps == jumpsBefore ? before : after;
        this.Visit(@try.Finally, None);
    }

    private void VisitBranch(IBranchOperation branch)
    {
        this.jumps++;
        if (branch.BranchKind == BranchKind.GoTo || this.IsRegionExit(branch))
        {
            this.regionJumps++;
            this.Leave();
        }
        else if (this.region.Owner is ILoopOperation loop && Operations.Same(branch.Target, loop.ContinueLabel))
        {
            this.regionJumps++;
        }
    }

    private void VisitReturn(IReturnOperation @return)
    {
        if (@return.Kind == OperationKind.YieldReturn)
        {
            this.Visit(@return.ReturnedValue, None);
            return;
        }

        this.Visit(@return.ReturnedValue, this.returns.Count > 0 ? this.returns.Peek() : None);
        this.jumps++;
        if (this.functionDepth == 0 && this.region.Owner is ILoopOperation)
        {
            this.regionJumps++;
            this.Leave();
        }
    }

    // Leaving because of a failure is what the caller of a batch does too; it does not count.
    private void Leave()
    {
        if (this.catches == 0)
        {
            this.graph.Add(this.control, this.facts.ExitNode, Flow.Control);
        }
    }

    private bool IsRegionExit(IBranchOperation branch) =>
        branch.BranchKind == BranchKind.Break && this.functionDepth == 0
        && this.region.Owner is ILoopOperation loop && Operations.Same(branch.Target, loop.ExitLabel);

    /// <summary>Walks something that runs depending on a condition; returns the node that decides.</summary>
    private int Under(int condition, Action walk)
    {
        var before = this.control;
        var decided = before;
        if (condition != None)
        {
            decided = this.graph.NewNode();
            this.graph.Add(before, decided, Flow.Control);
            this.graph.Add(condition, decided, Flow.Control);
        }

        this.control = decided;
        this.EnterScope();
        walk();
        this.LeaveScope();
        this.control = before;
        return decided;
    }
}

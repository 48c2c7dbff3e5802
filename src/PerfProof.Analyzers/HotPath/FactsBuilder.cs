using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// Walks a region once, in the order in which it runs, and notes what flows where. This part holds the walk over statements;
/// the others hold references and writes, and calls.
/// </summary>
internal sealed partial class FactsBuilder
{
    private const int None = -1;

    private readonly HotRegion region;
    private readonly MemberIndex index;
    private readonly PathResolver paths;
    private readonly RegionFacts facts = new();
    private readonly FlowGraph graph;
    private readonly List<SyntaxNode> functions = [];

    // Node of what decides whether the code being walked runs at all; None at the top.
    private int control = None;

    // The same, through variables that conditions ask directly: if (!found).
    private int flags = None;
    private int jumps;
    private int regionJumps;
    private int guardedTries;
    private int catches;
    private int functionDepth;

    private FactsBuilder(HotRegion region)
    {
        this.region = region;
        this.graph = this.facts.Graph;
        this.index = MemberIndex.Of(region.Owner);
        this.facts.Counters.UnionWith(Counters.Of(region));
        this.paths = new(region, this.index, this.facts.Counters.ToImmutableHashSet(SymbolEqualityComparer.Default)!);
    }

    /// <summary>Looks at a region.</summary>
    public static RegionFacts Build(HotRegion region)
    {
        var builder = new FactsBuilder(region);
        try
        {
            builder.Walk();
        }
        catch (InsufficientExecutionStackException)
        {
            // Code nested deeper than the stack is generated; nothing is claimed about it.
            builder.facts.IsUnknown = true;
        }

        return builder.facts;
    }

    private void Walk()
    {
        switch (this.region.Owner)
        {
            case IForLoopOperation loop:
                this.Visit(loop.Condition, this.facts.ConditionNode);
                this.Visit(loop.Body, None);

                // Reached by "continue" too.
                this.control = None;
                foreach (var bottom in loop.AtLoopBottom)
                {
                    this.Visit(bottom, None);
                }

                break;
            case IForEachLoopOperation loop:
                this.BindElement(this.region.Element, this.region.Source);
                this.Visit(loop.Body, None);
                break;
            case IWhileLoopOperation loop:
                if (loop.ConditionIsTop)
                {
                    this.Visit(loop.Condition, this.facts.ConditionNode);
                }

                this.Visit(loop.Body, None);
                if (!loop.ConditionIsTop)
                {
                    this.control = None;
                    this.Visit(loop.Condition, this.facts.ConditionNode);
                }

                break;
            default:
                this.BindElement(this.region.Element, this.region.Source);
                var result = this.graph.NewNode();
                this.returns.Push(result);
                this.Visit(this.region.Body, None);
                this.returns.Pop();
                this.UseResult(result);
                break;
        }

        this.Finish();
    }

    // What LINQ does with the lambda's result: an operator that stops early decides by it, Aggregate hands it to the next turn.
    private void UseResult(int result)
    {
        if (this.region.Owner is IInvocationOperation call && StopsEarly(call))
        {
            this.graph.Add(result, this.facts.ExitNode);
        }

        if (this.region.Accumulator is { } accumulator)
        {
            var root = this.RootOf(accumulator);
            root.Value.IsWritten = root.Value.IsComputed = true;
            this.graph.Add(result, root.Value.Written);
        }
    }

    private static bool StopsEarly(IInvocationOperation call)
    {
        for (IOperation? current = call; current is not null; current = current.Parent)
        {
            switch (current)
            {
                case IInvocationOperation outer when Repeaters.StopsEarly(outer.TargetMethod):
                    return true;
                case IInvocationOperation outer when outer != call && !Repeaters.IsLinq(outer.TargetMethod.ContainingType):
                    return false;
                case IInvocationOperation or IArgumentOperation or IConversionOperation or IParenthesizedOperation or ITranslatedQueryOperation:
                    continue;
                default:
                    return false;
            }
        }

        return false;
    }

    private void Visit(IOperation? operation, int into)
    {
        if (operation is null)
        {
            return;
        }

        RuntimeHelpers.EnsureSufficientExecutionStack();
        switch (operation)
        {
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
                or IArrayElementReferenceOperation or IInstanceReferenceOperation or IConditionalAccessInstanceOperation or IEventReferenceOperation:
                this.VisitReference(operation, into);
                break;
            case ISimpleAssignmentOperation assignment:
                this.VisitAssignment(assignment, into);
                break;
            case ICompoundAssignmentOperation compound:
                this.VisitCompound(compound, into);
                break;
            case ICoalesceAssignmentOperation coalesce:
                this.VisitCoalesceAssignment(coalesce, into);
                break;
            case IIncrementOrDecrementOperation increment:
                this.VisitIncrement(increment, into);
                break;
            case IDeconstructionAssignmentOperation deconstruction:
                this.VisitDeconstruction(deconstruction, into);
                break;
            case IVariableDeclaratorOperation declarator:
                this.VisitDeclarator(declarator);
                break;
            case IInvocationOperation call:
                this.VisitCall(call, into);
                break;
            case IObjectCreationOperation or IAnonymousObjectCreationOperation or IWithOperation or ITypeParameterObjectCreationOperation:
                this.VisitCreation(operation, into);
                break;
            case IConversionOperation { OperatorMethod: not null } conversion:
                var converted = this.NodeFor(conversion, into);
                this.Visit(conversion.Operand, converted);
                break;
            case IAnonymousFunctionOperation lambda:
                this.VisitFunction(lambda, into);
                break;
            case IMethodReferenceOperation reference:
                this.Visit(reference.Instance, into);
                if (this.index.BodyOf(reference.Method.OriginalDefinition) is ILocalFunctionOperation named)
                {
                    this.graph.Add(this.ResultOf(named, None), into);
                }

                break;
            case ILocalFunctionOperation:
                // Walked where it is called.
                break;
            case IIsPatternOperation pattern:
                this.VisitPattern(pattern, into);
                break;
            default:
                this.VisitFlow(operation, into);
                break;
        }
    }

    private void VisitFlow(IOperation operation, int into)
    {
        switch (operation)
        {
            case IConditionalOperation conditional:
                this.VisitConditional(conditional, into);
                break;
            case IConditionalAccessOperation access:
                this.Visit(access.Operation, into);
                this.Under(None, () => this.Visit(access.WhenNotNull, into));
                break;
            case ICoalesceOperation coalesce:
                this.Visit(coalesce.Value, into);
                this.Under(None, () => this.Visit(coalesce.WhenNull, into));
                break;
            case IBinaryOperation binary:
                this.VisitBinary(binary, into);
                break;
            case ISwitchOperation @switch:
                this.VisitSwitch(@switch);
                break;
            case ISwitchExpressionOperation expression:
                this.VisitSwitchExpression(expression, into);
                break;
            case ILoopOperation loop:
                this.VisitInnerLoop(loop);
                break;
            case ITryOperation @try:
                this.VisitTry(@try);
                break;
            case IBranchOperation branch:
                this.VisitBranch(branch);
                break;
            case IReturnOperation @return:
                this.VisitReturn(@return);
                break;
            case IExpressionStatementOperation statement:
                this.Visit(statement.Operation, None);
                break;
            default:
                foreach (var child in operation.ChildOperations)
                {
                    this.Visit(child, into);
                }

                break;
        }
    }

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

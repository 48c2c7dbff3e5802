using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Finds what keeps an operation from running on every turn: its place among conditions, handlers and jumps.</summary>
internal static class Guards
{
    public static string? Of(HotRegion region, IOperation operation)
    {
        var conditions = new GuardConditions(region);
        for (IOperation child = operation; child != region.Body && child != region.Owner && child.Parent is { } parent; child = parent)
        {
            if (OfParent(region, conditions, operation, parent, child) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    /// <summary>Whether the branch that holds the operation leaves the region after it, so that it runs at most once.</summary>
    public static bool LeavesAfter(HotRegion region, IOperation operation)
    {
        if (InInnerFunction(operation, region.Body))
        {
            return false;
        }

        for (IOperation child = operation; child != region.Body && child.Parent is { } parent; child = parent)
        {
            var statements = parent switch
            {
                IBlockOperation block => block.Operations,
                ISwitchCaseOperation section => section.Body,
                _ => default,
            };
            if (!statements.IsDefaultOrEmpty && Follows(region, statements, child))
            {
                return true;
            }

            if (parent is IConditionalOperation or ITryOperation && IsLeaving(region, child))
            {
                return true;
            }
        }

        return false;
    }

    private static string? OfParent(HotRegion region, GuardConditions conditions, IOperation operation, IOperation parent, IOperation child)
    {
        switch (parent)
        {
            case IConditionalOperation conditional when child != conditional.Condition:
                if (conditions.Reason(conditional.Condition, holds: child == conditional.WhenTrue) is { } reason)
                {
                    return reason;
                }

                return conditions.IsLazy(conditional.Condition, child, holds: child == conditional.WhenTrue) ? "initialised on first use"
                    : LeavesIn(region, child, operation) ? "followed by leaving the loop"
                    : null;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both when child == both.RightOperand:
                return conditions.Reason(both.LeftOperand, holds: true);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either when child == either.RightOperand:
                return conditions.Reason(either.LeftOperand, holds: false);
            case ICoalesceAssignmentOperation lazy when child == lazy.Value:
                return conditions.Outlives(lazy.Target) ? "initialised on first use" : null;
            case ICoalesceOperation coalesce when child == coalesce.WhenNull:
                return coalesce.Parent is ISimpleAssignmentOperation { Target: var target }
                    && Operations.VariableOf(target) is { } variable && Operations.Same(variable, Operations.VariableOf(coalesce.Value)) && conditions.Outlives(target)
                        ? "initialised on first use"
                        : null;
            case IConditionalAccessOperation access when child == access.WhenNotNull:
                return conditions.NamesLogging(access.Operation) ? "only when logging is on" : null;
            case ICatchClauseOperation:
                return "in a catch block";
            case ISwitchCaseOperation section:
                return (section.Parent is ISwitchOperation { Value: var value } && section.Clauses.All(clause => clause is ISingleValueCaseClauseOperation)
                        && conditions.IsPeriodic(value) ? "on an interval" : null)
                    ?? (LeavesIn(region, section, operation) ? "followed by leaving the loop" : null);
            case IInvocationOperation call when IsConditional(call.TargetMethod):
                return "compiled only for debugging";
            case IBlockOperation block:
                return AfterContinue(region, conditions, block, child);
            default:
                return null;
        }
    }

    // if (i % 100 != 0) continue; guards all that stands after it.
    private static string? AfterContinue(HotRegion region, GuardConditions conditions, IBlockOperation block, IOperation child)
    {
        foreach (var statement in block.Operations)
        {
            if (statement == child)
            {
                return null;
            }

            if (statement is IConditionalOperation { WhenFalse: null } conditional && Skips(region, conditional.WhenTrue)
                && conditions.Reason(conditional.Condition, holds: false) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static bool Skips(HotRegion region, IOperation branch)
    {
        var last = branch is IBlockOperation { Operations: { Length: > 0 } statements } ? statements[statements.Length - 1] : branch;
        return last is IBranchOperation { BranchKind: BranchKind.Continue } jump
            ? region.Owner is not ILoopOperation loop || Operations.Same(jump.Target, loop.ContinueLabel)
            : region.Lambda is not null && last is IReturnOperation { Kind: OperationKind.Return };
    }

    private static bool LeavesIn(HotRegion region, IOperation branch, IOperation operation) =>
        IsLeaving(region, branch) && !InInnerFunction(operation, branch);

    private static bool InInnerFunction(IOperation operation, IOperation branch)
    {
        for (IOperation? current = operation; current is not null && current != branch; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Follows(HotRegion region, System.Collections.Immutable.ImmutableArray<IOperation> statements, IOperation child)
    {
        var passed = false;
        foreach (var statement in statements)
        {
            passed |= statement == child;
            if (passed && IsLeaving(region, statement))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the statement, or the last one of a block, always leaves the region.</summary>
    private static bool IsLeaving(HotRegion region, IOperation statement)
    {
        var last = statement switch
        {
            IBlockOperation { Operations: { Length: > 0 } statements } => statements[statements.Length - 1],
            ISwitchCaseOperation { Body: { Length: > 0 } body } => body[body.Length - 1],
            _ => statement,
        };
        return last switch
        {
            IBlockOperation block when block != statement => IsLeaving(region, block),
            IReturnOperation { Kind: OperationKind.Return } => region.Lambda is null,
            IReturnOperation { Kind: OperationKind.YieldBreak } => true,
            IBranchOperation { BranchKind: BranchKind.Break } jump => region.Owner is ILoopOperation loop && Operations.Same(jump.Target, loop.ExitLabel),
            IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
            _ => false,
        };
    }

    private static bool IsConditional(IMethodSymbol method) =>
        method.GetAttributes().Any(attribute => attribute.AttributeClass is { Name: "ConditionalAttribute" });
}

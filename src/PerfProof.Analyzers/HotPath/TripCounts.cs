using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Number of turns, where the code states it.</summary>
internal static class TripCounts
{
    public static long? Of(HotRegion region) => region.Owner switch
    {
        ILoopOperation loop => Of(loop),
        IInvocationOperation { TargetMethod.Name: "For" } call when region.Kind == RegionKind.Parallel =>
            Constant(Repeaters.ArgumentNamed(call, "toExclusive")) - Constant(Repeaters.ArgumentNamed(call, "fromInclusive")) is { } count
                ? Math.Max(0, count)
                : null,
        IInvocationOperation when region.Source is { } source => CountOf(source),
        _ => null,
    };

    public static long? Of(ILoopOperation loop) => loop switch
    {
        IForLoopOperation { Condition: IBinaryOperation condition } counted => OfFor(counted, condition),
        IForEachLoopOperation each => CountOf(each.Collection),
        _ => null,
    };

    /// <summary>The variable that a <c>for</c> loop counts with, its start and its step; null when it is of another form.</summary>
    public static (ILocalSymbol Counter, IOperation Start, long Step)? CounterOf(IForLoopOperation loop)
    {
        if (loop.AtLoopBottom.Length != 1
            || loop.AtLoopBottom[0] is not IExpressionStatementOperation { Operation: var bump }
            || StepOf(bump) is not { } step)
        {
            return null;
        }

        foreach (var before in loop.Before)
        {
            if (before is IVariableDeclarationGroupOperation group)
            {
                foreach (var declaration in group.Declarations)
                {
                    foreach (var declarator in declaration.Declarators)
                    {
                        if (SymbolEqualityComparer.Default.Equals(declarator.Symbol, step.Counter)
                            && (declarator.Initializer ?? declaration.Initializer)?.Value is { } start)
                        {
                            return (step.Counter, start, step.By);
                        }
                    }
                }
            }
            else if (before is IExpressionStatementOperation { Operation: ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment }
                && SymbolEqualityComparer.Default.Equals(target.Local, step.Counter))
            {
                return (step.Counter, assignment.Value, step.By);
            }
        }

        return null;
    }

    private static (ILocalSymbol Counter, long By)? StepOf(IOperation bump)
    {
        switch (bump)
        {
            case IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target } increment:
                return (target.Local, increment.Kind == OperationKind.Increment ? 1 : -1);
            case ICompoundAssignmentOperation { Target: ILocalReferenceOperation target } compound
                when Constant(compound.Value) is { } by && compound.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract:
                return (target.Local, compound.OperatorKind == BinaryOperatorKind.Add ? by : -by);
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target, Value: IBinaryOperation sum }
                when sum.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract
                    && Operations.Unwrap(sum.LeftOperand) is ILocalReferenceOperation left
                    && SymbolEqualityComparer.Default.Equals(left.Local, target.Local)
                    && Constant(sum.RightOperand) is { } by:
                return (target.Local, sum.OperatorKind == BinaryOperatorKind.Add ? by : -by);
            default:
                return null;
        }
    }

    private static long? OfFor(IForLoopOperation loop, IBinaryOperation condition)
    {
        if (CounterOf(loop) is not { } counter || Constant(counter.Start) is not { } start || counter.Step == 0)
        {
            return null;
        }

        var kind = condition.OperatorKind;
        var limit = condition.RightOperand;
        if (!IsCounter(condition.LeftOperand, counter.Counter))
        {
            if (!IsCounter(condition.RightOperand, counter.Counter))
            {
                return null;
            }

            limit = condition.LeftOperand;
            kind = kind switch
            {
                BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
                BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
                BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
                BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
                _ => kind,
            };
        }

        if (Constant(limit) is not { } end || IsWritten(loop.Body, counter.Counter) || CanLeave(loop))
        {
            return null;
        }

        // Counters and limits are at most 64 bits wide; decimal arithmetic on them cannot overflow.
        decimal distance = kind switch
        {
            BinaryOperatorKind.LessThan when counter.Step > 0 => (decimal)end - start,
            BinaryOperatorKind.LessThanOrEqual when counter.Step > 0 => (decimal)end - start + 1,
            BinaryOperatorKind.GreaterThan when counter.Step < 0 => (decimal)start - end,
            BinaryOperatorKind.GreaterThanOrEqual when counter.Step < 0 => (decimal)start - end + 1,
            BinaryOperatorKind.NotEquals when Math.Sign(counter.Step) == Math.Sign((decimal)end - start) && ((decimal)end - start) % counter.Step == 0 =>
                Math.Abs((decimal)end - start),
            _ => -1,
        };
        if (distance <= 0)
        {
            return kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
                && (counter.Step > 0) == (kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual)
                ? 0
                : null;
        }

        var turns = decimal.Ceiling(distance / Math.Abs((decimal)counter.Step));
        return turns <= long.MaxValue ? (long)turns : null;
    }

    /// <summary>Number of elements of something enumerated, where it is written out.</summary>
    private static long? CountOf(IOperation source)
    {
        switch (Operations.Unwrap(source))
        {
            case IArrayCreationOperation { Initializer: { } initializer }:
                return initializer.ElementValues.Length;
            case IArrayCreationOperation { DimensionSizes.Length: 1 } array:
                return Constant(array.DimensionSizes[0]);
            case IInvocationOperation { TargetMethod.Name: "Range" or "Repeat" or "Take" } call when Repeaters.IsLinq(call.TargetMethod.ContainingType):
                // Take may find fewer elements; only its cap of one says something for certain.
                return Constant(Repeaters.ArgumentNamed(call, "count")) is { } count && (call.TargetMethod.Name != "Take" || count <= 1) ? count : null;
            case { ConstantValue: { HasValue: true, Value: string text } }:
                return text.Length;
            default:
                return null;
        }
    }

    private static bool IsCounter(IOperation operand, ILocalSymbol counter) =>
        Operations.Unwrap(operand) is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, counter);

    private static bool IsWritten(IOperation body, ILocalSymbol counter)
    {
        foreach (var inner in body.Descendants())
        {
            var target = inner switch
            {
                IAssignmentOperation assignment => assignment.Target,
                IIncrementOrDecrementOperation increment => increment.Target,
                IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument => argument.Value,
                IAddressOfOperation address => address.Reference,
                _ => null,
            };
            if (target is not null && target.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation local && SymbolEqualityComparer.Default.Equals(local.Local, counter))
                && Operations.Unwrap(target) is ILocalReferenceOperation or ITupleOperation)
            {
                return true;
            }
        }

        return false;
    }

    private static bool CanLeave(ILoopOperation loop)
    {
        foreach (var inner in Operations.Inline(loop.Body))
        {
            if (inner is IReturnOperation { Kind: OperationKind.Return } or IBranchOperation { BranchKind: BranchKind.GoTo }
                || (inner is IBranchOperation { BranchKind: BranchKind.Break } branch && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ExitLabel)))
            {
                return true;
            }
        }

        return false;
    }

    private static long? Constant(IOperation? value) => value?.ConstantValue is { HasValue: true, Value: { } constant }
        ? constant switch
        {
            int number => number,
            long number => number,
            short number => number,
            byte number => number,
            sbyte number => number,
            ushort number => number,
            uint number => number,
            char number => number,
            ulong number when number <= long.MaxValue => (long)number,
            _ => null,
        }
        : null;
}

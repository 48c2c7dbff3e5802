using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>What becomes of a text from turn to turn.</summary>
internal enum Growth
{
    /// <summary>Another text on each turn, or not known.</summary>
    None,

    /// <summary>The text of the turn before and more.</summary>
    Grows,

    /// <summary>A part of the text of the turn before.</summary>
    Shrinks,
}

/// <summary>
/// Decides whether what a turn counts is what the turn before counted, plus or minus a piece. An accumulator that is
/// emptied now and then (a chunk that is flushed when full) still grows; one that is emptied on every turn does not.
/// </summary>
internal sealed class GrowingText
{
    private const int MaxDepth = 6;

    private readonly HotRegion region;
    private readonly TurnOperations turn;

    private GrowingText(HotRegion region, TurnOperations turn)
    {
        this.region = region;
        this.turn = turn;
    }

    /// <summary>How the text that the operation counts changes between the turns of the region.</summary>
    public static Growth Of(HotRegion region, IOperation count, IOperation text, CancellationToken cancellation)
    {
        var turn = new TurnOperations(region, count, cancellation);
        return turn.WaitsForOthers ? Growth.None : new GrowingText(region, turn).Of(text, 0);
    }

    private Growth Of(IOperation? value, int depth)
    {
        if (value is null || depth > MaxDepth)
        {
            return Growth.None;
        }

        switch (Accumulation.Unwrap(value))
        {
            case ILocalReferenceOperation local when this.turn.IsDeclaredInside(local.Local):
                return this.OfTurnLocal(local.Local, depth);
            case ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation:
                return this.OfAccumulator(Accumulation.Unwrap(value));
            case IPropertyReferenceOperation { Arguments.Length: 0 } property:
                return Accumulation.IsWholeText(property.Property.Name) ? this.Of(property.Instance, depth + 1) : this.OfAccumulator(property);
            case ISimpleAssignmentOperation assignment:
                return this.Of(assignment.Value, depth + 1);
            case IConditionalOperation conditional:
                return this.First(depth, conditional.WhenTrue, conditional.WhenFalse);
            case ICoalesceOperation coalesce:
                return this.First(depth, coalesce.Value, coalesce.WhenNull);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return this.First(depth, sum.LeftOperand, sum.RightOperand);
            case IInterpolatedStringOperation text:
                return this.First(depth, text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression).ToArray());
            case IArrayCreationOperation { Initializer: { } initializer }:
                return this.First(depth, initializer.ElementValues.ToArray());
            case IInvocationOperation call:
                return this.OfCall(call, depth);
            case { } other when Slice.Of(other) is { } slice:
                return this.OfSlice(slice);
            default:
                return Growth.None;
        }
    }

    private Growth OfCall(IInvocationOperation call, int depth)
    {
        if (Slice.Of(call) is { } slice)
        {
            return this.OfSlice(slice);
        }

        if (call.TargetMethod is { ContainingType.SpecialType: SpecialType.System_String, IsStatic: true, Name: "Join" or "Concat" })
        {
            return this.First(depth, call.Arguments.Select(argument => argument.Value).ToArray());
        }

        var (receiver, arguments) = Accumulation.Receiver(call);
        if (receiver is null)
        {
            return Growth.None;
        }

        // sb.ToString(), text.Trim(), text.AsSpan(), lines.Select(...): the whole of the receiver. With an index it is a part.
        return Accumulation.KeepsWhole(call.TargetMethod.Name, arguments) ? this.Of(receiver, depth + 1) : Growth.None;
    }

    /// <summary>A variable of the turn: every value that it gets must be what grows.</summary>
    private Growth OfTurnLocal(ILocalSymbol local, int depth)
    {
        var result = Growth.None;
        foreach (var value in this.turn.ValuesOf(local))
        {
            var growth = this.Of(value, depth + 1);
            if (growth == Growth.None)
            {
                return Growth.None;
            }

            result = growth;
        }

        return result;
    }

    private Growth OfAccumulator(IOperation reference)
    {
        if (Accumulation.SymbolOf(reference) is not { } variable || this.turn.IsEmptiedOnEveryTurn(variable))
        {
            return Growth.None;
        }

        var isText = reference.Type is { IsValueType: true } or { SpecialType: SpecialType.System_String };
        if (isText && !this.region.ReadsEarlierTurn(reference))
        {
            return Growth.None;
        }

        var result = Growth.None;
        foreach (var change in this.turn.ChangesOf(variable))
        {
            var growth = change switch
            {
                IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Length" } } length => Accumulation.OfLength(length),
                ISimpleAssignmentOperation assignment => this.OfAssignment(assignment.Value, variable, 0),
                ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } => Growth.Grows,
                _ => Accumulation.OfMutation(change),
            };
            result = growth == Growth.Grows || result == Growth.None ? growth : result;
        }

        return result;
    }

    /// <summary>What a value makes of the variable that it is assigned to.</summary>
    private Growth OfAssignment(IOperation? value, ISymbol variable, int depth)
    {
        if (value is null || depth > MaxDepth)
        {
            return Growth.None;
        }

        value = Accumulation.Unwrap(value);
        if (Slice.Of(value) is { } slice)
        {
            return SymbolEqualityComparer.Default.Equals(Accumulation.SymbolOf(slice.Text), variable) ? Growth.Shrinks : this.OfSlice(slice);
        }

        foreach (var part in PartsOf(value))
        {
            if (this.Holds(part, variable, depth + 1))
            {
                return Growth.Grows;
            }
        }

        return value switch
        {
            IConditionalOperation conditional => Larger(this.OfAssignment(conditional.WhenTrue, variable, depth + 1), this.OfAssignment(conditional.WhenFalse, variable, depth + 1)),
            ILocalReferenceOperation local when this.turn.IsDeclaredInside(local.Local) =>
                this.turn.ValuesOf(local.Local).Select(inner => this.OfAssignment(inner, variable, depth + 1)).FirstOrDefault(growth => growth != Growth.None),
            IInvocationOperation call when Accumulation.Receiver(call) is ({ } receiver, var arguments) && Accumulation.KeepsWhole(call.TargetMethod.Name, arguments) =>
                this.OfAssignment(receiver, variable, depth + 1),
            _ => Growth.None,
        };
    }

    /// <summary>What a value is put together from.</summary>
    private static IEnumerable<IOperation> PartsOf(IOperation value)
    {
        switch (value)
        {
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                return new[] { sum.LeftOperand, sum.RightOperand };
            case IInterpolatedStringOperation text:
                return text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression);
            case IInvocationOperation { TargetMethod: { IsStatic: true, IsExtensionMethod: false, Name: "Join" or "Concat" } } call:
                return call.Arguments.SelectMany(argument => Accumulation.Elements(argument.Value));
            case IInvocationOperation { TargetMethod.Name: "Insert" or "Append" or "Prepend" or "Concat" or "Add" } call when Accumulation.Receiver(call).Receiver is { } receiver:
                return new[] { receiver };
            default:
                return Array.Empty<IOperation>();
        }
    }

    private bool Holds(IOperation value, ISymbol variable, int depth)
    {
        value = Accumulation.Unwrap(value);
        if (SymbolEqualityComparer.Default.Equals(Accumulation.SymbolOf(value), variable))
        {
            return true;
        }

        return depth <= MaxDepth && value switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => this.Holds(sum.LeftOperand, variable, depth + 1) || this.Holds(sum.RightOperand, variable, depth + 1),
            IConditionalOperation conditional => (conditional.WhenTrue is { } yes && this.Holds(yes, variable, depth + 1)) || (conditional.WhenFalse is { } no && this.Holds(no, variable, depth + 1)),
            ILocalReferenceOperation local when this.turn.IsDeclaredInside(local.Local) => this.turn.ValuesOf(local.Local).Any(inner => this.Holds(inner, variable, depth + 1)),
            IInvocationOperation call when Accumulation.Receiver(call) is ({ } receiver, var arguments) && Accumulation.KeepsWhole(call.TargetMethod.Name, arguments) => this.Holds(receiver, variable, depth + 1),
            _ => false,
        };
    }

    /// <summary>A beginning or an end of a text that stays the same grows with the index; a piece of a text that changes is counted once.</summary>
    private Growth OfSlice(Slice slice)
    {
        if (!this.region.IsInvariant(slice.Text))
        {
            return Growth.None;
        }

        if (slice.Start is null)
        {
            return Accumulation.Direction(slice.End, this.turn, this.region, 0) switch { > 0 => Growth.Grows, < 0 => Growth.Shrinks, _ => Growth.None };
        }

        return slice.End is null
            ? Accumulation.Direction(slice.Start, this.turn, this.region, 0) switch { > 0 => Growth.Shrinks, < 0 => Growth.Grows, _ => Growth.None }
            : Growth.None;
    }

    private Growth First(int depth, params IOperation?[] values)
    {
        foreach (var value in values)
        {
            if (this.Of(value, depth + 1) is not Growth.None and var growth)
            {
                return growth;
            }
        }

        return Growth.None;
    }

    private static Growth Larger(Growth one, Growth other) => one == Growth.None ? other : one;
}

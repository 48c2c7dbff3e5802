using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Tells conditions that hold on few turns (intervals, the first turn, verbose flags, timers) from conditions on the data.</summary>
internal sealed class GuardConditions(HotRegion region)
{
    private const int MaxFirstTurns = 10;
    private const int MaxDepth = 64;

    private static readonly HashSet<string> loggingWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "verbose", "verbosity", "debug", "debugging", "trace", "tracing", "log", "logs", "logging", "logger", "print", "printing", "profile", "profiling",
        "diagnostics", "diagnose", "telemetry", "dump",
    };

    private static readonly HashSet<string> quietWords = new(StringComparer.OrdinalIgnoreCase) { "quiet", "silent", "mute" };

    private static readonly HashSet<string> firstWords = new(StringComparer.OrdinalIgnoreCase) { "first", "last", "initial", "warmup", "warm" };

    /// <summary>Why the condition seldom has this value; null when it is about the data.</summary>
    public string? Reason(IOperation condition, bool holds, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            return null;
        }

        condition = Operations.Unwrap(condition);
        switch (condition)
        {
            case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not:
                return this.Reason(not.Operand, !holds, depth + 1);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And } both:
                return holds ? this.Reason(both.LeftOperand, true, depth + 1) ?? this.Reason(both.RightOperand, true, depth + 1) : this.Both(both, false, depth);
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or } either:
                return holds ? this.Both(either, true, depth) : this.Reason(either.LeftOperand, false, depth + 1) ?? this.Reason(either.RightOperand, false, depth + 1);
            case IBinaryOperation comparison:
                return this.ReasonOfComparison(comparison, holds);
            case IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern:
                return constant.Value.ConstantValue is { HasValue: true, Value: bool expected }
                    ? this.Reason(pattern.Value, holds == expected, depth + 1)
                    : holds && !IsNull(constant.Value) ? this.ReasonOfEquality(pattern.Value, constant.Value) : null;
            case IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern:
                return IsNull(constant.Value)
                    ? (holds && this.NamesLogging(pattern.Value) ? "only when logging is on" : null)
                    : holds ? null : this.ReasonOfEquality(pattern.Value, constant.Value);
            default:
                return this.ReasonOfFlag(condition, holds);
        }
    }

    /// <summary>Whether the condition asks if something that outlives the turn is still missing, and the branch sets it.</summary>
    public bool IsLazy(IOperation condition, IOperation branch, bool holds)
    {
        condition = Operations.Unwrap(condition);
        var tested = TestedForNull(condition, holds);
        if (tested is null && holds && condition.Type?.SpecialType == SpecialType.System_Boolean && Operations.VariableOf(condition) is not null)
        {
            // if (first) { first = false; ... }
            tested = condition;
        }

        return tested is not null && this.Outlives(tested) && Operations.VariableOf(tested) is { } variable
            && branch.DescendantsAndSelf().Any(inner => inner is IAssignmentOperation assignment
                && Operations.Same(Operations.VariableOf(assignment.Target), variable)
                && (tested.Type?.SpecialType != SpecialType.System_Boolean || assignment.Value.ConstantValue.HasValue));
    }

    /// <summary>Whether the place keeps its value from one turn to the next: not the element, nor what is declared in the region.</summary>
    public bool Outlives(IOperation place) => Operations.VariableOf(place) switch
    {
        null => false,
        ILocalSymbol or IParameterSymbol => Operations.VariableOf(place) is { } variable
            && !Operations.Same(variable, region.Element)
            && !variable.DeclaringSyntaxReferences.Any(reference => reference.SyntaxTree == region.Body.Syntax.SyntaxTree && region.Body.Syntax.Span.Contains(reference.Span)),
        _ => true,
    };

    /// <summary>Whether the value cycles through the turns: <c>i % 10</c>.</summary>
    public bool IsPeriodic(IOperation value) =>
        Operations.Unwrap(value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Remainder } remainder && IsInteger(remainder.Type)
        && remainder.LeftOperand.DescendantsAndSelf().Any(part => Operations.VariableOf(part) is not null || part is IMemberReferenceOperation);

    /// <summary>Whether the expression is named after logging, and is a switch or a logger rather than a number that is logged.</summary>
    public bool NamesLogging(IOperation expression)
    {
        expression = Operations.Unwrap(expression);
        return NameOf(expression) is { } name && WordsOf(name).Any(loggingWords.Contains) && IsSwitch(expression.Type);
    }

    private string? Both(IBinaryOperation operation, bool holds, int depth) =>
        this.Reason(operation.LeftOperand, holds, depth + 1) is { } reason && this.Reason(operation.RightOperand, holds, depth + 1) is not null ? reason : null;

    private string? ReasonOfComparison(IBinaryOperation comparison, bool holds)
    {
        switch (comparison.OperatorKind)
        {
            case BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals:
                var equal = (comparison.OperatorKind == BinaryOperatorKind.Equals) == holds;
                foreach (var (value, other) in new[] { (comparison.LeftOperand, comparison.RightOperand), (comparison.RightOperand, comparison.LeftOperand) })
                {
                    if (other.ConstantValue is { HasValue: true, Value: bool expected })
                    {
                        return this.Reason(value, equal == expected, 1);
                    }

                    if (IsNull(other))
                    {
                        return !equal && this.NamesLogging(value) ? "only when logging is on" : null;
                    }
                }

                return equal ? this.ReasonOfEquality(comparison.LeftOperand, comparison.RightOperand) : null;
            case BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual:
                if (IsTime(comparison.LeftOperand) || IsTime(comparison.RightOperand))
                {
                    return "on a timer";
                }

                var first = comparison.OperatorKind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual
                    ? (Value: comparison.LeftOperand, Limit: comparison.RightOperand)
                    : (Value: comparison.RightOperand, Limit: comparison.LeftOperand);
                return holds && this.IsCounter(first.Value) && first.Limit.ConstantValue is { HasValue: true, Value: int and <= MaxFirstTurns }
                    ? "on the first turns"
                    : null;
            default:
                return null;
        }
    }

    private string? ReasonOfEquality(IOperation left, IOperation right)
    {
        if (this.IsPeriodic(left) || this.IsPeriodic(right))
        {
            return "on an interval";
        }

        return (this.Counts(left) && !this.Counts(right) && this.IsFixed(right)) || (this.Counts(right) && !this.Counts(left) && this.IsFixed(left))
            ? "on one turn"
            : null;
    }

    private bool Counts(IOperation value) => this.IsCounter(value) || this.IsRunningTotal(value);

    /// <summary>Whether the region only ever adds to the variable: <c>seen += batch.Length</c> meets a fixed number once.</summary>
    private bool IsRunningTotal(IOperation value)
    {
        if (!IsInteger(value.Type) || !this.Outlives(value) || Operations.VariableOf(value) is not { } variable)
        {
            return false;
        }

        var added = 0;
        foreach (var operation in region.Body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case ICompoundAssignmentOperation { OperatorKind: BinaryOperatorKind.Add } sum when Operations.Same(Operations.VariableOf(sum.Target), variable):
                    added++;
                    break;
                case IAssignmentOperation assignment when Operations.Same(Operations.VariableOf(assignment.Target), variable):
                    return false;
            }
        }

        return added > 0;
    }

    private string? ReasonOfFlag(IOperation condition, bool holds)
    {
        if (condition.Type?.SpecialType != SpecialType.System_Boolean || NameOf(condition) is not { } name)
        {
            return null;
        }

        var words = WordsOf(name);
        if (holds && (words.Any(loggingWords.Contains) || name is "IsEnabled" or "IsAttached"))
        {
            return "only when logging is on";
        }

        if (!holds && words.Any(quietWords.Contains))
        {
            return "only when logging is on";
        }

        // A flag of its own, not a call such as First() or StartsWith.
        return holds && Operations.VariableOf(condition) is not null && words.Any(firstWords.Contains) ? "on one turn" : null;
    }

    /// <summary>Whether the value counts the turns of this region or of one around it.</summary>
    private bool IsCounter(IOperation value)
    {
        value = Operations.Unwrap(value);
        if (value is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } shifted && shifted.RightOperand.ConstantValue.HasValue)
        {
            value = Operations.Unwrap(shifted.LeftOperand);
        }

        if (Operations.VariableOf(value) is not { } variable || !IsInteger(value.Type))
        {
            return false;
        }

        for (var current = region; current is not null; current = current.Outer)
        {
            if (current.IsCounter(variable) || Operations.Same(current.Counter, variable)
                || (Operations.Same(current.Element, variable) && IsRange(current.Source)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsRange(IOperation? source) =>
        source is not null && Operations.Unwrap(source) is IInvocationOperation { TargetMethod: { Name: "Range", ContainingType: var type } } && Repeaters.IsLinq(type);

    private bool IsFixed(IOperation value) => value.ConstantValue.HasValue || region.IsInvariant(value);

    private static IOperation? TestedForNull(IOperation condition, bool holds) => condition switch
    {
        IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equal when holds => NullTested(equal),
        IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } notEqual when !holds => NullTested(notEqual),
        IIsPatternOperation { Pattern: IConstantPatternOperation constant } pattern when holds && IsNull(constant.Value) => pattern.Value,
        IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } pattern when !holds && IsNull(constant.Value) => pattern.Value,
        IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var operand } when holds && Operations.VariableOf(operand) is not null => operand,
        _ => null,
    };

    private static IOperation? NullTested(IBinaryOperation comparison) =>
        IsNull(comparison.RightOperand) ? comparison.LeftOperand : IsNull(comparison.LeftOperand) ? comparison.RightOperand : null;

    private static bool IsNull(IOperation value) => Operations.Unwrap(value).ConstantValue is { HasValue: true, Value: null } || Operations.Unwrap(value) is IDefaultValueOperation;

    private static bool IsTime(IOperation value) =>
        value.DescendantsAndSelf().Any(part => part is IMemberReferenceOperation { Member.ContainingType: { Name: "Stopwatch" or "DateTime" or "DateTimeOffset" or "Environment" } owner } && Repeaters.IsNamespace(owner, owner.Name == "Stopwatch" ? "System.Diagnostics" : "System"));

    private static bool IsInteger(ITypeSymbol? type) =>
        type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 };

    private static bool IsSwitch(ITypeSymbol? type) =>
        type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Delegate } || (type is { IsReferenceType: true } && type.SpecialType != SpecialType.System_String && !Effects.IsDataHolder(type));

    private static string? NameOf(IOperation expression) => expression switch
    {
        ILocalReferenceOperation local => local.Local.Name,
        IParameterReferenceOperation parameter => parameter.Parameter.Name,
        IMemberReferenceOperation member => member.Member.Name,
        IInvocationOperation call => call.TargetMethod.Name,
        _ => null,
    };

    /// <summary>The words of a name: <c>isVerbose_Mode</c> is <c>is</c>, <c>Verbose</c>, <c>Mode</c>.</summary>
    private static IEnumerable<string> WordsOf(string name)
    {
        var start = 0;
        for (var i = 1; i <= name.Length; i++)
        {
            var ends = i == name.Length || name[i] == '_' || (char.IsUpper(name[i]) && !char.IsUpper(name[i - 1]));
            if (ends)
            {
                var word = name.Substring(start, i - start).Trim('_');
                if (word.Length > 0)
                {
                    yield return word;
                }

                start = i;
            }
        }
    }
}

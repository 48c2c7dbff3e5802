using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>A value that goes nowhere but into log calls at levels which are often off.</summary>
internal sealed class LoggedValue
{
    private const int MaxDepth = 16;

    // The levels below a warning, as the libraries name them.
    private static readonly HashSet<string> quietLevels = new(StringComparer.Ordinal) { "Trace", "Debug", "Information", "Verbose", "Info" };

    private static readonly string[] flagWords = ["verbose", "debug", "trace", "log", "diagnos", "telemetry", "profil", "dump", "print"];

    private LoggedValue(ImmutableArray<IInvocationOperation> calls, ILocalSymbol? local)
    {
        this.Calls = calls;
        this.Local = local;
    }

    /// <summary>The log calls.</summary>
    public ImmutableArray<IInvocationOperation> Calls { get; }

    /// <summary>The local between the value and the calls; null where it is an argument itself.</summary>
    public ILocalSymbol? Local { get; }

    /// <summary>Whether the calls, or the value, stand where somebody asked for the level, or where hardly anything comes by.</summary>
    public bool IsGuarded { get; private init; }

    /// <summary>Follows a value; null when anything else uses it.</summary>
    public static LoggedValue? Of(IOperation value, CompilationModel model)
    {
        if (CallAround(value, model) is { } call)
        {
            return new LoggedValue(ImmutableArray.Create(call), null) { IsGuarded = IsUnderGuard(call) };
        }

        if (HolderOf(value) is not { } local || FunctionOf.Around(value) is not { } function)
        {
            return null;
        }

        var calls = ImmutableArray.CreateBuilder<IInvocationOperation>();
        foreach (var use in function.Body.Descendants())
        {
            if (use is ILocalReferenceOperation { IsDeclaration: false } reference && SymbolEqualityComparer.Default.Equals(reference.Local, local))
            {
                if (CallAround(reference, model) is not { } user)
                {
                    return null;
                }

                calls.Add(user);
            }
        }

        return calls.Count == 0 ? null : new LoggedValue(calls.ToImmutable(), local) { IsGuarded = IsUnderGuard(value) };
    }

    /// <summary>Whether the value stands in a private method that is called only where somebody asked for the level.</summary>
    public static bool IsInGuardedMethod(IOperation value, CompilationModel model) =>
        value.SemanticModel?.GetEnclosingSymbol(value.Syntax.SpanStart) is IMethodSymbol { DeclaredAccessibility: Accessibility.Private, MethodKind: MethodKind.Ordinary } method
        && model.CallSites.Of(method) is { IsComplete: true, Uses: { Length: > 0 } uses }
        && uses.All(use => use is IInvocationOperation && IsUnderGuard(use));

    /// <summary>Whether a condition asks for the level of a logger: <c>IsEnabled(...)</c>, <c>IsDebugEnabled</c>, a flag named after logging.</summary>
    public static bool AsksForLevel(IOperation condition)
    {
        foreach (var part in condition.DescendantsAndSelf())
        {
            var name = part switch
            {
                IInvocationOperation call => call.TargetMethod.Name,
                IMemberReferenceOperation member => member.Member.Name,
                ILocalReferenceOperation local => local.Local.Name,
                IParameterReferenceOperation parameter => parameter.Parameter.Name,
                _ => null,
            };
            if (name is not null && part.Type?.SpecialType == SpecialType.System_Boolean
                && (name.IndexOf("Enabled", StringComparison.Ordinal) >= 0 || flagWords.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0)))
            {
                return true;
            }
        }

        return false;
    }

    // The log call whose argument the value is part of, through formatting alone.
    private static IInvocationOperation? CallAround(IOperation value, CompilationModel model)
    {
        for (var depth = 0; depth < MaxDepth && value.Parent is { } parent; value = parent, depth++)
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IInterpolationOperation or IInterpolatedStringOperation or IArrayInitializerOperation or IArrayCreationOperation:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract or BinaryOperatorKind.Multiply or BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder }:
                case IArgumentOperation:
                    continue;
                case IInvocationOperation call when call.Instance == value:
                    if (!Effects.IsPure(call.TargetMethod) && !Effects.OnlyReadsReceiver(call.TargetMethod))
                    {
                        return null;
                    }

                    continue;
                case IInvocationOperation call:
                    if (IsLogging(call, model))
                    {
                        return call;
                    }

                    if (!Effects.IsPure(call.TargetMethod))
                    {
                        return null;
                    }

                    continue;
                default:
                    return null;
            }
        }

        return null;
    }

    private static bool IsLogging(IInvocationOperation call, CompilationModel model) =>
        model.Match(call, Roles.LogCall) is { } match
            ? match.Line[Keys.Guard] != "IsEnabled(*)" || call.Arguments.Any(argument => IsQuietLevel(argument.Value))
            : IsGenerated(call.TargetMethod);

    private static bool IsQuietLevel(IOperation value) =>
        Operations.Unwrap(value) is IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum } level } && quietLevels.Contains(level.Name);

    // A method that the logging generator fills in asks for the level, but after its arguments are computed.
    private static bool IsGenerated(IMethodSymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass?.Name != "LoggerMessageAttribute")
            {
                continue;
            }

            var level = attribute.NamedArguments.FirstOrDefault(argument => argument.Key == "Level").Value;
            var given = level.Kind == TypedConstantKind.Enum ? level : attribute.ConstructorArguments.FirstOrDefault(argument => argument.Kind == TypedConstantKind.Enum);
            return given is { Kind: TypedConstantKind.Enum, Type: { } type }
                && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field => Equals(field.ConstantValue, given.Value)) is { } field
                && quietLevels.Contains(field.Name);
        }

        return false;
    }

    private static ILocalSymbol? HolderOf(IOperation value)
    {
        while (value.Parent is IParenthesizedOperation or IConversionOperation { OperatorMethod: null })
        {
            value = value.Parent;
        }

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;
    }

    private static bool IsUnderGuard(IOperation operation)
    {
        for (IOperation child = operation; child.Parent is { } parent; child = parent)
        {
            switch (parent)
            {
                case IConditionalOperation conditional when child != conditional.Condition && AsksForLevel(conditional.Condition):
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both when child == both.RightOperand && AsksForLevel(both.LeftOperand):
                case ICatchClauseOperation:
                    return true;
                case IBlockOperation block when block.Operations.TakeWhile(statement => statement != child).Any(IsLeavingWhenOff):
                    return true;
            }
        }

        return operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart) is IMethodSymbol method && IsConditional(method);
    }

    // if (!logger.IsEnabled(LogLevel.Debug)) return;
    private static bool IsLeavingWhenOff(IOperation statement) =>
        statement is IConditionalOperation { WhenFalse: null } conditional
        && AsksForLevel(conditional.Condition)
        && conditional.WhenTrue.DescendantsAndSelf().Any(inner => inner is IReturnOperation or IBranchOperation { BranchKind: BranchKind.Continue or BranchKind.Break });

    private static bool IsConditional(IMethodSymbol method) => method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "ConditionalAttribute");
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>How the tokens of a generation are taken: a loop that leaves early, or a caller that may, limits it.</summary>
internal static class Consumption
{
    /// <summary>Whether something but the model may end the generation, or what takes the tokens cannot be seen.</summary>
    internal static bool IsLimited(IOperation generation)
    {
        var value = generation;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IAwaitOperation
            || value.Parent is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "WithCancellation" }
            || (value.Parent is IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsExtensionMethod: true, Name: "ConfigureAwait" or "WithCancellation" } } } && value.Parent.Parent is not null))
        {
            value = value.Parent!;
        }

        return IsTimed(generation) || value.Parent switch
        {
            IForEachLoopOperation loop when loop.Collection == value => IsLeft(loop),

            // A generator that is asked for one token at a time.
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsLimitedBySteps(declarator.Symbol, generation),
            IExpressionStatementOperation => false,
            _ => true,
        };
    }

    private static bool IsLeft(IOperation loop) => Operations.Inline(loop).Any(operation => operation switch
    {
        IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } => true,
        IReturnOperation or IThrowOperation => true,
        _ => false,
    });

    /// <summary>Loops that take tokens from a generator: limited when one stops for another reason than that the generator is done.</summary>
    private static bool IsLimitedBySteps(ISymbol generator, IOperation generation)
    {
        var root = Operations.RootOf(generation);
        var loops = root.Descendants().OfType<ILoopOperation>()
            .Where(loop => loop.Body.Descendants().Any(use => use is ILocalReferenceOperation local && Operations.Same(local.Local, generator)))
            .ToList();

        // Handed on or enumerated elsewhere: nothing is seen of how it ends.
        return loops.Count == 0 || loops.Any(loop => loop is not IWhileLoopOperation { Condition: { } condition } || IsLeft(loop) || !IsDoneOnly(condition, generator));
    }

    /// <summary><c>!generator.IsDone()</c>, and nothing besides.</summary>
    private static bool IsDoneOnly(IOperation condition, ISymbol generator) =>
        Operations.Unwrap(condition) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not
        && Operations.Unwrap(not.Operand) is IInvocationOperation { Arguments.Length: 0, Instance: { } instance }
        && Operations.Same(Operations.VariableOf(instance), generator);

    /// <summary>Whether a token is given that ends it after a time.</summary>
    private static bool IsTimed(IOperation generation)
    {
        var arguments = generation switch
        {
            IInvocationOperation call => call.Arguments,
            IObjectCreationOperation creation => creation.Arguments,
            _ => ImmutableArray<IArgumentOperation>.Empty,
        };
        var token = arguments.FirstOrDefault(argument => argument.ArgumentKind == ArgumentKind.Explicit && argument.Parameter?.Type.Name == "CancellationToken");
        return token is not null
            && Operations.RootOf(generation).Descendants().Any(operation => operation is IObjectCreationOperation { Type.Name: "CancellationTokenSource", Arguments.Length: > 0 }
                or IInvocationOperation { TargetMethod: { Name: "CancelAfter", ContainingType.Name: "CancellationTokenSource" } });
    }
}

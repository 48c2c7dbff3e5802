using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// Two runs of one model in one block, on inputs that have nothing to do with each other, whose outputs are put together: the prompt and the
/// negative prompt of a diffusion model. One run on both gives the same. Found at the second, which could have come along with the first.
/// </summary>
internal static class CallPair
{
    /// <summary>Whether the call is the second of exactly two.</summary>
    public static bool EndsAt(RuleContext context, RoleMatch match)
    {
        if (match.IsWrapped
            || match.Operation is not IInvocationOperation { Instance: { } receiver } second
            || Operations.VariableOf(receiver) is not { } model
            || StatementOf(second) is not { Parent: IBlockOperation block } statement
            || PerItemInference.IsInNetwork(context, second)
            || Measuring.IsMeasured(second))
        {
            return false;
        }

        var calls = block.Operations.SelectMany(Operations.Inline).OfType<IInvocationOperation>()
            .Where(call => call.Instance is { } instance && Operations.Same(Operations.VariableOf(instance), model) && context.Model.Match(call, Roles.Infer) is not null)
            .ToList();
        if (calls.Count != 2 || calls[1] != second || StatementOf(calls[0]) is not { } before || before.Parent != block || IsWritten(block, before, statement, model))
        {
            return false;
        }

        var ingredients = Ingredients.In(Operations.RootOf(second));
        var first = calls[0];
        return SameOtherThanInput(first, second)
            && !ingredients.Of(second.Arguments.Select(argument => argument.Value), second).Calls.Contains(first)
            && !IsTraining(context, block)
            && block.Operations.SelectMany(Operations.Inline).OfType<IInvocationOperation>().Any(call =>
                context.Model.Match(call, Roles.Concatenate) is { IsWrapped: false } && Joins(call, before, statement));
    }

    // torch.cat([cond, uncond]): names of variables that the two statements declare or write, and nothing else.
    private static bool Joins(IInvocationOperation call, IOperation first, IOperation second)
    {
        var parts = LiteralList.Of(call).Select(part => Operations.VariableOf(part)).Distinct(SymbolEqualityComparer.Default).ToList();
        return parts.Count == 2 && parts.All(part => part is ILocalSymbol)
            && ((Writes(first, parts[0]) && Writes(second, parts[1])) || (Writes(first, parts[1]) && Writes(second, parts[0])));
    }

    private static bool Writes(IOperation statement, ISymbol? variable) =>
        Operations.Inline(statement).Any(part => part switch
        {
            IVariableDeclaratorOperation declarator => Operations.Same(declarator.Symbol, variable),
            IAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Any(target => Operations.Same(Operations.VariableOf(target), variable)),
            _ => false,
        });

    private static bool IsWritten(IBlockOperation block, IOperation first, IOperation last, ISymbol model) =>
        block.Operations.SkipWhile(statement => statement != first).TakeWhile(statement => statement != last)
            .SelectMany(statement => statement.Descendants()).OfType<IAssignmentOperation>()
            .Any(assignment => Operations.Same(Operations.VariableOf(assignment.Target), model));

    // clip.forward(tokens, skip) twice: one argument differs, and the member is the same.
    private static bool SameOtherThanInput(IInvocationOperation first, IInvocationOperation second)
    {
        if (!SymbolEqualityComparer.Default.Equals(first.TargetMethod, second.TargetMethod))
        {
            return false;
        }

        var differing = first.Arguments.Zip(second.Arguments, (one, other) => one.Value.Syntax.IsEquivalentTo(other.Value.Syntax)).Count(same => !same);
        return differing == 1;
    }

    private static bool IsTraining(RuleContext context, IOperation block) =>
        Operations.RootOf(block).Descendants().OfType<IInvocationOperation>().Any(call => context.Model.Match(call, Roles.Train) is not null);

    private static IOperation? StatementOf(IOperation operation)
    {
        for (IOperation? current = operation; current is not null; current = current.Parent)
        {
            switch (current.Parent)
            {
                case IBlockOperation:
                    return current;
                case IAnonymousFunctionOperation or IConditionalOperation or ILoopOperation or ICoalesceOperation:
                    return null;
            }
        }

        return null;
    }
}

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
    /// <summary>The second of two runs whose outputs this call puts together; null where there are no two.</summary>
    public static RoleMatch? SecondRunOf(RuleContext context, RoleMatch concatenation)
    {
        var parts = LiteralList.Of(concatenation.Operation).Select(Operations.VariableOf).ToList();
        if (concatenation.IsWrapped
            || parts.Count != 2
            || parts[0] is not ILocalSymbol one
            || parts[1] is not ILocalSymbol other
            || PerItemInference.IsInNetwork(context, concatenation.Operation)
            || Measuring.IsMeasuredOrTested(concatenation.Operation))
        {
            return null;
        }

        for (IOperation? current = concatenation.Operation.Parent; current is not null and not IAnonymousFunctionOperation; current = current.Parent)
        {
            if (current is IBlockOperation block)
            {
                var writers = block.Operations.Where(statement => FirstWrittenBy(statement) is { } local && (Operations.Same(local, one) || Operations.Same(local, other))).ToList();
                if (writers.Count > 0)
                {
                    return writers.Count == 2 ? SecondOf(context, block, writers[0], writers[1]) : null;
                }
            }
        }

        return null;
    }

    private static RoleMatch? SecondOf(RuleContext context, IBlockOperation block, IOperation before, IOperation after)
    {
        if (RunIn(context, before) is not { } first
            || RunIn(context, after) is not { } second
            || first.Instance is not { } receiver
            || second.Instance is not { } again
            || Operations.VariableOf(receiver) is not { } model
            || !Operations.Same(model, Operations.VariableOf(again))
            || !DifferInOneArgument(first, second))
        {
            return null;
        }

        var between = block.Operations.SkipWhile(statement => statement != before).TakeWhile(statement => statement != after);
        var isOther = between.SelectMany(statement => statement.Descendants()).OfType<IAssignmentOperation>()
            .Any(assignment => Operations.Same(Operations.VariableOf(assignment.Target), model));
        var root = Operations.RootOf(block);
        return !isOther
            && Calls(block).Count(call => call.Instance is { } instance && Operations.Same(Operations.VariableOf(instance), model) && context.Model.Match(call, Roles.Infer) is not null) == 2
            && !Ingredients.In(root).Of(second.Arguments.Select(argument => argument.Value), second).Calls.Contains(first)
            && !Calls(root).Any(call => context.Model.Match(call, Roles.Train) is not null)
                ? context.Model.Match(second, Roles.Infer)
                : null;
    }

    private static IEnumerable<IInvocationOperation> Calls(IOperation operation) => operation.Descendants().OfType<IInvocationOperation>();

    private static IInvocationOperation? RunIn(RuleContext context, IOperation statement)
    {
        var runs = Operations.Inline(statement).OfType<IInvocationOperation>().Where(call => context.Model.Match(call, Roles.Infer) is { IsWrapped: false }).Take(2).ToList();
        return runs.Count == 1 ? runs[0] : null;
    }

    /// <summary>The first local that a statement declares or assigns: of several outputs, the one that is told from the others.</summary>
    private static ILocalSymbol? FirstWrittenBy(IOperation statement)
    {
        foreach (var part in statement is IVariableDeclarationGroupOperation or IExpressionStatementOperation ? Operations.Inline(statement) : [])
        {
            switch (part)
            {
                case IVariableDeclaratorOperation declarator:
                    return declarator.Symbol;
                case IAssignmentOperation assignment:
                    return assignment.Target.DescendantsAndSelf().OfType<ILocalReferenceOperation>().FirstOrDefault()?.Local;
            }
        }

        return null;
    }

    // clip.forward(tokens, skip), twice: what differs is what is run on.
    private static bool DifferInOneArgument(IInvocationOperation first, IInvocationOperation second) =>
        SymbolEqualityComparer.Default.Equals(first.TargetMethod, second.TargetMethod)
        && first.Arguments.Zip(second.Arguments, (one, other) => one.Value.Syntax.IsEquivalentTo(other.Value.Syntax)).Count(isSame => !isSame) == 1;
}

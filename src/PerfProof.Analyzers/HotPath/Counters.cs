using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Variables that have another value on every turn because the region counts with them.</summary>
internal static class Counters
{
    public static HashSet<ISymbol> Of(HotRegion region)
    {
        var counters = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (region.Owner is IForLoopOperation counted && TripCounts.CounterOf(counted) is { } counter)
        {
            counters.Add(counter.Counter);
        }

        if (region.IndexParameter is { } index)
        {
            counters.Add(index);
        }

        if (region.Element is { } element && region.Source is { } source && IsDistinct(source))
        {
            counters.Add(element);
        }

        if (region.Owner is ILoopOperation loop && loop.Body is IBlockOperation block)
        {
            // i++ as a statement of its own, on every turn.
            foreach (var statement in block.Operations)
            {
                if (statement is IExpressionStatementOperation { Operation: IIncrementOrDecrementOperation { Target: ILocalReferenceOperation target } })
                {
                    counters.Add(target.Local);
                }
            }
        }

        if (counters.Count > 0)
        {
            RemoveWritten(region, counters);
        }

        return counters;
    }

    // No element comes twice: numbers of a range, keys of a dictionary.
    private static bool IsDistinct(IOperation source) => Operations.Unwrap(source) switch
    {
        IInvocationOperation { TargetMethod: { Name: "Range", ContainingType: var type } } => Repeaters.IsLinq(type),
        IPropertyReferenceOperation { Property: { Name: "Keys", ContainingType: var type } } => type.Name.EndsWith("Dictionary", StringComparison.Ordinal),
        _ => false,
    };

    private static void RemoveWritten(HotRegion region, HashSet<ISymbol> counters)
    {
        var bumps = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var inner in region.Body.Descendants())
        {
            switch (inner)
            {
                case IIncrementOrDecrementOperation increment when Operations.VariableOf(increment.Target) is { } bumped:
                    if (!bumps.Add(bumped))
                    {
                        counters.Remove(bumped);
                    }

                    break;
                case IDeconstructionAssignmentOperation { Target: ITupleOperation tuple }:
                    foreach (var element in tuple.Elements)
                    {
                        Remove(element);
                    }

                    break;
                case IAssignmentOperation assignment:
                    Remove(assignment.Target);
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                    Remove(argument.Value);
                    break;
            }
        }

        void Remove(IOperation target)
        {
            if (Operations.VariableOf(target) is { } variable)
            {
                counters.Remove(variable);
            }
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Climbs from an operation to the code that runs it once per element.</summary>
internal static class RegionFinder
{
    private const int MaxDepth = 8;

    public static HotRegion? Enclosing(IOperation operation) => Enclosing(operation, []);

    // Functions that were looked at: those that call each other would lead in a circle, and those called often in a tree.
    private static HotRegion? Enclosing(IOperation operation, HashSet<IOperation> seen)
    {
        for (IOperation? child = operation, parent = operation.Parent; parent is not null; child = parent, parent = parent.Parent)
        {
            switch (parent)
            {
                case IForLoopOperation loop when child == loop.Body || child == loop.Condition || loop.AtLoopBottom.Contains(child):
                    if (!RunsAtMostOnce(loop))
                    {
                        return new(RegionKind.For, loop, loop.Body, null);
                    }

                    break;
                case IForEachLoopOperation loop when child == loop.Body:
                    if (!RunsAtMostOnce(loop))
                    {
                        return new(loop.IsAsynchronous ? RegionKind.AsyncForEach : RegionKind.ForEach, loop, loop.Body, null);
                    }

                    break;
                case IWhileLoopOperation loop:
                    if (!RunsAtMostOnce(loop))
                    {
                        return new(RegionKind.While, loop, loop.Body, null);
                    }

                    break;
                case IAnonymousFunctionOperation lambda:
                    switch (UseOf(lambda, out var kind, out var call))
                    {
                        case DelegateUse.PerElement:
                            return new(kind, call!, lambda.Body, lambda);
                        case DelegateUse.Once:
                            parent = call!;
                            break;
                        default:
                            return lambda.Symbol.Parameters.IsEmpty && HolderOf(lambda) is { } holder ? AroundCalls(holder, lambda, lambda.Symbol, seen) : null;
                    }

                    break;
                case ILocalFunctionOperation function:
                    return AroundCalls(function.Symbol, function, function.Symbol, seen);
            }
        }

        return null;
    }

    // Called from one place: as if it stood there. From several: in the deepest loop of them, where it takes nothing from its
    // caller; what takes an argument is a wrapper, and found at each of its calls. Handed on: not known.
    private static HotRegion? AroundCalls(ISymbol name, IOperation body, IMethodSymbol function, HashSet<IOperation> seen)
    {
        var sites = MemberIndex.Of(body).CallsOf(name, body);
        return !seen.Add(body) || (sites.Count > 1 && function.Parameters.Length > 0)
            ? null
            : sites.Select(site => Enclosing(site, seen)).OrderByDescending(Depth).FirstOrDefault();
    }

    private static int Depth(HotRegion? region)
    {
        var depth = 0;
        for (; region is not null && depth < MaxDepth; region = region.Outer)
        {
            depth++;
        }

        return depth;
    }

    // The local that a lambda is put into where it is declared.
    private static ISymbol? HolderOf(IAnonymousFunctionOperation lambda)
    {
        IOperation? value = lambda;
        while (value.Parent is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            value = value.Parent;
        }

        return value.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } ? declarator.Symbol : null;
    }

    /// <summary>What becomes of a lambda, or of a method handed over by name.</summary>
    public static DelegateUse UseOf(IOperation function, out RegionKind kind, out IInvocationOperation? call)
    {
        kind = RegionKind.Linq;
        call = null;
        var outer = function.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        if (outer is not IArgumentOperation { Parent: IInvocationOperation invocation } argument)
        {
            return DelegateUse.Unknown;
        }

        call = invocation;
        return Repeaters.UseOf(invocation.TargetMethod, argument.Parameter, out kind);
    }

    /// <summary>Whether the loop is left on its first turn, whatever happens in it.</summary>
    private static bool RunsAtMostOnce(ILoopOperation loop)
    {
        if (loop is IWhileLoopOperation { ConditionIsTop: false, Condition.ConstantValue: { HasValue: true, Value: false } })
        {
            return true;
        }

        if (TripCounts.Of(loop) is <= 1)
        {
            return true;
        }

        return LastStatement(loop.Body) is { } last && Leaves(last) && !HasContinue(loop);
    }

    private static IOperation? LastStatement(IOperation body)
    {
        while (body is IBlockOperation block)
        {
            if (block.Operations.IsEmpty)
            {
                return null;
            }

            body = block.Operations[block.Operations.Length - 1];
        }

        return body;
    }

    private static bool Leaves(IOperation last) => last switch
    {
        IReturnOperation { Kind: OperationKind.Return } => true,
        IBranchOperation { BranchKind: BranchKind.Break } => true,
        IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IThrowOperation => true,
        _ => false,
    };

    private static bool HasContinue(ILoopOperation loop)
    {
        foreach (var inner in Operations.Inline(loop.Body))
        {
            if (inner is IBranchOperation { BranchKind: BranchKind.GoTo }
                || (inner is IBranchOperation { BranchKind: BranchKind.Continue } branch
                    && SymbolEqualityComparer.Default.Equals(branch.Target, loop.ContinueLabel)))
            {
                return true;
            }
        }

        return false;
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;
using PerfProof.Wrappers;

namespace PerfProof.Rules;

/// <summary>
/// Decides whether what a turn embeds is an element of a list that is there before the loop starts. What a user types,
/// a socket delivers or a channel hands over is not: it could not be embedded together.
/// </summary>
internal static class InputOfTurn
{
    private const int MaxDepth = 6;

    /// <summary>Whether the input differs from turn to turn, the model does not, and the inputs are known to be at hand.</summary>
    public static bool IsElement(HotRegion region, RoleMatch match, IReadOnlyList<IOperation> inputs, CancellationToken cancellation)
    {
        if (match.Operation is not IInvocationOperation call || !HasSameReceiver(region, call))
        {
            return false;
        }

        var varies = inputs.Count > 0
            ? inputs.Any(input => !region.IsInvariant(input))
            : call.Arguments.Any(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && !region.IsInvariant(argument.Value));
        if (!varies || IsStream(region.Source) || IsTrial(region))
        {
            return false;
        }

        return HasFiniteSource(region)
            || (inputs.Count > 0 ? inputs : [call]).Any(input => IsTakenFromCollection(region, input, 0, cancellation));
    }

    private static bool HasSameReceiver(HotRegion region, IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.TargetMethod.IsExtensionMethod ? call.Arguments.FirstOrDefault()?.Value : null);
        return receiver is null || region.IsInvariant(receiver);
    }

    /// <summary>A <c>foreach</c>, a LINQ lambda, or a <c>for</c> that counts up to something.</summary>
    private static bool HasFiniteSource(HotRegion region) => region.Kind switch
    {
        RegionKind.While => false,
        RegionKind.For => region.Owner is IForLoopOperation { Condition: not null },
        _ => true,
    };

    private static bool IsStream(IOperation? source)
    {
        while (source is IConversionOperation conversion)
        {
            source = conversion.Operand;
        }

        return source is IInvocationOperation { TargetMethod.Name: "GetConsumingEnumerable" or "ReadAllAsync" or "ToBlockingEnumerable" };
    }

    /// <summary>The same list again on each turn of a counting loop around: a trial, a warm-up, an epoch.</summary>
    private static bool IsTrial(HotRegion region)
    {
        if (region.Source is not { } source || region.Outer is not { Kind: RegionKind.For, Owner: IForLoopOperation loop } outer || !outer.IsInvariant(source))
        {
            return false;
        }

        return !region.Body.Descendants().OfType<ILocalReferenceOperation>().Any(local => loop.Locals.Contains(local.Local, SymbolEqualityComparer.Default));
    }

    /// <summary>Whether the input of a turn comes from a queue, a list or an enumerator.</summary>
    private static bool IsTakenFromCollection(HotRegion region, IOperation value, int depth, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (depth > MaxDepth)
        {
            return false;
        }

        foreach (var part in value.DescendantsAndSelf())
        {
            switch (part)
            {
                case IAwaitOperation wait when wait != value:
                    return false;
                case IArrayElementReferenceOperation:
                case IPropertyReferenceOperation { Arguments.Length: > 0 }:
                case IPropertyReferenceOperation { Property.Name: "Current" }:
                case IInvocationOperation { TargetMethod.Name: "Dequeue" or "Pop" }:
                    return true;
                case ILocalReferenceOperation local when IsTakenFromCollection(region, local.Local, depth + 1, cancellation):
                    return true;
            }
        }

        return false;
    }

    private static bool IsTakenFromCollection(HotRegion region, ILocalSymbol local, int depth, CancellationToken cancellation)
    {
        foreach (var operation in region.Owner.Descendants())
        {
            switch (operation)
            {
                case IVariableDeclaratorOperation { Initializer: { } initializer } declarator when SymbolEqualityComparer.Default.Equals(declarator.Symbol, local):
                    return IsTakenFromCollection(region, initializer.Value, depth, cancellation);
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when SymbolEqualityComparer.Default.Equals(target.Local, local):
                    return IsTakenFromCollection(region, assignment.Value, depth, cancellation);
                case IInvocationOperation { TargetMethod.Name: "TryDequeue" or "TryPop" } call when call.Arguments.Any(argument => Names(argument.Value, local)):
                    return true;
            }
        }

        return false;
    }

    private static bool Names(IOperation argument, ILocalSymbol local) =>
        argument.DescendantsAndSelf().OfType<ILocalReferenceOperation>().Any(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local));
}

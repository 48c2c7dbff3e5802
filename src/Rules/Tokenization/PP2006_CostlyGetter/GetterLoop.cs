using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>The outermost loop in which a getter of one object gives the same on every turn, and what reads it there.</summary>
/// <param name="Loop">The loop.</param>
/// <param name="Reads">The reads that one before the loop can stand for, in the order of the text.</param>
internal sealed record GetterLoop(ILoopOperation Loop, ImmutableArray<IPropertyReferenceOperation> Reads)
{
    // A loop of few turns is not worth a word.
    private const int FewTurns = 16;

    /// <summary>Finds it; null where the read is not repeated, may differ from turn to turn, or hardly counts beside what the loop does.</summary>
    public static GetterLoop? Of(IOperation operation, CompilationModel model) =>
        operation is IPropertyReferenceOperation getter && VariableBehind(getter) is { } variable && OutermostAround(getter, model) is { } outermost
            ? new GetterLoop(outermost, outermost.Descendants().OfType<IPropertyReferenceOperation>()
                .Where(read => Operations.Same(read.Property, getter.Property) && Operations.Same(VariableBehind(read), variable) && IsOnlyLookedAt(read) && !IsInFunction(read, outermost))
                .OrderBy(read => read.Syntax.SpanStart)
                .ToImmutableArray())
            : null;

    /// <summary>Whether no other read of the loop stands before this one that would be found too.</summary>
    public bool IsFirst(IOperation getter, CompilationModel model) =>
        !this.Reads.Any(read => read.Syntax.SpanStart < getter.Syntax.SpanStart && OutermostAround(read, model)?.Syntax == this.Loop.Syntax);

    private static ILoopOperation? OutermostAround(IPropertyReferenceOperation getter, CompilationModel model)
    {
        ILoopOperation? outermost = null;
        if (getter.Parent is IArrayElementReferenceOperation element && IsOnlyLookedAt(getter))
        {
            for (var region = HotRegion.Enclosing(getter); region is not null && LoopOf(region, getter, element, model) is { } loop; region = region.Outer)
            {
                outermost = loop;
            }
        }

        return outermost;
    }

    // The loop of a region, where reading before it would do.
    private static ILoopOperation? LoopOf(HotRegion region, IPropertyReferenceOperation getter, IArrayElementReferenceOperation element, CompilationModel model) =>
        region.Owner is ILoopOperation loop
        && loop.Syntax.SyntaxTree == getter.Syntax.SyntaxTree && loop.Syntax.Span.Contains(getter.Syntax.Span)
        && !IsInFunction(getter, loop)
        && region.TripCount is null or > FewTurns
        && !region.IsRetry
        && region.GuardOf(getter) is null
        && region.IsInvariant(getter.Instance!)
        && element.Indices.All(index => IsFixed(index, region))
        && !DoesMore(loop, getter, model)
            ? loop
            : null;

    // A loop over the dimensions has few turns.
    private static bool IsFixed(IOperation index, HotRegion region) => Operations.IsConstant(index) || region.IsInvariant(index);

    // A variable by its name: reading that costs nothing, and does nothing.
    private static ISymbol? VariableBehind(IPropertyReferenceOperation getter) =>
        getter.Instance is { } owner && Operations.VariableOf(owner) is { } variable and not IPropertySymbol ? variable : null;

    // The array that is made each time is the caller's own: one for all must not be changed, or kept.
    private static bool IsOnlyLookedAt(IPropertyReferenceOperation getter) => getter.Parent switch
    {
        IArrayElementReferenceOperation element => element.ArrayReference == getter && element.Parent switch
        {
            IAssignmentOperation assignment => assignment.Target != element,
            IArgumentOperation argument => argument.Parameter?.RefKind is RefKind.None or RefKind.In,
            IIncrementOrDecrementOperation or IAddressOfOperation or IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol.RefKind: not RefKind.None } } => false,
            _ => true,
        },
        IPropertyReferenceOperation { Property.Name: "Length" } => true,
        _ => false,
    };

    // Anything else that is done with such objects costs far more than to ask for the property, and may change what it says.
    private static bool DoesMore(ILoopOperation loop, IPropertyReferenceOperation getter, CompilationModel model)
    {
        foreach (var part in loop.Descendants())
        {
            if (part is IAwaitOperation
                || (IsOne(part.Type, getter.Property.ContainingType) && !(part.Parent is IPropertyReferenceOperation read && model.Match(read, Roles.CostlyGetter) is not null)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsOne(ITypeSymbol? type, INamedTypeSymbol wanted)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (Operations.Same(type, wanted))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsInFunction(IOperation operation, IOperation within)
    {
        for (var outer = operation.Parent; outer is not null && outer.Syntax != within.Syntax; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation)
            {
                return true;
            }
        }

        return false;
    }
}

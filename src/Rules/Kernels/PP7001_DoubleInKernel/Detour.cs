using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Rules;

/// <summary>What makes an expression one on doubles.</summary>
/// <param name="Name">How the code writes it: <c>Math.Sqrt</c>, <c>0.5</c>.</param>
/// <param name="IsMath">Whether it is a function.</param>
/// <param name="Single">What does the same in float (<c>MathF.Sqrt</c>, <c>0.5f</c>); null where a cast must do.</param>
internal sealed record DoubleCause(string Name, bool IsMath, string? Single);

/// <summary>
/// Expressions that start from floats, compute in double, and end as floats, whole numbers or comparisons; those that share a
/// variable belong together, since all of them change or none.
/// </summary>
/// <param name="Ends">Where the doubles end: casts, comparisons.</param>
/// <param name="Locals">Variables of type double on the way, and what they are given.</param>
/// <param name="Cause">What begins it.</param>
/// <param name="Location">The first expression on doubles.</param>
/// <param name="IsRounded">Whether float may give another result: not where a float is only compared with a number that is one.</param>
internal sealed record Detour(
    ImmutableArray<IOperation> Ends,
    ImmutableArray<(ILocalSymbol Local, IOperation Value)> Locals,
    DoubleCause Cause,
    Location Location,
    bool IsRounded);

using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Planning.Instrumentation;

/// <summary>An operand of a call whose size is noted.</summary>
/// <param name="Operand">The operand.</param>
/// <param name="Name">What the parameter is called, or <c>this</c>.</param>
/// <param name="Length">How its size is asked for, of a value <c>__v</c>; null for a span.</param>
internal sealed record SizedOperand(ExpressionSyntax Operand, string Name, string? Length);

/// <summary>How one expression is rewritten.</summary>
/// <param name="Node">What is wrapped: the call, or the <c>?.</c> expression that it ends.</param>
/// <param name="Call">The call.</param>
/// <param name="Index">Its number.</param>
/// <param name="Time">What its time is.</param>
/// <param name="End">The recorder's method that ends it; null for one that is ended by a statement of its own.</param>
internal sealed record SitePlan(ExpressionSyntax Node, ExpressionSyntax Call, int Index, SiteTime Time, string? End)
{
    /// <summary>The operand after whose evaluation the clock starts; null where it starts before the call.</summary>
    public ExpressionSyntax? Late { get; init; }

    /// <summary>The recorder's method that takes that operand.</summary>
    public string Begin { get; init; } = "Begin";

    /// <summary>Whether operands that cost something are evaluated while the clock runs.</summary>
    public bool IncludesOperands { get; init; }

    /// <summary>Operands whose sizes are noted.</summary>
    public ImmutableArray<SizedOperand> Sizes { get; init; } = [];

    /// <summary>The type argument of that method where the call alone does not tell it: <c>new()</c>.</summary>
    public string TypeArgument { get; init; } = "";

    /// <summary>What the call means, to see that it still does when it is rewritten.</summary>
    public string Meaning { get; init; } = "";

    /// <summary>The name of the local variable that holds its mark.</summary>
    public string Mark => $"__mark{this.Index}";
}

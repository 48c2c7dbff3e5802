using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2002: the user's method as it is against the same with the count. No kernel stands for a list that is not made.</summary>
public sealed class EncodedToCountProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => EncodedToCount.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(16, 4096);
}

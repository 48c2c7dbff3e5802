using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2001.</summary>
public sealed class RepeatedCountProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RepeatedCount.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 1024);
}

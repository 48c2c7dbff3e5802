using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP4001.</summary>
public sealed class UnbatchedEmbeddingProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnbatchedEmbedding.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 128);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP4003: one layer of a network stands for the model, since the batch that the method should make is not written yet.
/// </summary>
public sealed class HollowBatchProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HollowBatch.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 128);

    /// <inheritdoc/>
    public override ImmutableArray<int> Batches(ProofContext context) => BatchPattern.BatchesUpTo(UnbatchedEmbedding.DefaultMaxBatch);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => BatchPattern.Products(this.Sizes(context));
}

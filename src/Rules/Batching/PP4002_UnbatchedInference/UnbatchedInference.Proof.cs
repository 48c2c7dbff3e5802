using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP4002: one layer of a network stands for the model, since a model takes a batch or does not, and only its author can say.
/// </summary>
public sealed class UnbatchedInferenceProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnbatchedInference.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 128);

    /// <inheritdoc/>
    public override ImmutableArray<int> Batches(ProofContext context) => BatchPattern.BatchesUpTo(UnbatchedEmbedding.DefaultMaxBatch);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => BatchPattern.Products(this.Sizes(context));
}

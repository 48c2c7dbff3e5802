using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP4001. Where the user's generator cannot be run, one layer of a network stands for it. What a request over
/// a network costs besides is not in the model.
/// </summary>
public sealed class UnbatchedEmbeddingProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnbatchedEmbedding.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 128);

    /// <inheritdoc/>
    public override ImmutableArray<int> Batches(ProofContext context) => BatchPattern.BatchesUpTo(
        int.TryParse(context.Fact(Facts.MaxBatch), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? most : UnbatchedEmbedding.DefaultMaxBatch);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => BatchPattern.Products(this.Sizes(context));
}

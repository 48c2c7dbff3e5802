using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2005: two counts against one. Where no fix applies, a counter that reads each byte of a text once stands for the tokenizer.</summary>
public sealed class CountedTwiceProof : RuleProof
{
    private const int Counts = 2;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CountedTwice.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 1024);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => CountPattern.Invariant(Counts, this.Sizes(context));
}

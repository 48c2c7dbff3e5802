using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2001. Where no fix applies, a counter that reads each byte of a text once stands for the tokenizer.</summary>
public sealed class RepeatedCountProof : RuleProof
{
    private const int UsualTrips = 16;
    private const int MostTrips = 256;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RepeatedCount.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 1024);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => context.Fact(Facts.Shape) == "invariant"
        ? CountPattern.Invariant(context.Trips(UsualTrips, MostTrips), this.Sizes(context))
        : CountPattern.Growing(this.Sizes(context));
}

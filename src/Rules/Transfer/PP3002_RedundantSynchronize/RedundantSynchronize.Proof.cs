using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP3002: launches that are waited for twice a turn against once.</summary>
public sealed class RedundantSynchronizeProof : RuleProof
{
    private const int Trips = 32;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => RedundantSynchronize.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context)
    {
        var kind = ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single;
        return ReadbackPattern.WaitTwice(kind, Trips, readsBack: context.Fact(Facts.Shape) == RedundantSynchronize.BeforeCopyShape);
    }
}

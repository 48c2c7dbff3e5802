using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP3005: readbacks into a new array each against readbacks into one.</summary>
public sealed class ReadbackAllocationProof : RuleProof
{
    private const int UsualTrips = 16;
    private const int MostTrips = 64;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ReadbackAllocation.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => ReadbackPattern.Allocating(
        ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single, context.Trips(UsualTrips, MostTrips));
}

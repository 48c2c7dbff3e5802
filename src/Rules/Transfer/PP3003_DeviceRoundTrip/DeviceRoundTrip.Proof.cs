using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP3003: results that go to the host and back against a copy on the device.</summary>
public sealed class DeviceRoundTripProof : RuleProof
{
    private const int Trips = 32;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DeviceRoundTrip.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) =>
        ReadbackPattern.RoundTrip(ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single, Trips);
}

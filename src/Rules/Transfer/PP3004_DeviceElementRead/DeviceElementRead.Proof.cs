using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP3004: a buffer read element by element against one copy of it.</summary>
public sealed class DeviceElementReadProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DeviceElementRead.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) =>
        ReadbackPattern.Elements(ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single);
}

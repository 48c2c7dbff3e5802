using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP7001: floats computed in double against float, in a kernel on a device.</summary>
public sealed class DoubleInKernelProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DoubleInKernel.Descriptor;

    /// <inheritdoc/>
    public override string DeclaredChange(ProofContext context) => DoublePattern.Change;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) =>
        DoublePattern.Of(context.Fact(Facts.Shape) == DoubleInKernel.MathShape, SizePlan.Sweep(1 << 12, 1 << 20));
}

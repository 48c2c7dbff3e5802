using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP7003: two element-wise kernels against one that does both.</summary>
public sealed class UnfusedLaunchesProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnfusedLaunches.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) =>
        FusionPattern.Of(ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single, SizePlan.Sweep(1 << 12, 1 << 20));
}

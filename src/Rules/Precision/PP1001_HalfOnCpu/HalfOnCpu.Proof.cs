using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP1001. Where the user's method cannot be run, its expression over arrays stands for it, or a loop of its kind.
/// </summary>
public sealed class HalfOnCpuProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfOnCpu.Descriptor;

    /// <inheritdoc/>
    public override string DeclaredChange(ProofContext context) => "half to float";

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) => HalfPattern.For(context);
}

using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP1001.</summary>
public sealed class HalfOnCpuProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfOnCpu.Descriptor;

    /// <inheritdoc/>
    public override string DeclaredChange(ProofContext context) => "half to float";
}

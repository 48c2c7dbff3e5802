using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP5002: the user's method as it is, and with the kernel kept.</summary>
public sealed class KernelLoadPerCallProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => KernelLoadPerCall.Descriptor;
}

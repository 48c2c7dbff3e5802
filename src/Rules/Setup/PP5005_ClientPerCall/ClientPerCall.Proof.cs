using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP5005: the user's method as it is, and with the client or accelerator kept.</summary>
public sealed class ClientPerCallProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ClientPerCall.Descriptor;
}

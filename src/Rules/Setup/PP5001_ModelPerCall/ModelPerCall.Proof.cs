using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP5001: the user's method as it is, and with the model kept.</summary>
public sealed class ModelPerCallProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ModelPerCall.Descriptor;
}

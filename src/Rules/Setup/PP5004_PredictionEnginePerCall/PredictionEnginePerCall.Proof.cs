using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP5004: the user's method as it is, and with the engine kept.</summary>
public sealed class PredictionEnginePerCallProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => PredictionEnginePerCall.Descriptor;
}

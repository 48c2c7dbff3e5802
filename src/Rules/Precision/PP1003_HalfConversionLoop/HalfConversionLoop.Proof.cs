using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP1003.</summary>
public sealed class HalfConversionLoopProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfConversionLoop.Descriptor;
}

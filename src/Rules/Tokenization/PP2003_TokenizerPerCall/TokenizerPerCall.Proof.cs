using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2003: the user's method as it is, and with the tokenizer kept.</summary>
public sealed class TokenizerPerCallProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => TokenizerPerCall.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(16, 1024);
}

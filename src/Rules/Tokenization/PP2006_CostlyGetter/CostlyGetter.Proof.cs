using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP2006: the method as it is and after the fix, where it can be run by itself.</summary>
public sealed class CostlyGetterProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => CostlyGetter.Descriptor;
}

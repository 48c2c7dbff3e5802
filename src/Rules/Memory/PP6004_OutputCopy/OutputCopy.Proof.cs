using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP6004: the method as it is and after the fix, where it can be run on outputs made up for it.</summary>
public sealed class OutputCopyProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => OutputCopy.Descriptor;
}

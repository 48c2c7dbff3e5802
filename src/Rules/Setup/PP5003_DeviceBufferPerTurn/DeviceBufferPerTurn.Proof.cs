using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP5003: the user's method as it is, and with the buffer allocated before the loop.</summary>
public sealed class DeviceBufferPerTurnProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => DeviceBufferPerTurn.Descriptor;
}

using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>The proof of PP3001: waiting on every turn against waiting once, on a device.</summary>
public sealed class ReadbackInLoopProof : RuleProof
{
    private const int UsualTrips = 32;
    private const int MostTrips = 128;

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => ReadbackInLoop.Descriptor;

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context)
    {
        var kind = ElementKinds.Parse(context.Fact(Facts.ElementType)) ?? ElementKind.Single;
        var trips = context.Trips(UsualTrips, MostTrips);
        return context.Fact(Facts.Shape) switch
        {
            ReadbackInLoop.SynchroniseShape => ReadbackPattern.Synchronise(kind, trips),
            ReadbackInLoop.UnchangedShape => ReadbackPattern.Unchanged(kind, trips),
            ReadbackInLoop.AccumulateShape => ReadbackPattern.Number(kind, trips),
            _ => IsOneNumber(context) ? ReadbackPattern.Number(kind, trips) : ReadbackPattern.Whole(kind, trips),
        };
    }

    // A call that gives an array, or nothing since it copies into one, reads a whole buffer.
    private static bool IsOneNumber(ProofContext context) =>
        context.Model.GetTypeInfo(context.Node).Type is { IsValueType: true, SpecialType: not SpecialType.System_Void };
}

using System.Collections.Immutable;
using PerfProof.KernelHost;

namespace PerfProof.Execution;

/// <summary>
/// What the code as it is produces around some inputs, in a clean process: how far rounding may take its results cannot be told from one of
/// them, since a sum that comes out at nearly nothing carries the errors of all its terms.
/// </summary>
/// <param name="By">By what share of itself (standard deviation) every floating-point number of the inputs was moved.</param>
/// <param name="Here">On the inputs themselves.</param>
/// <param name="Moved">On inputs moved at random, a few times.</param>
/// <param name="Others">On other inputs of that size and distribution: how large such results usually are.</param>
public sealed record Vicinity(double By, Observation Here, ImmutableArray<Observation> Moved, ImmutableArray<Observation> Others)
{
    /// <summary>The float64 reference on the other inputs, in their order: how inexact such results usually are. Empty where there is none.</summary>
    public ImmutableArray<Observation> Truths { get; init; } = [];
}

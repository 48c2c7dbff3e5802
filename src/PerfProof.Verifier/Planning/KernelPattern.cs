using System.Collections.Immutable;

namespace PerfProof.Planning;

/// <summary>A kernel in ILGPU's dialect: the text of a static method whose first parameter is <c>Index1D</c> and whose others are views and scalars.</summary>
/// <param name="Name">Name of the method.</param>
/// <param name="Source">The method.</param>
public sealed record KernelSource(string Name, string Source);

/// <summary>
/// The pattern as data: what is uploaded, launched, synchronised and read back, before and after. One source of the
/// kernels serves every host.
/// </summary>
/// <param name="Description">What is compared.</param>
/// <param name="Kernels">The kernels that the plans launch.</param>
/// <param name="Before">The pattern as people write it.</param>
/// <param name="After">Its remedy.</param>
/// <param name="Sizes">Sizes to measure at.</param>
public sealed record KernelPattern(
    string Description,
    ImmutableArray<KernelSource> Kernels,
    LaunchPlan Before,
    LaunchPlan After,
    SizePlan Sizes)
{
    /// <summary>The same in float64, where a change of precision is declared.</summary>
    public LaunchPlan? Oracle { get; init; }

    /// <summary>The change of precision that the remedy declares; null when it declares none.</summary>
    public string? DeclaredChange { get; init; }

    /// <summary>Whether the cost is on the host, so that plain timings on this CPU mean something; otherwise only a device's do.</summary>
    public bool IsHostCost { get; init; }
}

/// <summary>What is done with kernels and buffers, in order. Extended by the generation stage's helpers; see docs/verification.md.</summary>
/// <param name="Steps">The steps.</param>
public sealed record LaunchPlan(ImmutableArray<PlanStep> Steps);

/// <summary>A step of a launch plan.</summary>
public abstract record PlanStep;

using System.Collections.Immutable;

namespace PerfProof.Planning;

/// <summary>What a kernel computes on.</summary>
public enum ElementKind
{
    /// <summary><c>System.Half</c> on the host, the device library's own half type in a kernel.</summary>
    Half,

    /// <summary><see cref="float"/>.</summary>
    Single,

    /// <summary><see cref="double"/>.</summary>
    Double,

    /// <summary><see cref="int"/>.</summary>
    Int32,

    /// <summary><see cref="byte"/>.</summary>
    Byte,

    /// <summary><see cref="sbyte"/>.</summary>
    SByte,

    /// <summary><see cref="short"/>.</summary>
    Int16,

    /// <summary><see cref="ushort"/>.</summary>
    UInt16,

    /// <summary><see cref="uint"/>.</summary>
    UInt32,

    /// <summary><see cref="long"/>.</summary>
    Int64,

    /// <summary><see cref="ulong"/>.</summary>
    UInt64,
}

/// <summary>
/// A kernel in ILGPU's dialect: the text of a static method whose first parameter is <c>Index1D</c> or <c>Index2D</c> and whose
/// others are <c>ArrayView&lt;T&gt;</c> and numbers; without an index it is launched by groups. Helper methods and structs may follow it.
/// </summary>
/// <param name="Name">Name of the method.</param>
/// <param name="Source">The method.</param>
public sealed record KernelSource(string Name, string Source);

/// <summary>
/// The pattern as data: what is uploaded, launched, synchronised and read back, before and after. One source of the
/// kernels serves every host.
/// </summary>
/// <param name="Description">What is compared.</param>
/// <param name="Kernels">The kernels that the plans launch.</param>
/// <param name="Inputs">What all plans take: the same values go to each.</param>
/// <param name="Before">The pattern as people write it.</param>
/// <param name="After">Its remedy.</param>
/// <param name="Sizes">Sizes to measure at.</param>
public sealed record KernelPattern(
    string Description,
    ImmutableArray<KernelSource> Kernels,
    ImmutableArray<PlanInput> Inputs,
    LaunchPlan Before,
    LaunchPlan After,
    SizePlan Sizes)
{
    /// <summary>Directives of the kernels' file that they need (<c>using static System.MathF;</c>), besides those of every host.</summary>
    public ImmutableArray<string> Usings { get; init; } = [];

    /// <summary>The same in float64, where a change of precision is declared.</summary>
    public LaunchPlan? Oracle { get; init; }

    /// <summary>The change of precision that the remedy declares; null when it declares none.</summary>
    public string? DeclaredChange { get; init; }

    /// <summary>Whether the cost is on the host, so that plain timings on this CPU mean something; otherwise only a device's do.</summary>
    public bool IsHostCost { get; init; }

    /// <summary>
    /// Why nothing can be timed where there is no device (<c>readback costs nothing on a CPU</c>), for a pattern whose
    /// cost is not on the host.
    /// </summary>
    public string? WhyDeviceOnly { get; init; }
}

/// <summary>What is done with kernels and buffers, in order. What it costs is what stands in it, nothing else.</summary>
/// <param name="Buffers">Memory of the device.</param>
/// <param name="Outputs">Arrays of the host that are returned.</param>
/// <param name="Steps">The steps.</param>
public sealed record LaunchPlan(
    ImmutableArray<PlanBuffer> Buffers,
    ImmutableArray<PlanOutput> Outputs,
    ImmutableArray<PlanStep> Steps);

/// <summary>Something that the child process makes up: an array of the host, or a number.</summary>
/// <param name="Name">A C# identifier, not <c>n</c>.</param>
/// <param name="Kind">Type of its elements.</param>
/// <param name="Length">How many; null for a single number. It may depend on the size only.</param>
public sealed record PlanInput(string Name, ElementKind Kind, Amount? Length)
{
    /// <summary>How the child process is told its length; null for a number.</summary>
    public KeyValuePair<string, string>? LengthHint => this.Length is { } length
        ? new(this.Name + ".Length", string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{length.Constant}+{length.PerSize}n+{length.PerSquare}n*n"))
        : null;
}

/// <summary>
/// Memory of the device. One that no <see cref="AllocateStep"/> names stands ready before the first call and is kept
/// between calls, as in a program that allocates once; what a call finds in it is undefined.
/// </summary>
/// <param name="Name">A C# identifier.</param>
/// <param name="Kind">Type of its elements.</param>
/// <param name="Length">How many.</param>
public sealed record PlanBuffer(string Name, ElementKind Kind, Amount Length);

/// <summary>An array of the host that a plan returns.</summary>
/// <param name="Name">A C# identifier.</param>
/// <param name="Kind">Type of its elements.</param>
/// <param name="Length">How many.</param>
public sealed record PlanOutput(string Name, ElementKind Kind, Amount Length);

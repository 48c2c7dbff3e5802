using System.Collections.Immutable;
using System.Globalization;

namespace PerfProof.Planning;

/// <summary>A number that depends on the size n and on the turn t of the innermost repetition: Constant + PerSize n + PerTurn t + PerSizeAndTurn n t + PerSquare n n.</summary>
/// <param name="Constant">What does not depend on either.</param>
/// <param name="PerSize">Factor of n.</param>
/// <param name="PerTurn">Factor of t, which counts from 0.</param>
/// <param name="PerSizeAndTurn">Factor of n t.</param>
/// <param name="PerSquare">Factor of n n.</param>
public readonly record struct Amount(int Constant, int PerSize = 0, int PerTurn = 0, int PerSizeAndTurn = 0, int PerSquare = 0)
{
    /// <summary>The size.</summary>
    public static Amount Size { get; } = new(0, 1);

    /// <summary>The turn.</summary>
    public static Amount Turn { get; } = new(0, 0, 1);

    /// <summary>The size times the turn: where the part of a turn begins.</summary>
    public static Amount SizeTimesTurn { get; } = new(0, 0, 0, 1);

    /// <summary>A number that does not depend on anything.</summary>
    public static implicit operator Amount(int constant) => new(constant);

    /// <summary>Both together.</summary>
    public static Amount operator +(Amount a, Amount b) =>
        new(a.Constant + b.Constant, a.PerSize + b.PerSize, a.PerTurn + b.PerTurn, a.PerSizeAndTurn + b.PerSizeAndTurn, a.PerSquare + b.PerSquare);

    /// <summary>Many times.</summary>
    public static Amount operator *(Amount a, int times) =>
        new(a.Constant * times, a.PerSize * times, a.PerTurn * times, a.PerSizeAndTurn * times, a.PerSquare * times);

    /// <summary>Whether it is the same for all sizes and turns.</summary>
    public bool IsConstant => this == new Amount(this.Constant);

    /// <summary>Whether it depends on the turn, and so means something within a repetition only.</summary>
    public bool IsPerTurn => this.PerTurn != 0 || this.PerSizeAndTurn != 0;

    /// <summary>How much it is.</summary>
    public double At(double size, double turn) =>
        this.Constant + (this.PerSize * size) + (this.PerTurn * turn) + (this.PerSizeAndTurn * size * turn) + (this.PerSquare * size * size);

    /// <summary>As C#.</summary>
    /// <param name="size">The variable that holds the size.</param>
    /// <param name="turn">The variable that holds the turn.</param>
    public string ToCode(string size, string turn)
    {
        var terms = new List<string>();
        Add(this.Constant, null);
        Add(this.PerSize, size);
        Add(this.PerTurn, turn);
        Add(this.PerSizeAndTurn, $"{size} * {turn}");
        Add(this.PerSquare, $"{size} * {size}");
        return terms.Count == 0 ? "0" : string.Join(" + ", terms);

        void Add(int factor, string? variable)
        {
            if (factor != 0)
            {
                var number = factor.ToString(CultureInfo.InvariantCulture);
                terms.Add(variable is null ? number : factor == 1 ? variable : $"{number} * {variable}");
            }
        }
    }
}

/// <summary>A step of a launch plan.</summary>
public abstract record PlanStep;

/// <summary>Allocates a buffer anew; freed when it is allocated again or the plan ends.</summary>
/// <param name="Buffer">Which.</param>
public sealed record AllocateStep(string Buffer) : PlanStep;

/// <summary>Copies from the host to the device, and waits for it.</summary>
/// <param name="Input">The array; its whole length, unless <paramref name="Length"/> says less.</param>
/// <param name="Buffer">Where to.</param>
/// <param name="From">First element of the array.</param>
/// <param name="At">First element of the buffer.</param>
/// <param name="Length">How many; null for the whole buffer.</param>
public sealed record UploadStep(string Input, string Buffer, Amount From = default, Amount At = default, Amount? Length = null) : PlanStep;

/// <summary>Queues a kernel.</summary>
/// <param name="Kernel">Which.</param>
/// <param name="Extent">How many threads: elements, for a kernel that takes its index.</param>
/// <param name="Arguments">Its arguments after the index.</param>
public sealed record LaunchStep(string Kernel, Amount Extent, ImmutableArray<PlanArgument> Arguments) : PlanStep
{
    /// <summary>How many threads in the second dimension; null for a launch in one.</summary>
    public Amount? ExtentY { get; init; }

    /// <summary>
    /// The group of a kernel that is launched by groups (ILGPU's <c>KernelConfig</c>), and so may use
    /// <c>Group</c>, <c>Grid</c> and <c>SharedMemory</c>. The grid has as many groups as cover the extent, so that the last
    /// one may reach beyond it. Null for a kernel that takes its index: the device chooses its groups.
    /// </summary>
    public GroupExtent? Group { get; init; }
}

/// <summary>How many threads a group has.</summary>
/// <param name="X">In the first dimension.</param>
/// <param name="Y">In the second.</param>
public readonly record struct GroupExtent(int X, int Y = 1)
{
    /// <summary>All of them.</summary>
    public int Count => this.X * this.Y;
}

/// <summary>Waits until the device has done all that was queued.</summary>
public sealed record SynchroniseStep : PlanStep;

/// <summary>Copies from the device to the host, and waits for it.</summary>
/// <param name="Buffer">Where from.</param>
/// <param name="Output">The array.</param>
/// <param name="Allocates">Whether into a new array of the whole output, rather than into one that is kept between calls.</param>
/// <param name="From">First element of the buffer.</param>
/// <param name="At">First element of the array.</param>
/// <param name="Length">How many; null for the whole output.</param>
public sealed record DownloadStep(
    string Buffer, string Output, bool Allocates = false, Amount From = default, Amount At = default, Amount? Length = null) : PlanStep;

/// <summary>Does steps again and again.</summary>
/// <param name="Count">How often.</param>
/// <param name="Steps">The steps of a turn.</param>
public sealed record RepeatStep(Amount Count, ImmutableArray<PlanStep> Steps) : PlanStep;

/// <summary>An argument of a kernel.</summary>
public abstract record PlanArgument;

/// <summary>A view of a buffer.</summary>
/// <param name="Buffer">Which.</param>
/// <param name="From">Its first element.</param>
/// <param name="Length">How many; null for the whole buffer.</param>
public sealed record ViewArgument(string Buffer, Amount From = default, Amount? Length = null) : PlanArgument
{
    /// <summary>What makes two dimensions of it; null for a view of one.</summary>
    public ViewShape? Shape { get; init; }
}

/// <summary>A view of two dimensions.</summary>
/// <param name="X">Elements in the first.</param>
/// <param name="Y">Elements in the second.</param>
/// <param name="Stride"><c>DenseX</c>, where those that differ in X lie next to each other, or <c>DenseY</c>.</param>
public sealed record ViewShape(Amount X, Amount Y, string Stride)
{
    /// <summary>How many elements it has; null where that is more than a product of two n.</summary>
    public Amount? Length => (this.X, this.Y) switch
    {
        ({ IsConstant: true } x, var y) => y * x.Constant,
        (var x, { IsConstant: true } y) => x * y.Constant,
        ({ PerSquare: 0 } x, { PerSquare: 0 } y) => new(
            x.Constant * y.Constant, (x.Constant * y.PerSize) + (x.PerSize * y.Constant), 0, 0, x.PerSize * y.PerSize),
        _ => null,
    };
}

/// <summary>A number that the child process makes up.</summary>
/// <param name="Input">An input without a length.</param>
public sealed record InputArgument(string Input) : PlanArgument;

/// <summary>A whole number.</summary>
/// <param name="Value">How much.</param>
public sealed record AmountArgument(Amount Value) : PlanArgument;

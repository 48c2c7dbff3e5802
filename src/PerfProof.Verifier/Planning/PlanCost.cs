using System.Collections.Immutable;

namespace PerfProof.Planning;

/// <summary>What a launch plan asks for at one size, counted from the plan itself.</summary>
/// <param name="Launches">Kernels queued.</param>
/// <param name="Elements">Elements that they work on, all together.</param>
/// <param name="Synchronisations">Waits for the device.</param>
/// <param name="Transfers">Copies between host and device; each waits as well.</param>
/// <param name="Bytes">Bytes that they move.</param>
/// <param name="Allocations">Buffers allocated.</param>
public readonly record struct PlanCost(double Launches, double Elements, double Synchronisations, double Transfers, double Bytes, double Allocations)
{
    // In bytes of IL, of which a processor executes a few a nanosecond: 10 us for what goes through a driver, 2 ns for an element.
    private const double DriverCall = 30_000;
    private const double Element = 8;

    /// <summary>All in one number, of the unit in which work on the host is counted.</summary>
    public double Work =>
        (DriverCall * (this.Launches + this.Synchronisations + this.Transfers + this.Allocations)) + (Element * this.Elements) + this.Bytes;

    /// <summary>
    /// Bytes of the device's memory that the kernels are given, each buffer once however often it is given: what they move at
    /// least where each thread uses its own elements. Not part of <see cref="Work"/>, which has them as elements.
    /// </summary>
    public double Touched { get; init; }

    /// <summary>What a plan asks for.</summary>
    public static PlanCost Of(LaunchPlan plan, int size)
    {
        var given = LaunchSteps(plan.Steps).SelectMany(launch => launch.Arguments).OfType<ViewArgument>().Select(view => view.Buffer).ToHashSet(StringComparer.Ordinal);
        return Of(plan, plan.Steps, size, 0) with
        {
            Touched = plan.Buffers.Where(buffer => given.Contains(buffer.Name)).Sum(buffer => buffer.Length.At(size, 0) * buffer.Kind.Bytes()),
        };
    }

    private static IEnumerable<LaunchStep> LaunchSteps(ImmutableArray<PlanStep> steps) => steps.SelectMany(step => step switch
    {
        LaunchStep launch => [launch],
        RepeatStep repeat => LaunchSteps(repeat.Steps),
        _ => Enumerable.Empty<LaunchStep>(),
    });

    private static PlanCost Of(LaunchPlan plan, ImmutableArray<PlanStep> steps, int size, double turn)
    {
        var sum = default(PlanCost);
        foreach (var step in steps)
        {
            sum += step switch
            {
                LaunchStep launch => new(1, launch.Extent.At(size, turn) * (launch.ExtentY?.At(size, turn) ?? 1), 0, 0, 0, 0),
                SynchroniseStep => new(0, 0, 1, 0, 0, 0),
                AllocateStep => new(0, 0, 0, 0, 0, 1),
                UploadStep upload => Transfer(plan.Buffers.FirstOrDefault(buffer => buffer.Name == upload.Buffer), upload.Length, size, turn),
                DownloadStep download => Transfer(plan.Buffers.FirstOrDefault(buffer => buffer.Name == download.Buffer), download.Length, size, turn),
                // Every amount is linear in the turn, so that the turn in the middle stands for all.
                RepeatStep repeat when repeat.Count.At(size, turn) is var count => Of(plan, repeat.Steps, size, (count - 1) / 2) * count,
                _ => default,
            };
        }

        return sum;
    }

    private static PlanCost Transfer(PlanBuffer? buffer, Amount? length, int size, double turn) => buffer is null ? default
        : new(0, 0, 0, 1, (length ?? buffer.Length).At(size, turn) * buffer.Kind.Bytes(), 0);

    /// <summary>Both together.</summary>
    public static PlanCost operator +(PlanCost a, PlanCost b) => new(
        a.Launches + b.Launches, a.Elements + b.Elements, a.Synchronisations + b.Synchronisations,
        a.Transfers + b.Transfers, a.Bytes + b.Bytes, a.Allocations + b.Allocations);

    /// <summary>So many times.</summary>
    public static PlanCost operator *(PlanCost cost, double times) => new(
        cost.Launches * times, cost.Elements * times, cost.Synchronisations * times,
        cost.Transfers * times, cost.Bytes * times, cost.Allocations * times);
}

using System.Collections.Immutable;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>Loops that launch a kernel a turn, with the waiting where people put it, and where it belongs.</summary>
internal static class ReadbackPattern
{
    private static readonly SizePlan sizes = SizePlan.Sweep(256, 1 << 16);

    /// <summary>A synchronise after every launch, against one at the end.</summary>
    public static KernelPattern Synchronise(ElementKind kind, int trips)
    {
        var step = Step(new ViewArgument("y"));
        return Pattern(
            $"{trips} launches, a synchronise after each, against one after the last",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, new SynchroniseStep()), new DownloadStep("y", "r")]),
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step), new SynchroniseStep(), new DownloadStep("y", "r")]));
    }

    /// <summary>A wait and another right after it, on every turn, against one.</summary>
    public static KernelPattern WaitTwice(ElementKind kind, int trips, bool readsBack)
    {
        var step = Step(new ViewArgument("y"));
        PlanStep wait = readsBack ? new DownloadStep("y", "r") : new SynchroniseStep();
        return Pattern(
            $"{trips} launches, {(readsBack ? "a synchronise and a readback" : "two synchronises")} after each, against {(readsBack ? "the readback alone" : "one")}",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, new SynchroniseStep(), wait), new DownloadStep("y", "r")]),
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, wait), new DownloadStep("y", "r")]));
    }

    /// <summary>A result read back on every turn, against all results read back after the loop.</summary>
    public static KernelPattern Whole(ElementKind kind, int trips)
    {
        var all = Amount.Size * trips;
        return Pattern(
            $"{trips} launches, the result read back after each, against all results kept on the device and read back after the last",
            kind,
            Plan(kind, Amount.Size, all, [Repeat(trips, Step(new ViewArgument("y")), new DownloadStep("y", "r", At: Amount.SizeTimesTurn, Length: Amount.Size))]),
            Plan(kind, all, all, [Repeat(trips, Step(new ViewArgument("y", Amount.SizeTimesTurn, Amount.Size))), new DownloadStep("y", "r")]));
    }

    /// <summary>One number read back on every turn, against all numbers kept on the device.</summary>
    public static KernelPattern Number(ElementKind kind, int trips)
    {
        var pattern = Pattern(
            $"{trips} launches, a number read back after each, against the numbers kept on the device and read back after the last",
            kind,
            Plan(kind, Amount.Size, trips, [Repeat(trips, Step(new ViewArgument("y")), Pick(new ViewArgument("v", 0, 1)), new DownloadStep("v", "r", At: Amount.Turn, Length: 1))], 1),
            Plan(kind, Amount.Size, trips, [Repeat(trips, Step(new ViewArgument("y")), Pick(new ViewArgument("v", Amount.Turn, 1))), new DownloadStep("v", "r")], trips));
        var type = kind.InKernel();
        return pattern with
        {
            Kernels = pattern.Kernels.Add(new("Pick", $"static void Pick(Index1D i, ArrayView<{type}> y, ArrayView<{type}> v) {{ v[i] = y[y.IntLength - 1]; }}")),
        };
    }

    /// <summary>What does not change read back on every turn, against once before the loop.</summary>
    public static KernelPattern Unchanged(ElementKind kind, int trips)
    {
        var step = Step(new ViewArgument("y"));
        var read = new DownloadStep("x", "r");
        return Pattern(
            $"{trips} launches, what does not change read back on each turn, against once before the loop",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, read)]),
            Plan(kind, Amount.Size, Amount.Size, [read, Repeat(trips, step)]));
    }

    /// <summary>What one kernel computed read back element by element, against at once.</summary>
    public static KernelPattern Elements(ElementKind kind)
    {
        var step = Step(new ViewArgument("y"), 1);
        return Pattern(
            "the result of a kernel read back element by element, against in one copy",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [step, new RepeatStep(Amount.Size, [new DownloadStep("y", "r", From: Amount.Turn, At: Amount.Turn, Length: 1)])]),
            Plan(kind, Amount.Size, Amount.Size, [step, new DownloadStep("y", "r")])) with
        {
            Sizes = SizePlan.Sweep(16, 1 << 12),
        };
    }

    /// <summary>A result read back into a new array on every turn, against into one array.</summary>
    public static KernelPattern Allocating(ElementKind kind, int trips)
    {
        var step = Step(new ViewArgument("y"));
        return Pattern(
            $"{trips} launches, the result read back after each into a new array, against into the same one",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, new DownloadStep("y", "r", Allocates: true))]),
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, new DownloadStep("y", "r"))])) with
        {
            Sizes = SizePlan.Sweep(1 << 12, 1 << 20),
        };
    }

    /// <summary>A result read back and as much put on the device again on every turn, against a copy on the device.</summary>
    public static KernelPattern RoundTrip(ElementKind kind, int trips)
    {
        var step = Step(new ViewArgument("y"));
        var keep = new LaunchStep("Keep", Amount.Size, [new ViewArgument("y"), new ViewArgument("v")]);
        var pattern = Pattern(
            $"{trips} launches, the result read back after each and as much put on the device again, against a copy on the device",
            kind,
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, new DownloadStep("y", "r"), new UploadStep("source", "v")), new DownloadStep("y", "r")], Amount.Size),
            Plan(kind, Amount.Size, Amount.Size, [Repeat(trips, step, keep), new DownloadStep("y", "r")], Amount.Size));
        var type = kind.InKernel();
        return pattern with
        {
            Kernels = pattern.Kernels.Add(new("Keep", $"static void Keep(Index1D i, ArrayView<{type}> y, ArrayView<{type}> v) {{ v[i] = y[i]; }}")),
        };
    }

    private static KernelPattern Pattern(string description, ElementKind kind, LaunchPlan before, LaunchPlan after) => new(
        description,
        [new("Step", StepSource(kind))],
        [new("source", kind, Amount.Size)],
        before,
        after,
        sizes)
    {
        WhyDeviceOnly = "there is no device here that runs on its own: on this CPU a readback is a plain copy, and there is nothing to wait for",
    };

    private static LaunchPlan Plan(ElementKind kind, Amount results, Amount output, ImmutableArray<PlanStep> steps, Amount? numbers = null) => new(
        [
            new("x", kind, Amount.Size),
            new("y", kind, results),
            .. numbers is { } length ? [new PlanBuffer("v", kind, length)] : Array.Empty<PlanBuffer>(),
        ],
        [new("r", kind, output)],
        steps.Insert(0, new UploadStep("source", "x")));

    private static RepeatStep Repeat(int trips, params ImmutableArray<PlanStep> steps) => new(trips, steps);

    private static LaunchStep Step(ViewArgument result) => Step(result, Amount.Turn);

    private static LaunchStep Step(ViewArgument result, Amount turn) =>
        new("Step", Amount.Size, [new ViewArgument("x"), result, new AmountArgument(turn)]);

    private static LaunchStep Pick(ViewArgument number) => new("Pick", 1, [new ViewArgument("y"), number]);

    private static string StepSource(ElementKind kind)
    {
        var type = kind.InKernel();
        // The factor is a power of two: fused or not, rounding is the same.
        var value = kind switch
        {
            ElementKind.Half => "(Half)((float)x[i] * 0.5f + (float)turn)",
            ElementKind.Single => "x[i] * 0.5f + (float)turn",
            ElementKind.Double => "x[i] * 0.5 + (double)turn",
            ElementKind.Int32 => "x[i] * 3 + turn",
            _ => $"({type})(x[i] * 3 + ({type})turn)",
        };
        return $"static void Step(Index1D i, ArrayView<{type}> x, ArrayView<{type}> y, int turn) {{ y[i] = {value}; }}";
    }
}

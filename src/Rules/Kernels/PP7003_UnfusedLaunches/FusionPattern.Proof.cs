using System.Collections.Immutable;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>Half of each element, and then a sum with it, in two kernels and in one.</summary>
internal static class FusionPattern
{
    /// <summary>The pattern over elements of a type.</summary>
    public static KernelPattern Of(ElementKind kind, SizePlan sizes)
    {
        var type = kind.InKernel();

        // Powers of two, and sums of two terms: fused or not, rounding is the same.
        var (half, sum) = kind switch
        {
            ElementKind.Half => ("(Half)((float)x[i] * 0.5f)", "(Half)((float){0} + (float)x[i])"),
            ElementKind.Single => ("x[i] * 0.5f", "{0} + x[i]"),
            ElementKind.Double => ("x[i] * 0.5", "{0} + x[i]"),
            ElementKind.Int32 => ("x[i] * 3", "{0} + x[i]"),
            _ => ($"({type})(x[i] * 3)", $"({type})({{0}} + x[i])"),
        };
        var views = $"Index1D i, ArrayView<{type}> x, ArrayView<{type}>";
        return new(
            "two element-wise kernels, one after the other, against one kernel that does both",
            [
                new("Scale", $"static void Scale({views} t) {{ t[i] = {half}; }}"),
                new("Add", $"static void Add({views} t, ArrayView<{type}> y) {{ y[i] = {string.Format(System.Globalization.CultureInfo.InvariantCulture, sum, "t[i]")}; }}"),
                new("ScaleAndAdd", $"static void ScaleAndAdd({views} y) {{ {type} t = {half}; y[i] = {string.Format(System.Globalization.CultureInfo.InvariantCulture, sum, "t")}; }}"),
            ],
            [new("source", kind, Amount.Size)],
            Plan(kind, new LaunchStep("Scale", Amount.Size, [new ViewArgument("x"), new ViewArgument("t")]), new LaunchStep("Add", Amount.Size, [new ViewArgument("x"), new ViewArgument("t"), new ViewArgument("y")])),
            Plan(kind, new LaunchStep("ScaleAndAdd", Amount.Size, [new ViewArgument("x"), new ViewArgument("y")])),
            sizes)
        {
            WhyDeviceOnly = "there is no device here: on this CPU a launch is a call, and the caches hold what lies between two kernels",
        };
    }

    private static LaunchPlan Plan(ElementKind kind, params ImmutableArray<PlanStep> launches) => new(
        [new("x", kind, Amount.Size), new("t", kind, Amount.Size), new("y", kind, Amount.Size)],
        [new("r", kind, Amount.Size)],
        [new UploadStep("source", "x"), .. launches, new SynchroniseStep(), new DownloadStep("y", "r")]);
}

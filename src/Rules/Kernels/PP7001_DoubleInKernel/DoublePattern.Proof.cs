using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>A kernel over floats that computes in double on the way, against one that stays in float.</summary>
internal static class DoublePattern
{
    /// <summary>What the fix declares to change.</summary>
    public const string Change = "double to float";

    /// <summary>A square root, or arithmetic with literals alone.</summary>
    public static KernelPattern Of(bool isMath, SizePlan sizes)
    {
        var inDouble = isMath ? "System.Math.Sqrt(x[i] * x[i] + 0.5)" : "(x[i] * 0.3 + 0.7) / (x[i] * x[i] * 0.1 + 1.5)";
        var inFloat = isMath ? "System.MathF.Sqrt(x[i] * x[i] + 0.5f)" : "(x[i] * 0.3f + 0.7f) / (x[i] * x[i] * 0.1f + 1.5f)";
        var truth = isMath ? "System.Math.Sqrt((double)x[i] * x[i] + 0.5)" : "(x[i] * 0.3 + 0.7) / ((double)x[i] * x[i] * 0.1 + 1.5)";
        return new(
            isMath ? "a square root of floats, computed in double against float" : "arithmetic on floats with literals of type double, against literals of type float",
            [
                new("InDouble", $"static void InDouble(Index1D i, ArrayView<float> x, ArrayView<float> y) {{ y[i] = (float)({inDouble}); }}"),
                new("InFloat", $"static void InFloat(Index1D i, ArrayView<float> x, ArrayView<float> y) {{ y[i] = {inFloat}; }}"),
                new("Truth", $"static void Truth(Index1D i, ArrayView<float> x, ArrayView<double> y) {{ y[i] = {truth}; }}"),
            ],
            [new("source", ElementKind.Single, Amount.Size)],
            Plan("InDouble", ElementKind.Single),
            Plan("InFloat", ElementKind.Single),
            sizes)
        {
            Oracle = Plan("Truth", ElementKind.Double),
            DeclaredChange = Change,
            WhyDeviceOnly = "there is no device here: a CPU computes double nearly as fast as float, a GPU may not",
        };
    }

    private static LaunchPlan Plan(string kernel, ElementKind result) => new(
        [new("x", ElementKind.Single, Amount.Size), new("y", result, Amount.Size)],
        [new("r", result, Amount.Size)],
        [
            new UploadStep("source", "x"),
            new LaunchStep(kernel, Amount.Size, [new ViewArgument("x"), new ViewArgument("y")]),
            new SynchroniseStep(),
            new DownloadStep("y", "r"),
        ]);
}

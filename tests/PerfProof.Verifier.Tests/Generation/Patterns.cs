using PerfProof.Planning;

namespace PerfProof.Verifier.Tests.Generation;

/// <summary>Small patterns that tests take apart, break, and put together.</summary>
internal static class Patterns
{
    public const string Axpy = "static void Axpy(Index1D i, ArrayView<float> x, ArrayView<float> y, float a) { y[i] = a * x[i] + y[i]; }";

    public static KernelPattern Of(string before, string after, SizePlan? sizes = null) => new(
        "a kernel against another",
        [new("Before", before), new("After", after)],
        [new("x", ElementKind.Single, Amount.Size), new("y", ElementKind.Single, Amount.Size), new("a", ElementKind.Single, null)],
        Plan("Before"),
        Plan("After"),
        sizes ?? new SizePlan([1000], IsStated: false))
    {
        IsHostCost = true,
    };

    /// <summary>Both sides the same kernel, but for the text between.</summary>
    public static KernelPattern Axpys(string after) => Of(Axpy.Replace("Axpy", "Before", StringComparison.Ordinal), after.Replace("Axpy", "After", StringComparison.Ordinal));

    public static LaunchPlan Plan(string kernel) => new(
        [new("bx", ElementKind.Single, Amount.Size), new("by", ElementKind.Single, Amount.Size)],
        [new("y", ElementKind.Single, Amount.Size)],
        [
            new UploadStep("x", "bx"),
            new UploadStep("y", "by"),
            new LaunchStep(kernel, Amount.Size, [new ViewArgument("bx"), new ViewArgument("by"), new InputArgument("a")]),
            new SynchroniseStep(),
            new DownloadStep("by", "y"),
        ]);
}

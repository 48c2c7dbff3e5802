using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP1001. Where the user's method cannot be run, a loop of its kind stands for it: a sum of products where the
/// flagged arithmetic accumulates, a scaled sum element by element where it does not.
/// </summary>
public sealed class HalfOnCpuProof : RuleProof
{
    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => HalfOnCpu.Descriptor;

    /// <inheritdoc/>
    public override string DeclaredChange(ProofContext context) => "half to float";

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context) =>
        context.Node.AncestorsAndSelf().OfType<AssignmentExpressionSyntax>().FirstOrDefault() is { Left: IdentifierNameSyntax } assignment
        && assignment.Kind() is SyntaxKind.AddAssignmentExpression or SyntaxKind.SubtractAssignmentExpression or SyntaxKind.SimpleAssignmentExpression
            ? Accumulating()
            : ElementWise();

    private static KernelPattern Accumulating()
    {
        // One element of the launch does the whole sum, as the loop on the host does.
        return Of(
            "a sum of products in half, against float",
            "static void InHalf(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<Half> result) { Half sum = (Half)0f; for (int k = 0; k < x.IntLength; k++) sum = (Half)(sum + (Half)(x[k] * y[k])); result[i] = sum; }",
            "static void InFloat(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<Half> result) { float sum = 0f; for (int k = 0; k < x.IntLength; k++) sum += (float)x[k] * (float)y[k]; result[i] = (Half)sum; }",
            "static void InDouble(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<double> result) { double sum = 0; for (int k = 0; k < x.IntLength; k++) sum += (double)(float)x[k] * (double)(float)y[k]; result[i] = sum; }",
            1);
    }

    private static KernelPattern ElementWise() => Of(
        "a scaled sum of two arrays in half, against float",
        "static void InHalf(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<Half> result) { result[i] = (Half)((Half)(x[i] * x[i]) + y[i]); }",
        "static void InFloat(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<Half> result) { result[i] = (Half)((float)x[i] * (float)x[i] + (float)y[i]); }",
        "static void InDouble(Index1D i, ArrayView<Half> x, ArrayView<Half> y, ArrayView<double> result) { result[i] = (double)(float)x[i] * (double)(float)x[i] + (double)(float)y[i]; }",
        Amount.Size);

    private static KernelPattern Of(string description, string half, string single, string exact, Amount results)
    {
        return new(
            description,
            [new("InHalf", half), new("InFloat", single), new("InDouble", exact)],
            [new("x", ElementKind.Half, Amount.Size), new("y", ElementKind.Half, Amount.Size)],
            Plan("InHalf", ElementKind.Half),
            Plan("InFloat", ElementKind.Half),
            SizePlan.Sweep(256, 1 << 18))
        {
            Oracle = Plan("InDouble", ElementKind.Double),
            DeclaredChange = "half to float",
            IsHostCost = true,
        };

        LaunchPlan Plan(string kernel, ElementKind kind) => new(
            [new("left", ElementKind.Half, Amount.Size), new("right", ElementKind.Half, Amount.Size), new("computed", kind, results)],
            [new("result", kind, results)],
            [
                new UploadStep("x", "left"),
                new UploadStep("y", "right"),
                new LaunchStep(kernel, results, [new ViewArgument("left"), new ViewArgument("right"), new ViewArgument("computed")]),
                new SynchroniseStep(),
                new DownloadStep("computed", "result"),
            ]);
    }
}

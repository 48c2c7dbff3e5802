using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// The proof of PP4001. Where the user's generator cannot be run, one layer of a network stands for it: one product of a
/// matrix and a vector for each input, against one product of matrices for all. The weights are read once an input, or
/// once altogether. What a request over a network costs besides is not in the model.
/// </summary>
public sealed class UnbatchedEmbeddingProof : RuleProof
{
    private const int Inputs = 512;
    private const int Outputs = 512;

    private const string OneKernel =
        "static void One(Index1D row, ArrayView<float> weights, ArrayView<float> items, ArrayView<float> vectors, int inputs, int outputs, int item) " +
        "{ float sum = 0f; int w = row * inputs; int x = item * inputs; for (int k = 0; k < inputs; k++) sum += weights[w + k] * items[x + k]; vectors[item * outputs + row] = sum; }";

    // Four items share each weight that is read; every sum adds in the same order as above, so that results are equal.
    private const string AllKernel =
        "static void All(Index1D row, ArrayView<float> weights, ArrayView<float> items, ArrayView<float> vectors, int inputs, int outputs, int count) " +
        "{ int w = row * inputs; int item = 0; for (; item + 4 <= count; item += 4) { int x = item * inputs; float a = 0f, b = 0f, c = 0f, d = 0f; " +
        "for (int k = 0; k < inputs; k++) { float weight = weights[w + k]; a += weight * items[x + k]; b += weight * items[x + inputs + k]; c += weight * items[x + 2 * inputs + k]; d += weight * items[x + 3 * inputs + k]; } " +
        "vectors[item * outputs + row] = a; vectors[(item + 1) * outputs + row] = b; vectors[(item + 2) * outputs + row] = c; vectors[(item + 3) * outputs + row] = d; } " +
        "for (; item < count; item++) { int x = item * inputs; float sum = 0f; for (int k = 0; k < inputs; k++) sum += weights[w + k] * items[x + k]; vectors[item * outputs + row] = sum; } }";

    /// <inheritdoc/>
    public override DiagnosticDescriptor Rule => UnbatchedEmbedding.Descriptor;

    /// <inheritdoc/>
    public override SizePlan Sizes(ProofContext context) => SizePlan.Sweep(4, 128);

    /// <inheritdoc/>
    public override KernelPattern Pattern(ProofContext context)
    {
        return new(
            $"a layer of {Inputs} by {Outputs} weights on each item, against all items at once",
            [new("One", OneKernel), new("All", AllKernel)],
            [new("matrix", ElementKind.Single, Inputs * Outputs), new("texts", ElementKind.Single, Amount.Size * Inputs)],
            Plan(new RepeatStep(Amount.Size, [Launch("One", Amount.Turn)])),
            Plan(Launch("All", Amount.Size)),
            this.Sizes(context))
        {
            IsHostCost = true,
        };

        static LaunchStep Launch(string kernel, Amount last) => new(
            kernel,
            Outputs,
            [new ViewArgument("weights"), new ViewArgument("items"), new ViewArgument("vectors"), new AmountArgument(Inputs), new AmountArgument(Outputs), new AmountArgument(last)]);

        static LaunchPlan Plan(PlanStep work) => new(
            [new("weights", ElementKind.Single, Inputs * Outputs), new("items", ElementKind.Single, Amount.Size * Inputs), new("vectors", ElementKind.Single, Amount.Size * Outputs)],
            [new("embeddings", ElementKind.Single, Amount.Size * Outputs)],
            [new UploadStep("matrix", "weights"), new UploadStep("texts", "items"), work, new SynchroniseStep(), new DownloadStep("vectors", "embeddings")]);
    }
}

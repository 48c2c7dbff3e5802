using System.Collections.Immutable;
using PerfProof.Planning;

namespace PerfProof.Rules;

/// <summary>
/// A model of embedding: one dense layer. Item by item, every weight is loaded anew for each; in a batch, a weight once
/// loaded serves four items. Both add up in four sums, so that neither waits for one addition after the other.
/// </summary>
internal static class BatchPattern
{
    private const int Length = 384;

    private const int LargestBatch = 256;

    /// <summary>Sizes of batches to advise on.</summary>
    /// <param name="most">Most items that the fix puts into a batch.</param>
    public static ImmutableArray<int> BatchesUpTo(int most) => SizePlan.Sweep(1, Math.Clamp(most, 1, LargestBatch), factor: 2).Candidates;

    private static readonly KernelSource one = new(
        "One",
        """
        static void One(Index1D o, ArrayView<float> w, ArrayView<float> x, ArrayView<float> y)
        {
            int n = x.IntLength;
            int row = (int)o * n;
            float a = 0, b = 0, c = 0, d = 0;
            for (int j = 0; j < n; j += 4)
            {
                a += w[row + j] * x[j];
                b += w[row + j + 1] * x[j + 1];
                c += w[row + j + 2] * x[j + 2];
                d += w[row + j + 3] * x[j + 3];
            }
            y[o] = (a + b) + (c + d);
        }
        """);

    private static readonly KernelSource batch = new(
        "Batch",
        """
        static void Batch(Index1D o, ArrayView<float> w, ArrayView<float> x, ArrayView<float> y, int n, int items)
        {
            int row = (int)o * n;
            int item = 0;
            for (; item + 2 <= items; item += 2)
            {
                int p = item * n, q = p + n;
                float a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
                for (int j = 0; j < n; j += 4)
                {
                    float first = w[row + j], second = w[row + j + 1], third = w[row + j + 2], fourth = w[row + j + 3];
                    a += first * x[p + j];
                    b += second * x[p + j + 1];
                    c += third * x[p + j + 2];
                    d += fourth * x[p + j + 3];
                    e += first * x[q + j];
                    f += second * x[q + j + 1];
                    g += third * x[q + j + 2];
                    h += fourth * x[q + j + 3];
                }
                y[p + (int)o] = (a + b) + (c + d);
                y[q + (int)o] = (e + f) + (g + h);
            }
            if (item < items)
            {
                int p = item * n;
                float a = 0, b = 0, c = 0, d = 0;
                for (int j = 0; j < n; j += 4)
                {
                    a += w[row + j] * x[p + j];
                    b += w[row + j + 1] * x[p + j + 1];
                    c += w[row + j + 2] * x[p + j + 2];
                    d += w[row + j + 3] * x[p + j + 3];
                }
                y[p + (int)o] = (a + b) + (c + d);
            }
        }
        """);

    /// <summary>One product of a matrix and a vector for each item, against one product of two matrices.</summary>
    public static KernelPattern Products(SizePlan sizes)
    {
        var all = Amount.Size * Length;
        PlanBuffer weights = new("w", ElementKind.Single, Length * Length);
        PlanOutput result = new("r", ElementKind.Single, all);
        return new(
            "a matrix-vector product for each item, against one product of matrices for all",
            [one, batch],
            [new("weights", ElementKind.Single, Length * Length), new("items", ElementKind.Single, all)],
            new(
                [weights, new("x", ElementKind.Single, Length), new("y", ElementKind.Single, Length)],
                [result],
                [
                    new UploadStep("weights", "w"),
                    new RepeatStep(Amount.Size,
                    [
                        new UploadStep("items", "x", From: Amount.Turn * Length),
                        new LaunchStep("One", Length, [new ViewArgument("w"), new ViewArgument("x"), new ViewArgument("y")]),
                        new DownloadStep("y", "r", At: Amount.Turn * Length, Length: Length),
                    ]),
                ]),
            new(
                [weights, new("x", ElementKind.Single, all), new("y", ElementKind.Single, all)],
                [result],
                [
                    new UploadStep("weights", "w"),
                    new UploadStep("items", "x"),
                    new LaunchStep("Batch", Length, [new ViewArgument("w"), new ViewArgument("x"), new ViewArgument("y"), new AmountArgument(Length), new AmountArgument(Amount.Size)]),
                    new DownloadStep("y", "r"),
                ]),
            sizes)
        {
            IsHostCost = true,
        };
    }
}

using ILGPU;
using PerfProof.Pairs;

/// <summary>y = a x + y in four launches of a quarter each, against one launch.</summary>
[Sizes(4_000, 100_000)]
public static class P01AxpyLaunches
{
    [Before]
    public static void First(Index1D i, [Length("4*n")] ArrayView<float> x, float a, [InOut, Length("4*n")] ArrayView<float> y) => y[i] += a * x[i];

    [Before]
    public static void Second(Index1D i, ArrayView<float> x, float a, ArrayView<float> y, int n) => y[i + n] += a * x[i + n];

    [Before]
    public static void Third(Index1D i, ArrayView<float> x, float a, ArrayView<float> y, int n) => y[i + 2 * n] += a * x[i + 2 * n];

    [Before]
    public static void Fourth(Index1D i, ArrayView<float> x, float a, ArrayView<float> y, int n) => y[i + 3 * n] += a * x[i + 3 * n];

    [After, Extent("4*n")]
    public static void Whole(Index1D i, ArrayView<float> x, float a, ArrayView<float> y) => y[i] += a * x[i];
}

using ILGPU;
using PerfProof.Pairs;

/// <summary>A sum by one atomic addition an element, against partial sums and a sum of those.</summary>
[Sizes(100_000)]
public static class P04SumTree
{
    private const int Parts = 64;

    [Before, Extent("1")]
    public static void Clear(Index1D i, [Output, Length("1")] ArrayView<int> sum) => sum[i] = 0;

    [Before]
    public static void Add(Index1D i, ArrayView<int> x, ArrayView<int> sum) => Atomic.Add(ref sum[0], x[i]);

    [After, Extent("64")]
    public static void Partial(Index1D i, ArrayView<int> x, [Temporary, Length("64")] ArrayView<int> parts, int n)
    {
        var part = 0;
        for (int at = i; at < n; at += Parts)
        {
            part += x[at];
        }

        parts[i] = part;
    }

    [After, Extent("1")]
    public static void Total(Index1D i, ArrayView<int> parts, ArrayView<int> sum)
    {
        var total = 0;
        for (var part = 0; part < Parts; part++)
        {
            total += parts[part];
        }

        sum[i] = total;
    }
}

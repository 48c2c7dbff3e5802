using ILGPU;
using PerfProof.Pairs;

/// <summary>A running sum by one thread, against a scan: sums of parts, their running sum, and the parts again.</summary>
[Sizes(100_000)]
public static class P10CumulativeSum
{
    private const int Parts = 64;

    [Before, Extent("1")]
    public static void Serial(Index1D i, ArrayView<int> x, [Output] ArrayView<int> y, int n)
    {
        var sum = 0;
        for (var at = 0; at < n; at++)
        {
            sum += x[at];
            y[at] = sum;
        }
    }

    [After, Extent("64")]
    public static void Sums(Index1D i, ArrayView<int> x, [Temporary, Length("64")] ArrayView<int> offsets, int n)
    {
        var sum = 0;
        for (int at = From(i, n); at < From(i + 1, n); at++)
        {
            sum += x[at];
        }

        offsets[i] = sum;
    }

    [After, Extent("1")]
    public static void Offsets(Index1D i, ArrayView<int> offsets)
    {
        var sum = 0;
        for (var part = 0; part < Parts; part++)
        {
            var own = offsets[part];
            offsets[part] = sum;
            sum += own;
        }
    }

    [After, Extent("64")]
    public static void Scan(Index1D i, ArrayView<int> x, ArrayView<int> offsets, ArrayView<int> y, int n)
    {
        var sum = offsets[i];
        for (int at = From(i, n); at < From(i + 1, n); at++)
        {
            sum += x[at];
            y[at] = sum;
        }
    }

    private static int From(int part, int n) => (int)((long)n * part / Parts);
}

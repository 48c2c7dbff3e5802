using PerfProof.Pairs;

/// <summary>Control: the rewrite does a tenth more steps, to the same result. Must never be Confirmed.</summary>
[Sizes(50)]
public static class P31ControlSlower
{
    // Not a constant: the compiler must not know that its eighth power is 1.
    private static ulong factor = (1UL << 61) + 1;

    private static long[] Run(int[] x, int rounds)
    {
        var result = new long[x.Length];
        var by = factor;
        for (var i = 0; i < x.Length; i++)
        {
            var value = (ulong)x[i];
            for (var round = 0; round < rounds; round++)
            {
                value *= by;
                value *= by;
                value *= by;
                value *= by;
            }

            result[i] = (long)value + i;
        }

        return result;
    }

    [Before]
    public static long[] Before(int[] x)
    {
        return Run(x, 1000);
    }

    [After]
    public static long[] After(int[] x)
    {
        return Run(x, 1100);
    }
}

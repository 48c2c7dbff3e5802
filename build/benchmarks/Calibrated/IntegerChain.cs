using System.Runtime.CompilerServices;
using PerfProof.Pairs;

/// <summary>
/// Multiplications in the integers modulo 2^64, each waiting for the one before. The eighth power of the factor is 1, so that every
/// even number of rounds of four comes to the same result: only the time differs.
/// </summary>
public static class IntegerChain
{
    // Not a constant: the compiler must not know what the rounds come to.
    private static ulong factor = (1UL << 61) + 1;

    // One method for both sides, so that they differ in the number of rounds and in nothing else.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static long[] Run(int[] x, int rounds)
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
}

[Sizes(50)]
public static class IntegerChain_101
{
    [Before]
    public static long[] Before(int[] x) => IntegerChain.Run(x, 1010);

    [After]
    public static long[] After(int[] x) => IntegerChain.Run(x, 1000);
}

[Sizes(50)]
public static class IntegerChain_105
{
    [Before]
    public static long[] Before(int[] x) => IntegerChain.Run(x, 1050);

    [After]
    public static long[] After(int[] x) => IntegerChain.Run(x, 1000);
}

[Sizes(50)]
public static class IntegerChain_110
{
    [Before]
    public static long[] Before(int[] x) => IntegerChain.Run(x, 1100);

    [After]
    public static long[] After(int[] x) => IntegerChain.Run(x, 1000);
}

[Sizes(50)]
public static class IntegerChain_150
{
    [Before]
    public static long[] Before(int[] x) => IntegerChain.Run(x, 1500);

    [After]
    public static long[] After(int[] x) => IntegerChain.Run(x, 1000);
}

[Sizes(50)]
public static class IntegerChain_200
{
    [Before]
    public static long[] Before(int[] x) => IntegerChain.Run(x, 2000);

    [After]
    public static long[] After(int[] x) => IntegerChain.Run(x, 1000);
}

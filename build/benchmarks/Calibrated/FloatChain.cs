using System.Runtime.CompilerServices;
using PerfProof.Pairs;

/// <summary>
/// Changes of sign, each waiting for the one before: an even number of them comes to the same result, to the bit, so only the time differs.
/// </summary>
public static class FloatChain
{
    // Not a constant: the compiler must not know what the rounds come to.
    private static float factor = -1;

    // One method for both sides, so that they differ in the number of rounds and in nothing else.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float[] Run(float[] x, int rounds)
    {
        var result = new float[x.Length];
        var by = factor;
        for (var i = 0; i < x.Length; i++)
        {
            var value = x[i];
            for (var round = 0; round < rounds; round++)
            {
                value *= by;
                value *= by;
                value *= by;
                value *= by;
            }

            // Not the input itself, which any copy would be.
            result[i] = value + i + 1;
        }

        return result;
    }
}

[Sizes(50)]
public static class FloatChain_101
{
    [Before]
    public static float[] Before(float[] x) => FloatChain.Run(x, 1010);

    [After]
    public static float[] After(float[] x) => FloatChain.Run(x, 1000);
}

[Sizes(50)]
public static class FloatChain_105
{
    [Before]
    public static float[] Before(float[] x) => FloatChain.Run(x, 1050);

    [After]
    public static float[] After(float[] x) => FloatChain.Run(x, 1000);
}

[Sizes(50)]
public static class FloatChain_110
{
    [Before]
    public static float[] Before(float[] x) => FloatChain.Run(x, 1100);

    [After]
    public static float[] After(float[] x) => FloatChain.Run(x, 1000);
}

[Sizes(50)]
public static class FloatChain_150
{
    [Before]
    public static float[] Before(float[] x) => FloatChain.Run(x, 1500);

    [After]
    public static float[] After(float[] x) => FloatChain.Run(x, 1000);
}

[Sizes(50)]
public static class FloatChain_200
{
    [Before]
    public static float[] Before(float[] x) => FloatChain.Run(x, 2000);

    [After]
    public static float[] After(float[] x) => FloatChain.Run(x, 1000);
}

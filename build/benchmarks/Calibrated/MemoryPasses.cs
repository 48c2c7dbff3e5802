using System.Runtime.CompilerServices;
using PerfProof.Pairs;

/// <summary>
/// Passes over an array that change its signs: an even number of them comes to the same result, to the bit, so only the time differs.
/// </summary>
public static class MemoryPasses
{
    // Not a constant: the compiler must not know what the rounds come to.
    private static float factor = -1;

    // One method for both sides, so that they differ in the number of rounds and in nothing else.
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static float[] Run(float[] x, int rounds)
    {
        var result = (float[])x.Clone();
        var by = factor;
        for (var round = 0; round < rounds; round++)
        {
            for (var i = 0; i < result.Length; i++)
            {
                result[i] *= by;
            }
        }

        // Not the input itself, which any copy would be.
        result[0] += 1;
        return result;
    }
}

[Sizes(2000)]
public static class MemoryPasses_101
{
    [Before]
    public static float[] Before(float[] x) => MemoryPasses.Run(x, 202);

    [After]
    public static float[] After(float[] x) => MemoryPasses.Run(x, 200);
}

[Sizes(2000)]
public static class MemoryPasses_105
{
    [Before]
    public static float[] Before(float[] x) => MemoryPasses.Run(x, 210);

    [After]
    public static float[] After(float[] x) => MemoryPasses.Run(x, 200);
}

[Sizes(2000)]
public static class MemoryPasses_110
{
    [Before]
    public static float[] Before(float[] x) => MemoryPasses.Run(x, 220);

    [After]
    public static float[] After(float[] x) => MemoryPasses.Run(x, 200);
}

[Sizes(2000)]
public static class MemoryPasses_150
{
    [Before]
    public static float[] Before(float[] x) => MemoryPasses.Run(x, 300);

    [After]
    public static float[] After(float[] x) => MemoryPasses.Run(x, 200);
}

[Sizes(2000)]
public static class MemoryPasses_200
{
    [Before]
    public static float[] Before(float[] x) => MemoryPasses.Run(x, 400);

    [After]
    public static float[] After(float[] x) => MemoryPasses.Run(x, 200);
}

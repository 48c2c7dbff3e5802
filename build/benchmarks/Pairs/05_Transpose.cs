using PerfProof.Pairs;

/// <summary>A transpose along the columns of its input, against tiles.</summary>
[Sizes(512)]
public static class P05Transpose
{
    [Before]
    public static float[] Before([Length("n*n")] float[] a, int n)
    {
        var t = new float[a.Length];
        for (var column = 0; column < n; column++)
        {
            for (var row = 0; row < n; row++)
            {
                t[(column * n) + row] = a[(row * n) + column];
            }
        }

        return t;
    }

    [After]
    public static float[] After(float[] a, int n)
    {
        const int Tile = 16;
        var t = new float[a.Length];
        for (var top = 0; top < n; top += Tile)
        {
            for (var left = 0; left < n; left += Tile)
            {
                var (bottom, right) = (Math.Min(top + Tile, n), Math.Min(left + Tile, n));
                for (var row = top; row < bottom; row++)
                {
                    for (var column = left; column < right; column++)
                    {
                        t[(column * n) + row] = a[(row * n) + column];
                    }
                }
            }
        }

        return t;
    }
}

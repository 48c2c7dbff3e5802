using PerfProof.Pairs;

/// <summary>A matrix times a vector, column by column against row by row.</summary>
[Sizes(512)]
public static class P07Gemv
{
    [Before]
    public static float[] Before([Length("n*n")] float[] a, float[] x, int n)
    {
        var y = new float[n];
        for (var column = 0; column < n; column++)
        {
            for (var row = 0; row < n; row++)
            {
                y[row] += a[(row * n) + column] * x[column];
            }
        }

        return y;
    }

    [After]
    public static float[] After(float[] a, float[] x, int n)
    {
        var y = new float[n];
        for (var row = 0; row < n; row++)
        {
            float sum = 0;
            for (var column = 0; column < n; column++)
            {
                sum += a[(row * n) + column] * x[column];
            }

            y[row] = sum;
        }

        return y;
    }
}

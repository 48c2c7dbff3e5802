using PerfProof.Pairs;

/// <summary>A matrix product with bias and ReLU in passes of their own, against one pass in place.</summary>
[Sizes(96)]
public static class P15GemmBiasRelu
{
    private static float[] Product(float[] a, float[] b, int n)
    {
        var c = new float[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < n; k++)
            {
                var factor = a[(i * n) + k];
                for (var j = 0; j < n; j++)
                {
                    c[(i * n) + j] += factor * b[(k * n) + j];
                }
            }
        }

        return c;
    }

    [Before]
    public static float[] Before([Length("n*n")] float[] a, [Length("n*n")] float[] b, float[] bias, int n)
    {
        var c = Product(a, b, n);
        var biased = new float[c.Length];
        for (var i = 0; i < c.Length; i++)
        {
            biased[i] = c[i] + bias[i % n];
        }

        var result = new float[c.Length];
        for (var i = 0; i < c.Length; i++)
        {
            result[i] = MathF.Max(0, biased[i]);
        }

        return result;
    }

    [After]
    public static float[] After(float[] a, float[] b, float[] bias, int n)
    {
        var c = Product(a, b, n);
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                var at = (row * n) + column;
                c[at] = MathF.Max(0, c[at] + bias[column]);
            }
        }

        return c;
    }
}

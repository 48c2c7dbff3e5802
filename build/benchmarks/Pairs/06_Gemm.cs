using PerfProof.Pairs;

/// <summary>A matrix product in the order of its definition, against one that goes along rows.</summary>
[Sizes(96)]
public static class P06Gemm
{
    [Before]
    public static float[] Before([Length("n*n")] float[] a, [Length("n*n")] float[] b, int n)
    {
        var c = new float[n * n];
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < n; j++)
            {
                float sum = 0;
                for (var k = 0; k < n; k++)
                {
                    sum += a[(i * n) + k] * b[(k * n) + j];
                }

                c[(i * n) + j] = sum;
            }
        }

        return c;
    }

    [After]
    public static float[] After(float[] a, float[] b, int n)
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
}

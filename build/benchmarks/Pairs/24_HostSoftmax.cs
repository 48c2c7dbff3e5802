using PerfProof.Pairs;

/// <summary>A block whose softmax runs elsewhere, row by row out and in again, against in place.</summary>
[Sizes(64)]
public static class P24HostSoftmax
{
    private static void Softmax(Span<float> row)
    {
        var largest = float.NegativeInfinity;
        foreach (var value in row)
        {
            largest = MathF.Max(largest, value);
        }

        float sum = 0;
        for (var i = 0; i < row.Length; i++)
        {
            sum += row[i] = MathF.Exp(row[i] - largest);
        }

        for (var i = 0; i < row.Length; i++)
        {
            row[i] /= sum;
        }
    }

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
    public static float[] Before([Length("n*n"), Between(-4, 4)] float[] scores, [Length("n*n")] float[] values, int n)
    {
        var weights = (float[])scores.Clone();
        for (var row = 0; row < n; row++)
        {
            // As on the host: each row out, through softmax, and in again.
            var host = weights.AsSpan(row * n, n).ToArray();
            Softmax(host);
            host.CopyTo(weights.AsSpan(row * n));
        }

        return Product(weights, values, n);
    }

    [After]
    public static float[] After(float[] scores, float[] values, int n)
    {
        var weights = (float[])scores.Clone();
        for (var row = 0; row < n; row++)
        {
            Softmax(weights.AsSpan(row * n, n));
        }

        return Product(weights, values, n);
    }
}

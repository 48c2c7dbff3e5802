using PerfProof.Pairs;

/// <summary>Layer normalisation with mean and variance in two passes, against one.</summary>
[Sizes(200)]
public static class P09LayerNorm
{
    private const int Width = 64;

    private static void Write(float[] x, float[] y, int start, double mean, double variance)
    {
        var scale = 1 / Math.Sqrt(variance + 1e-5);
        for (var i = start; i < start + Width; i++)
        {
            y[i] = (float)((x[i] - mean) * scale);
        }
    }

    [Before]
    public static float[] Before([Length("64*n")] float[] x)
    {
        var y = new float[x.Length];
        for (var start = 0; start < x.Length; start += Width)
        {
            double sum = 0, squares = 0;
            for (var i = start; i < start + Width; i++)
            {
                sum += x[i];
            }

            var mean = sum / Width;
            for (var i = start; i < start + Width; i++)
            {
                squares += (x[i] - mean) * (x[i] - mean);
            }

            Write(x, y, start, mean, squares / Width);
        }

        return y;
    }

    [After]
    public static float[] After(float[] x)
    {
        var y = new float[x.Length];
        for (var start = 0; start < x.Length; start += Width)
        {
            double sum = 0, squares = 0;
            for (var i = start; i < start + Width; i++)
            {
                double value = x[i];
                sum += value;
                squares += value * value;
            }

            var mean = sum / Width;
            Write(x, y, start, mean, Math.Max(0, (squares / Width) - (mean * mean)));
        }

        return y;
    }
}

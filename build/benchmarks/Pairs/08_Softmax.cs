using PerfProof.Pairs;

/// <summary>Softmax in three passes that compute each exponential twice, against once.</summary>
[Sizes(5_000)]
public static class P08Softmax
{
    private static float Largest(float[] x)
    {
        var largest = float.NegativeInfinity;
        foreach (var value in x)
        {
            largest = MathF.Max(largest, value);
        }

        return largest;
    }

    [Before]
    public static float[] Before(float[] x)
    {
        var largest = Largest(x);
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += MathF.Exp(x[i] - largest);
        }

        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = MathF.Exp(x[i] - largest) / sum;
        }

        return y;
    }

    [After]
    public static float[] After(float[] x)
    {
        var largest = Largest(x);
        float sum = 0;
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            sum += y[i] = MathF.Exp(x[i] - largest);
        }

        for (var i = 0; i < y.Length; i++)
        {
            y[i] /= sum;
        }

        return y;
    }
}

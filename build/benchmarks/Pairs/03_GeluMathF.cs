using PerfProof.Pairs;

/// <summary>GELU with Math in double, against MathF. From -1 on: below, the formula cancels in float.</summary>
[Sizes(5_000)]
public static class P03GeluMathF
{
    [Before]
    public static float[] Before([Between(-1, 4)] float[] x)
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            double v = x[i];
            y[i] = (float)(0.5 * v * (1 + Math.Tanh(0.7978845608 * (v + (0.044715 * v * v * v)))));
        }

        return y;
    }

    [After(Precision = Precision.Single)]
    public static float[] After(float[] x)
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var v = x[i];
            y[i] = 0.5f * v * (1 + MathF.Tanh(0.7978845608f * (v + (0.044715f * v * v * v))));
        }

        return y;
    }
}

using PerfProof.Pairs;

/// <summary>Bias, GELU and residual in three loops, against one.</summary>
[Sizes(5_000)]
public static class P14BiasGeluResidual
{
    private static float Gelu(float v) => v / (1 + MathF.Exp(-1.702f * v));

    [Before]
    public static float[] Before(float[] x, float[] bias, float[] residual)
    {
        var biased = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            biased[i] = x[i] + bias[i];
        }

        var active = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            active[i] = Gelu(biased[i]);
        }

        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = active[i] + residual[i];
        }

        return result;
    }

    [After]
    public static float[] After(float[] x, float[] bias, float[] residual)
    {
        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = Gelu(x[i] + bias[i]) + residual[i];
        }

        return result;
    }
}

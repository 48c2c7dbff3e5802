using PerfProof.Pairs;

/// <summary>Scale, add, ReLU and multiply in four loops with arrays between them, against one.</summary>
[Sizes(20_000)]
public static class P13Fuse
{
    [Before]
    public static float[] Before(float[] x, float[] y, float[] z, float a)
    {
        var scaled = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            scaled[i] = a * x[i];
        }

        var added = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            added[i] = scaled[i] + y[i];
        }

        var kept = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            kept[i] = MathF.Max(0, added[i]);
        }

        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = kept[i] * z[i];
        }

        return result;
    }

    [After]
    public static float[] After(float[] x, float[] y, float[] z, float a)
    {
        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = MathF.Max(0, (a * x[i]) + y[i]) * z[i];
        }

        return result;
    }
}

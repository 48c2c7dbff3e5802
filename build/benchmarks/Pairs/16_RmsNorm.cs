using PerfProof.Pairs;

/// <summary>RMS normalisation and its gain in two loops, against one.</summary>
[Sizes(10_000)]
public static class P16RmsNorm
{
    private static float Inverse(float[] x)
    {
        double squares = 0;
        foreach (var value in x)
        {
            squares += (double)value * value;
        }

        return (float)(1 / Math.Sqrt((squares / Math.Max(1, x.Length)) + 1e-5));
    }

    [Before]
    public static float[] Before(float[] x, float[] gain)
    {
        var inverse = Inverse(x);
        var normed = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            normed[i] = x[i] * inverse;
        }

        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = normed[i] * gain[i];
        }

        return result;
    }

    [After]
    public static float[] After(float[] x, float[] gain)
    {
        var inverse = Inverse(x);
        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = x[i] * inverse * gain[i];
        }

        return result;
    }
}

using PerfProof.Pairs;

/// <summary>Control: the same code with other names. Must never be Confirmed.</summary>
[Sizes(5_000)]
public static class P30ControlRenamed
{
    [Before]
    public static float[] Before(float[] x)
    {
        var y = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = MathF.Sqrt(MathF.Abs(x[i])) + (0.5f * x[i]);
        }

        return y;
    }

    [After]
    public static float[] After(float[] x)
    {
        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = MathF.Sqrt(MathF.Abs(x[i])) + (0.5f * x[i]);
        }

        return result;
    }
}

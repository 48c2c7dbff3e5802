using PerfProof.Pairs;

/// <summary>Arithmetic in half precision, which a CPU emulates, against float between two conversions.</summary>
[Sizes(5_000)]
public static class P12HalfToFloat
{
    [Before]
    public static Half[] Before([Between(0.1, 4)] Half[] x)
    {
        var y = new Half[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = ((x[i] * x[i]) + x[i]) * x[i];
        }

        return y;
    }

    [After(Precision = Precision.Half)]
    public static Half[] After(Half[] x)
    {
        var y = new Half[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            var value = (float)x[i];
            y[i] = (Half)(((value * value) + value) * value);
        }

        return y;
    }
}

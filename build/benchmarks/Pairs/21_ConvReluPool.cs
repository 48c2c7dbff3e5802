using PerfProof.Pairs;

/// <summary>Convolution, ReLU and pooling with arrays between them, against one loop.</summary>
[Sizes(10_000)]
public static class P21ConvReluPool
{
    [Before]
    public static float[] Before(float[] x, [Length("3")] float[] filter)
    {
        var conv = new float[Math.Max(0, x.Length - 2)];
        for (var i = 0; i < conv.Length; i++)
        {
            conv[i] = (x[i] * filter[0]) + (x[i + 1] * filter[1]) + (x[i + 2] * filter[2]);
        }

        var active = conv.Select(value => MathF.Max(0, value)).ToArray();
        var pooled = new float[active.Length / 2];
        for (var i = 0; i < pooled.Length; i++)
        {
            pooled[i] = MathF.Max(active[2 * i], active[(2 * i) + 1]);
        }

        return pooled;
    }

    [After]
    public static float[] After(float[] x, float[] filter)
    {
        var pooled = new float[Math.Max(0, x.Length - 2) / 2];
        for (var i = 0; i < pooled.Length; i++)
        {
            var at = 2 * i;
            var left = (x[at] * filter[0]) + (x[at + 1] * filter[1]) + (x[at + 2] * filter[2]);
            var right = (x[at + 1] * filter[0]) + (x[at + 2] * filter[1]) + (x[at + 3] * filter[2]);
            pooled[i] = MathF.Max(MathF.Max(0, left), MathF.Max(0, right));
        }

        return pooled;
    }
}

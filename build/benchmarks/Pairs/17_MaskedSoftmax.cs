using PerfProof.Pairs;

/// <summary>Scale, mask and softmax with arrays between them, against one array.</summary>
[Sizes(5_000)]
public static class P17MaskedSoftmax
{
    [Before]
    public static float[] Before(float[] x, [Between(0, 1)] int[] mask, [Value(0.125)] float scale)
    {
        var scaled = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            scaled[i] = x[i] * scale;
        }

        var masked = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            masked[i] = mask[i] == 0 ? -1e9f : scaled[i];
        }

        var largest = float.NegativeInfinity;
        foreach (var value in masked)
        {
            largest = MathF.Max(largest, value);
        }

        var raised = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            raised[i] = MathF.Exp(masked[i] - largest);
        }

        float sum = 0;
        foreach (var value in raised)
        {
            sum += value;
        }

        var result = new float[x.Length];
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = raised[i] / sum;
        }

        return result;
    }

    [After]
    public static float[] After(float[] x, int[] mask, float scale)
    {
        var result = new float[x.Length];
        var largest = float.NegativeInfinity;
        for (var i = 0; i < x.Length; i++)
        {
            result[i] = mask[i] == 0 ? -1e9f : x[i] * scale;
            largest = MathF.Max(largest, result[i]);
        }

        float sum = 0;
        for (var i = 0; i < result.Length; i++)
        {
            sum += result[i] = MathF.Exp(result[i] - largest);
        }

        for (var i = 0; i < result.Length; i++)
        {
            result[i] /= sum;
        }

        return result;
    }
}

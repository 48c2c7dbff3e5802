using PerfProof.Pairs;

/// <summary>Both sides are the same, byte for byte, but for the names of the methods.</summary>
[Sizes(4000)]
public static class FloatLoopIdentical
{
    [Before]
    public static float Before(float[] x)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += PartBefore(x[i]) / (1 + i);
        }

        return sum;
    }

    private static float PartBefore(float value) => MathF.Sqrt(MathF.Abs(value)) + ShiftBefore(value);

    private static float ShiftBefore(float value) => value > 0 ? value * 0.5f : value * 0.25f;

    [After]
    public static float After(float[] x)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += PartAfter(x[i]) / (1 + i);
        }

        return sum;
    }

    private static float PartAfter(float value) => MathF.Sqrt(MathF.Abs(value)) + ShiftAfter(value);

    private static float ShiftAfter(float value) => value > 0 ? value * 0.5f : value * 0.25f;
}

/// <summary>The same, with other names for what is local.</summary>
[Sizes(4000)]
public static class FloatLoopRenamed
{
    [Before]
    public static float Before(float[] x)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += PartBefore(x[i]) / (1 + i);
        }

        return sum;
    }

    private static float PartBefore(float value) => MathF.Sqrt(MathF.Abs(value)) + ShiftBefore(value);

    private static float ShiftBefore(float value) => value > 0 ? value * 0.5f : value * 0.25f;

    [After]
    public static float After(float[] x)
    {
        float total = 0;
        for (var index = 0; index < x.Length; index++)
        {
            total += PartAfter(x[index]) / (1 + index);
        }

        return total;
    }

    private static float PartAfter(float number) => MathF.Sqrt(MathF.Abs(number)) + ShiftAfter(number);

    private static float ShiftAfter(float number) => number > 0 ? number * 0.5f : number * 0.25f;
}

/// <summary>The same, with the members of one side in another order.</summary>
[Sizes(4000)]
public static class FloatLoopReordered
{
    private static float ShiftAfter(float value) => value > 0 ? value * 0.5f : value * 0.25f;

    private static float PartAfter(float value) => MathF.Sqrt(MathF.Abs(value)) + ShiftAfter(value);

    [After]
    public static float After(float[] x)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += PartAfter(x[i]) / (1 + i);
        }

        return sum;
    }

    [Before]
    public static float Before(float[] x)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += PartBefore(x[i]) / (1 + i);
        }

        return sum;
    }

    private static float PartBefore(float value) => MathF.Sqrt(MathF.Abs(value)) + ShiftBefore(value);

    private static float ShiftBefore(float value) => value > 0 ? value * 0.5f : value * 0.25f;
}

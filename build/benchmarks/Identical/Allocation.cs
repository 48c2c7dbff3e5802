using PerfProof.Pairs;

/// <summary>Both sides are the same, byte for byte, but for the names of the methods.</summary>
[Sizes(600)]
public static class AllocationIdentical
{
    [Before]
    public static List<float[]> Before(float[] x)
    {
        var rows = new List<float[]>();
        for (var i = 0; i < x.Length; i++)
        {
            rows.Add(RowBefore(x, i));
        }

        return rows;
    }

    private static float[] RowBefore(float[] x, int at) => [x[at], x[^1], MeanBefore(x[0], x[at])];

    private static float MeanBefore(float first, float second) => (first * 0.5f) + (second * 0.5f);

    [After]
    public static List<float[]> After(float[] x)
    {
        var rows = new List<float[]>();
        for (var i = 0; i < x.Length; i++)
        {
            rows.Add(RowAfter(x, i));
        }

        return rows;
    }

    private static float[] RowAfter(float[] x, int at) => [x[at], x[^1], MeanAfter(x[0], x[at])];

    private static float MeanAfter(float first, float second) => (first * 0.5f) + (second * 0.5f);
}

/// <summary>The same, with other names for what is local.</summary>
[Sizes(600)]
public static class AllocationRenamed
{
    [Before]
    public static List<float[]> Before(float[] x)
    {
        var rows = new List<float[]>();
        for (var i = 0; i < x.Length; i++)
        {
            rows.Add(RowBefore(x, i));
        }

        return rows;
    }

    private static float[] RowBefore(float[] x, int at) => [x[at], x[^1], MeanBefore(x[0], x[at])];

    private static float MeanBefore(float first, float second) => (first * 0.5f) + (second * 0.5f);

    [After]
    public static List<float[]> After(float[] x)
    {
        var found = new List<float[]>();
        for (var position = 0; position < x.Length; position++)
        {
            found.Add(RowAfter(x, position));
        }

        return found;
    }

    private static float[] RowAfter(float[] x, int place) => [x[place], x[^1], MeanAfter(x[0], x[place])];

    private static float MeanAfter(float one, float other) => (one * 0.5f) + (other * 0.5f);
}

/// <summary>The same, with the members of one side in another order.</summary>
[Sizes(600)]
public static class AllocationReordered
{
    private static float MeanAfter(float first, float second) => (first * 0.5f) + (second * 0.5f);

    private static float[] RowAfter(float[] x, int at) => [x[at], x[^1], MeanAfter(x[0], x[at])];

    [After]
    public static List<float[]> After(float[] x)
    {
        var rows = new List<float[]>();
        for (var i = 0; i < x.Length; i++)
        {
            rows.Add(RowAfter(x, i));
        }

        return rows;
    }

    [Before]
    public static List<float[]> Before(float[] x)
    {
        var rows = new List<float[]>();
        for (var i = 0; i < x.Length; i++)
        {
            rows.Add(RowBefore(x, i));
        }

        return rows;
    }

    private static float[] RowBefore(float[] x, int at) => [x[at], x[^1], MeanBefore(x[0], x[at])];

    private static float MeanBefore(float first, float second) => (first * 0.5f) + (second * 0.5f);
}

namespace PerfProof.Benchmarks;

/// <summary>The loops as anybody would write them, over arrays; copies in and out as the launch plans have them.</summary>
public static class ByHand
{
    private static float[] x = [];
    private static float[] y = [];
    private static float[] result = [];
    private static Half[] halfX = [];
    private static Half[] halfY = [];
    private static Half[] halfResult = [];

    /// <summary>y = a x + y.</summary>
    public static float[] Axpy(float[] x, float[] y, float a, int n)
    {
        Copy(x, ref ByHand.x);
        Copy(y, ref ByHand.y);
        for (var turn = 0; turn < Program.Turns; turn++)
        {
            AxpyLoop(ByHand.x, ByHand.y, a);
        }

        return Copy(ByHand.y, ref result);
    }

    /// <summary>y = x (0.5 + x), an expression that reads one array only.</summary>
    public static float[] Square(float[] x, float[] y, float a, int n)
    {
        Copy(x, ref ByHand.x);
        Copy(y, ref ByHand.y);
        for (var turn = 0; turn < Program.Turns; turn++)
        {
            SquareLoop(ByHand.x, ByHand.y);
        }

        return Copy(ByHand.y, ref result);
    }

    /// <summary>y[0] = x y, a scalar product in one element of a launch.</summary>
    public static float[] Dot(float[] x, float[] y, float a, int n)
    {
        Copy(x, ref ByHand.x);
        Copy(y, ref ByHand.y);
        for (var turn = 0; turn < Program.Turns; turn++)
        {
            ByHand.y[0] = DotLoop(ByHand.x, ByHand.y);
        }

        return Copy(ByHand.y, ref result);
    }

    /// <summary>y = a x + y in half.</summary>
    public static Half[] HalfAxpy(Half[] x, Half[] y, Half a, int n)
    {
        Copy(x, ref halfX);
        Copy(y, ref halfY);
        for (var turn = 0; turn < Program.Turns; turn++)
        {
            HalfLoop(halfX, halfY, a);
        }

        return Copy(halfY, ref halfResult);
    }

    private static void AxpyLoop(float[] x, float[] y, float a)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (a * x[i]) + y[i];
        }
    }

    private static void SquareLoop(float[] x, float[] y)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = x[i] * (0.5f + x[i]);
        }
    }

    private static float DotLoop(float[] x, float[] y)
    {
        float sum = 0;
        for (var i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    private static void HalfLoop(Half[] x, Half[] y, Half a)
    {
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = (a * x[i]) + y[i];
        }
    }

    private static T[] Copy<T>(T[] source, ref T[] target)
    {
        if (target.Length != source.Length)
        {
            target = new T[source.Length];
        }

        source.CopyTo(target, 0);
        return target;
    }
}

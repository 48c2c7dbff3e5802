using System.Numerics;
using PerfProof.Pairs;

/// <summary>The sum of squares in double, against float in as many lanes as the processor has.</summary>
[Sizes(20_000)]
public static class P02SumOfSquares
{
    [Before]
    public static double Before([Between(-4, 4)] float[] x)
    {
        double sum = 0;
        foreach (var value in x)
        {
            sum += (double)value * value;
        }

        return sum;
    }

    [After(Precision = Precision.Single)]
    public static double After(float[] x)
    {
        var lanes = Vector<float>.Zero;
        var i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            var values = new Vector<float>(x, i);
            lanes += values * values;
        }

        var sum = Vector.Sum(lanes);
        for (; i < x.Length; i++)
        {
            sum += x[i] * x[i];
        }

        return sum;
    }
}

// libraries: System.Numerics.Tensors
using System;
using System.Numerics.Tensors;

namespace Samples.PP1001.Bad;

/// <summary>Vectors that are stored in half precision, and computed with in half precision.</summary>
public static class HalfVectors
{
    public static Half Dot(Half[] x, Half[] y)
    {
        Half sum = Half.Zero;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    public static void MultiplyAdd(Half factor, ReadOnlySpan<Half> x, Span<Half> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = factor * x[i] + y[i];
        }
    }

    public static Half Norm(Half[] x)
    {
        return TensorPrimitives.Norm<Half>(x);
    }
}

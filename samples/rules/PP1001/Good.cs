// libraries: System.Numerics.Tensors
using System;
using System.Numerics.Tensors;

namespace Samples.PP1001.Good;

/// <summary>Vectors that are stored in half precision, and computed with in float.</summary>
public static class HalfVectors
{
    public static Half Dot(Half[] x, Half[] y)
    {
        float sum = 0f;
        for (int i = 0; i < x.Length; i++)
        {
            sum += (float)x[i] * (float)y[i];
        }

        return (Half)sum;
    }

    public static void MultiplyAdd(Half factor, ReadOnlySpan<Half> x, Span<Half> y)
    {
        float factorSingle = (float)factor;
        for (int i = 0; i < x.Length; i++)
        {
            y[i] = (Half)(factorSingle * (float)x[i] + (float)y[i]);
        }
    }

    public static Half Norm(Half[] x)
    {
        float[] xSingle = new float[x.Length];
        TensorPrimitives.ConvertToSingle(x, xSingle);
        return (Half)TensorPrimitives.Norm<float>(xSingle);
    }
}

// libraries: System.Numerics.Tensors, Microsoft.ML.OnnxRuntime
using System;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace Samples.PP1003.Good;

/// <summary>Weights stored in half precision, converted a span at a time.</summary>
public static class Weights
{
    public static void Widen(Half[] stored, float[] weights)
    {
        TensorPrimitives.ConvertToSingle(stored, weights);
    }

    public static void Narrow(ReadOnlySpan<float> weights, Span<Half> stored, int count)
    {
        TensorPrimitives.ConvertToHalf(weights.Slice(0, count), stored);
    }

    public static float[] Load(Half[] stored)
    {
        float[] weights = new float[stored.Length];
        TensorPrimitives.ConvertToSingle(stored, weights);
        return weights;
    }

    public static void Widen(ReadOnlySpan<Float16> tensor, float[] weights)
    {
        TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<Float16, Half>(tensor), weights);
    }
}

// libraries: System.Numerics.Tensors
using System;
using System.Linq;

namespace Samples.PP1003.Bad;

/// <summary>Weights stored in half precision, converted element by element.</summary>
public static class Weights
{
    public static void Widen(Half[] stored, float[] weights)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            weights[i] = (float)stored[i];
        }
    }

    public static void Narrow(ReadOnlySpan<float> weights, Span<Half> stored, int count)
    {
        for (int i = 0; i < count; i++)
        {
            stored[i] = (Half)weights[i];
        }
    }

    public static float[] Load(Half[] stored)
    {
        float[] weights = stored.Select(value => (float)value).ToArray();
        return weights;
    }
}

// libraries: System.Numerics.Tensors
using System;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Samples.PP1003.GoodPixels;

/// <summary>Pixels for a model with half-precision inputs: computed in float, converted as a span.</summary>
public static class Pixels
{
    public static void Normalise(ReadOnlySpan<byte> pixels, Span<float> buffer, Span<ushort> input)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            buffer[i] = pixels[i] / 255f;
        }

        TensorPrimitives.ConvertToHalf(buffer, MemoryMarshal.Cast<ushort, Half>(input));
    }
}

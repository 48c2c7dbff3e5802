// libraries: System.Numerics.Tensors
using System;

namespace Samples.PP1003.BadPixels;

/// <summary>Pixels for a model with half-precision inputs, each converted by hand.</summary>
public static class Pixels
{
    public static void Normalise(ReadOnlySpan<byte> pixels, Span<ushort> input)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            input[i] = ToHalfBits(pixels[i] / 255f);
        }
    }

    private static ushort ToHalfBits(float value)
    {
        int bits = BitConverter.SingleToInt32Bits(value);
        int sign = (bits >> 16) & 0x8000;
        int exponent = ((bits >> 23) & 0xFF) - 112;
        int mantissa = bits & 0x7FFFFF;
        return exponent <= 0 ? (ushort)sign
            : exponent > 30 ? (ushort)(sign | 0x7C00)
            : (ushort)(sign | (exponent << 10) | (mantissa >> 13));
    }
}

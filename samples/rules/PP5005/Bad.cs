// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP5005.Bad;

/// <summary>Scales signals to a peak of one.</summary>
public sealed class Normaliser
{
    public float[] Normalise(float[] signal)
    {
        using var context = Context.CreateDefault();
        using var accelerator = context.GetPreferredDevice(preferCPU: false).CreateAccelerator(context);
        var scale = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Scale);
        using var data = accelerator.Allocate1D(signal);
        scale(signal.Length, data.View, 1 / Peak(signal));
        return data.GetAsArray1D();
    }

    private static void Scale(Index1D i, ArrayView<float> x, float factor) => x[i] *= factor;

    private static float Peak(float[] signal)
    {
        var peak = 1e-9f;
        foreach (var value in signal)
        {
            peak = Math.Max(peak, Math.Abs(value));
        }

        return peak;
    }
}

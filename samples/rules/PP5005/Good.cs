// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP5005.Good;

/// <summary>Scales signals to a peak of one.</summary>
public sealed class Normaliser : IDisposable
{
    private readonly Context context = Context.CreateDefault();
    private readonly Accelerator accelerator;
    private readonly Action<Index1D, ArrayView<float>, float> scale;

    public Normaliser()
    {
        this.accelerator = this.context.GetPreferredDevice(preferCPU: false).CreateAccelerator(this.context);
        this.scale = this.accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Scale);
    }

    public float[] Normalise(float[] signal)
    {
        using var data = this.accelerator.Allocate1D(signal);
        this.scale(signal.Length, data.View, 1 / Peak(signal));
        return data.GetAsArray1D();
    }

    public void Dispose()
    {
        this.accelerator.Dispose();
        this.context.Dispose();
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

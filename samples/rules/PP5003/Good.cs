// libraries: ILGPU
using System;
using System.Collections.Generic;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP5003.Good;

/// <summary>Smooths frames of a recording.</summary>
public sealed class Smoother
{
    private readonly Accelerator accelerator;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>> smooth;

    public Smoother(Accelerator accelerator)
    {
        this.accelerator = accelerator;
        this.smooth = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>>(Smooth);
    }

    public void SmoothAll(List<float[]> frames, int length)
    {
        using var input = this.accelerator.Allocate1D<float>(length);
        using var output = this.accelerator.Allocate1D<float>(length);
        foreach (var frame in frames)
        {
            input.CopyFromCPU(frame);
            this.smooth(length, input.View, output.View);
            output.CopyToCPU(frame);
        }
    }

    private static void Smooth(Index1D i, ArrayView<float> x, ArrayView<float> y) =>
        y[i] = (x[Math.Max(i - 1, 0)] + x[i] + x[Math.Min(i + 1, x.IntLength - 1)]) / 3;
}

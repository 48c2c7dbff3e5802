// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP5002.Good;

/// <summary>Works on signals that stay on the device.</summary>
public sealed class Signals
{
    private readonly Action<Index1D, ArrayView<float>, float> scale;

    public Signals(Accelerator accelerator) =>
        this.scale = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Scale);

    public void Scale(MemoryBuffer1D<float, Stride1D.Dense> signal, float factor) =>
        this.scale((int)signal.Length, signal.View, factor);

    private static void Scale(Index1D i, ArrayView<float> x, float factor) => x[i] *= factor;
}

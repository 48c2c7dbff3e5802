// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP7003.Good;

/// <summary>A layer's bias and activation.</summary>
public sealed class Layer
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>> activate;

    public Layer(Accelerator accelerator) =>
        this.activate = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>>(AddBiasAndActivate);

    public void Forward(MemoryBuffer1D<float, Stride1D.Dense> sums, MemoryBuffer1D<float, Stride1D.Dense> bias, MemoryBuffer1D<float, Stride1D.Dense> result)
    {
        this.activate(sums.IntExtent, sums.View, bias.View, result.View);
    }

    private static void AddBiasAndActivate(Index1D i, ArrayView<float> sums, ArrayView<float> bias, ArrayView<float> result) =>
        result[i] = MathF.Max(sums[i] + bias[i], 0f);
}

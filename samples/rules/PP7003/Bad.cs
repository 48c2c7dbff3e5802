// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP7003.Bad;

/// <summary>A layer's bias and activation.</summary>
public sealed class Layer
{
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>> addBias;
    private readonly Action<Index1D, ArrayView<float>> activate;

    public Layer(Accelerator accelerator)
    {
        this.addBias = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>>(AddBias);
        this.activate = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>>(Activate);
    }

    public void Forward(MemoryBuffer1D<float, Stride1D.Dense> sums, MemoryBuffer1D<float, Stride1D.Dense> bias, MemoryBuffer1D<float, Stride1D.Dense> result)
    {
        this.addBias(sums.IntExtent, sums.View, bias.View, result.View);
        this.activate(sums.IntExtent, result.View);
    }

    private static void AddBias(Index1D i, ArrayView<float> sums, ArrayView<float> bias, ArrayView<float> result) => result[i] = sums[i] + bias[i];

    private static void Activate(Index1D i, ArrayView<float> result) => result[i] = MathF.Max(result[i], 0f);
}

// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP3006.Good;

/// <summary>A field on a device.</summary>
public sealed class Simulation(Accelerator accelerator, Action<Index1D, ArrayView<float>> step, int length)
{
    private readonly MemoryBuffer1D<float, Stride1D.Dense> field = accelerator.Allocate1D<float>(length);

    public void Advance()
    {
        this.step((int)this.field.Length, this.field.View);
    }

    private readonly Action<Index1D, ArrayView<float>> step = step;
}

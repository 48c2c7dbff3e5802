// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP3002.Bad;

/// <summary>A field on a device that is scaled there.</summary>
public sealed class Field
{
    private readonly Accelerator accelerator;
    private readonly Action<Index1D, ArrayView<float>, float> scale;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> field;

    public Field(Accelerator accelerator, int length)
    {
        this.accelerator = accelerator;
        this.scale = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, float>(Scale);
        this.field = accelerator.Allocate1D<float>(length);
    }

    /// <summary>Scales the field and gives its values.</summary>
    public void Read(float factor, float[] values)
    {
        this.scale((int)this.field.Length, this.field.View, factor);
        this.accelerator.Synchronize();
        this.field.CopyToCPU(values);
    }

    /// <summary>Replaces the field.</summary>
    public void Write(float[] values)
    {
        this.field.CopyFromCPU(values);
        this.accelerator.Synchronize();
    }

    /// <summary>Where the field lives.</summary>
    public string Device => this.accelerator.Name;

    private static void Scale(Index1D i, ArrayView<float> values, float factor)
    {
        values[i] *= factor;
    }
}

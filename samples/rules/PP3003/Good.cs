// libraries: ILGPU
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP3003.Good;

/// <summary>Two states of a simulation on one device.</summary>
public static class States
{
    /// <summary>Makes one state the other.</summary>
    public static void Copy(MemoryBuffer1D<float, Stride1D.Dense> from, MemoryBuffer1D<float, Stride1D.Dense> to)
    {
        from.View.CopyTo(to.View);
    }
}

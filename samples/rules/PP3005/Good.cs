// libraries: ILGPU
using System.Collections.Generic;
using System.Linq;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP3005.Good;

/// <summary>Brightness of frames that lie on a device, all of one length.</summary>
public static class Brightness
{
    public static float Total(IReadOnlyList<MemoryBuffer1D<float, Stride1D.Dense>> frames)
    {
        float total = 0;
        var values = new float[frames[0].Length];
        foreach (var frame in frames)
        {
            frame.CopyToCPU(values);
            total += Mean(values);
        }

        return total;
    }

    private static float Mean(float[] values) => values.Average();
}

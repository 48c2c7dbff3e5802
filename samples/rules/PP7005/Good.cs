// libraries: ILGPU
using System;
using System.Diagnostics;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP7005.Good;

/// <summary>How long a kernel takes.</summary>
public static class Timing
{
    public static TimeSpan Of(Accelerator accelerator, Action<Index1D, ArrayView<float>> kernel, ArrayView<float> data, int times)
    {
        kernel(data.IntLength, data);
        accelerator.Synchronize();

        var watch = Stopwatch.StartNew();
        for (int i = 0; i < times; i++)
        {
            kernel(data.IntLength, data);
        }

        accelerator.Synchronize();
        watch.Stop();
        return watch.Elapsed / times;
    }
}

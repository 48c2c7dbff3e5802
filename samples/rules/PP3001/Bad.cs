// libraries: ILGPU
using System;
using System.IO;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP3001.Bad;

/// <summary>Heat spreading through a rod, one kernel launch per time step.</summary>
public sealed class HeatSimulation : IDisposable
{
    private readonly Accelerator accelerator;
    private readonly Action<Index1D, ArrayView<float>, ArrayView<float>, float> diffuse;
    private MemoryBuffer1D<float, Stride1D.Dense> current;
    private MemoryBuffer1D<float, Stride1D.Dense> next;

    public HeatSimulation(Accelerator accelerator, float[] initial)
    {
        this.accelerator = accelerator;
        this.diffuse = accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, float>(Diffuse);
        this.current = accelerator.Allocate1D(initial);
        this.next = accelerator.Allocate1D<float>(initial.Length);
    }

    public void Dispose()
    {
        this.current.Dispose();
        this.next.Dispose();
    }

    /// <summary>Runs the simulation and returns the final temperatures; every step is also written down.</summary>
    public float[] Run(int steps, float dt, TextWriter log)
    {
        var temperatures = new float[this.current.Length];
        for (int step = 0; step < steps; step++)
        {
            this.diffuse((int)this.current.Length, this.current.View, this.next.View, dt);
            (this.current, this.next) = (this.next, this.current);

            // Every step waits for the device, although only the last one is returned.
            this.current.CopyToCPU(temperatures);
            log.WriteLine($"step {step}: {temperatures[0]} at the end of the rod");
        }

        return temperatures;
    }

    /// <summary>Lets the rod settle before the first measurement.</summary>
    public void Settle(float dt)
    {
        for (int step = 0; step < 1000; step++)
        {
            this.diffuse((int)this.current.Length, this.current.View, this.next.View, dt);
            this.accelerator.Synchronize();
            (this.current, this.next) = (this.next, this.current);
        }
    }

    private static void Diffuse(Index1D i, ArrayView<float> from, ArrayView<float> to, float dt)
    {
        var left = from[Math.Max((int)i - 1, 0)];
        var right = from[Math.Min((int)i + 1, from.IntLength - 1)];
        to[i] = from[i] + dt * (left - 2 * from[i] + right);
    }
}

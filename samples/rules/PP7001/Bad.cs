// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP7001.Bad;

/// <summary>Attraction of bodies in a plane.</summary>
public static class Gravity
{
    private const float Softening = 0.05f;

    public static Action<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>> Load(Accelerator accelerator) =>
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, ArrayView<float>>(Attract);

    private static void Attract(Index1D i, ArrayView<float> x, ArrayView<float> y, ArrayView<float> pull)
    {
        float sum = 0f;
        for (int j = 0; j < x.IntLength; j++)
        {
            float dx = x[j] - x[i];
            float dy = y[j] - y[i];
            var distance = Math.Sqrt(dx * dx + dy * dy + Softening);
            sum += (float)(1.0 / (distance * distance * distance));
        }

        pull[i] = (float)(sum * 6.674e-11);
    }
}

// libraries: ILGPU
using System;
using ILGPU;
using ILGPU.Runtime;

namespace Samples.PP7004.Bad;

/// <summary>Sums over the features of samples, and a picture made brighter.</summary>
public static class Kernels
{
    public static Action<Index1D, ArrayView<float>, ArrayView<float>, int> LoadSums(Accelerator accelerator) =>
        accelerator.LoadAutoGroupedStreamKernel<Index1D, ArrayView<float>, ArrayView<float>, int>(Sum);

    public static Action<Index2D, ArrayView2D<float, Stride2D.DenseY>, float> LoadBrighten(Accelerator accelerator) =>
        accelerator.LoadAutoGroupedStreamKernel<Index2D, ArrayView2D<float, Stride2D.DenseY>, float>(Brighten);

    private static void Sum(Index1D sample, ArrayView<float> features, ArrayView<float> sums, int width)
    {
        var sum = 0f;
        for (int k = 0; k < width; k++)
        {
            sum += features[sample * width + k];
        }

        sums[sample] = sum;
    }

    private static void Brighten(Index2D pixel, ArrayView2D<float, Stride2D.DenseY> picture, float factor)
    {
        picture[pixel.X, pixel.Y] *= factor;
    }
}

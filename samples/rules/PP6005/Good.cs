// libraries: Microsoft.ML.OnnxRuntime
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Samples.PP6005.Good;

/// <summary>Turns an image into the planes of colour that a model takes.</summary>
public static class Preprocessing
{
    public static DenseTensor<float> ToPlanes(byte[] rgb, int width, int height)
    {
        var tensor = new DenseTensor<float>(new[] { 1, 3, height, width });
        var planes = tensor.Buffer.Span;
        var plane = height * width;
        for (int i = 0; i < plane; i++)
        {
            planes[i] = rgb[i * 3] / 255f;
            planes[plane + i] = rgb[i * 3 + 1] / 255f;
            planes[2 * plane + i] = rgb[i * 3 + 2] / 255f;
        }

        return tensor;
    }
}

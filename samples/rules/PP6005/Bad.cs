// libraries: Microsoft.ML.OnnxRuntime
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Samples.PP6005.Bad;

/// <summary>Turns an image into the planes of colour that a model takes.</summary>
public static class Preprocessing
{
    public static DenseTensor<float> ToPlanes(byte[] rgb, int width, int height)
    {
        var tensor = new DenseTensor<float>(new[] { 1, 3, height, width });
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                var pixel = (y * width + x) * 3;
                tensor[0, 0, y, x] = rgb[pixel] / 255f;
                tensor[0, 1, y, x] = rgb[pixel + 1] / 255f;
                tensor[0, 2, y, x] = rgb[pixel + 2] / 255f;
            }
        }

        return tensor;
    }
}

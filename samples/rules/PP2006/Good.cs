// libraries: TorchSharp
// PP2006, as it should be.
using static TorchSharp.torch;

namespace Samples.PP2006.Good;

/// <summary>Works on the elements of a tensor that were copied to an array.</summary>
public static class Rows
{
    public static float[] Sums(Tensor tensor, float[] values)
    {
        var shape = tensor.shape;
        var sums = new float[shape[0]];
        for (var y = 0; y < shape[0]; y++)
        {
            for (var x = 0; x < shape[1]; x++)
            {
                sums[y] += values[(y * shape[1]) + x];
            }
        }

        return sums;
    }
}

// libraries: TorchSharp
// PP2006, as people write it.
using static TorchSharp.torch;

namespace Samples.PP2006.Bad;

/// <summary>Works on the elements of a tensor that were copied to an array.</summary>
public static class Rows
{
    public static float[] Sums(Tensor tensor, float[] values)
    {
        var sums = new float[tensor.shape[0]];
        for (var y = 0; y < tensor.shape[0]; y++)
        {
            for (var x = 0; x < tensor.shape[1]; x++)
            {
                sums[y] += values[(y * tensor.shape[1]) + x];
            }
        }

        return sums;
    }
}

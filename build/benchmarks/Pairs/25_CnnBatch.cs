using PerfProof.Pairs;

/// <summary>A convolution image by image with copies, against the batch as it lies.</summary>
[Sizes(32)]
public static class P25CnnBatch
{
    private const int Side = 8;
    private const int Inner = Side - 2;

    private static void Convolve(ReadOnlySpan<float> image, float[] filter, Span<float> result)
    {
        for (var y = 0; y < Inner; y++)
        {
            for (var x = 0; x < Inner; x++)
            {
                float sum = 0;
                for (var i = 0; i < 9; i++)
                {
                    sum += image[((y + (i / 3)) * Side) + x + (i % 3)] * filter[i];
                }

                result[(y * Inner) + x] = sum;
            }
        }
    }

    [Before]
    public static float[] Before([Length("64*n")] float[] images, [Length("9")] float[] filter)
    {
        var results = new List<float[]>();
        for (var image = 0; image < images.Length / (Side * Side); image++)
        {
            var one = images.Skip(image * Side * Side).Take(Side * Side).ToArray();
            var result = new float[Inner * Inner];
            Convolve(one, filter, result);
            results.Add(result);
        }

        return results.SelectMany(result => result).ToArray();
    }

    [After]
    public static float[] After(float[] images, float[] filter)
    {
        var count = images.Length / (Side * Side);
        var results = new float[count * Inner * Inner];
        for (var image = 0; image < count; image++)
        {
            Convolve(images.AsSpan(image * Side * Side, Side * Side), filter, results.AsSpan(image * Inner * Inner, Inner * Inner));
        }

        return results;
    }
}

using PerfProof.Pairs;

/// <summary>Weights of 8 bits made floats as a whole and then multiplied with, against as they are needed.</summary>
[Sizes(256)]
public static class P20DequantiseGemv
{
    [Before]
    public static float[] Before([Length("n*n")] sbyte[] weights, float[] scales, float[] x, int n)
    {
        var matrix = new float[n * n];
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < n; column++)
            {
                matrix[(row * n) + column] = weights[(row * n) + column] * scales[row];
            }
        }

        var y = new float[n];
        for (var row = 0; row < n; row++)
        {
            float sum = 0;
            for (var column = 0; column < n; column++)
            {
                sum += matrix[(row * n) + column] * x[column];
            }

            y[row] = sum;
        }

        return y;
    }

    [After]
    public static float[] After(sbyte[] weights, float[] scales, float[] x, int n)
    {
        var y = new float[n];
        for (var row = 0; row < n; row++)
        {
            var scale = scales[row];
            float sum = 0;
            for (var column = 0; column < n; column++)
            {
                sum += weights[(row * n) + column] * scale * x[column];
            }

            y[row] = sum;
        }

        return y;
    }
}

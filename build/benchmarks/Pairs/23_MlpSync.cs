using PerfProof.Pairs;

/// <summary>Three layers whose activations go out and in between them, against once at the end.</summary>
[Sizes(128)]
public static class P23MlpSync
{
    private const int Layers = 3;

    private static float[] Layer(float[] weights, float[] state, int n)
    {
        var next = new float[n];
        for (var row = 0; row < n; row++)
        {
            float sum = 0;
            for (var column = 0; column < n; column++)
            {
                sum += weights[(row * n) + column] * state[column];
            }

            next[row] = MathF.Max(0, sum) + (0.01f * state[row]);
        }

        return next;
    }

    [Before]
    public static float[] Before([Length("n*n")] float[] weights, float[] x, int n)
    {
        var state = x;
        for (var layer = 0; layer < Layers; layer++)
        {
            // As a download and an upload between layers.
            var host = (float[])Layer(weights, state, n).Clone();
            state = (float[])host.Clone();
        }

        return state;
    }

    [After]
    public static float[] After(float[] weights, float[] x, int n)
    {
        var state = x;
        for (var layer = 0; layer < Layers; layer++)
        {
            state = Layer(weights, state, n);
        }

        return state;
    }
}

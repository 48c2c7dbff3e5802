using PerfProof.Pairs;

/// <summary>Attention with a row of scores, against the online softmax, which needs none.</summary>
[Sizes(48)]
public static class P19Attention
{
    private const int Width = 16;

    private static double Score(float[] queries, float[] keys, int query, int key)
    {
        double score = 0;
        for (var i = 0; i < Width; i++)
        {
            score += (double)queries[(query * Width) + i] * keys[(key * Width) + i];
        }

        return score / 4;
    }

    [Before]
    public static float[] Before([Length("16*n"), Between(-2, 2)] float[] queries, [Length("16*n"), Between(-2, 2)] float[] keys, [Length("16*n"), Between(-2, 2)] float[] values, int n)
    {
        var result = new float[n * Width];
        for (var query = 0; query < n; query++)
        {
            var weights = new double[n];
            double sum = 0;
            for (var key = 0; key < n; key++)
            {
                weights[key] = Score(queries, keys, query, key);
            }

            var largest = weights.Max();
            for (var key = 0; key < n; key++)
            {
                sum += weights[key] = Math.Exp(weights[key] - largest);
            }

            for (var i = 0; i < Width; i++)
            {
                double total = 0;
                for (var key = 0; key < n; key++)
                {
                    total += weights[key] / sum * values[(key * Width) + i];
                }

                result[(query * Width) + i] = (float)total;
            }
        }

        return result;
    }

    [After]
    public static float[] After(float[] queries, float[] keys, float[] values, int n)
    {
        var result = new float[n * Width];
        var totals = new double[Width];
        for (var query = 0; query < n; query++)
        {
            Array.Clear(totals);
            double sum = 0, largest = double.NegativeInfinity;
            for (var key = 0; key < n; key++)
            {
                var score = Score(queries, keys, query, key);
                if (score > largest)
                {
                    // What was added so far was relative to a smaller maximum.
                    var shrink = Math.Exp(largest - score);
                    largest = score;
                    sum *= shrink;
                    for (var i = 0; i < Width; i++)
                    {
                        totals[i] *= shrink;
                    }
                }

                var weight = Math.Exp(score - largest);
                sum += weight;
                for (var i = 0; i < Width; i++)
                {
                    totals[i] += weight * values[(key * Width) + i];
                }
            }

            for (var i = 0; i < Width; i++)
            {
                result[(query * Width) + i] = (float)(totals[i] / sum);
            }
        }

        return result;
    }
}

using PerfProof.Pairs;

/// <summary>All keys so far handed over for each token, against a cache that grows.</summary>
[Sizes(64)]
public static class P28KvCache
{
    private const int Width = 32;

    private static float Score(float[] cache, float[] query, int token)
    {
        float score = 0;
        for (var i = 0; i < Width; i++)
        {
            score += cache[(token * Width) + i] * query[i];
        }

        return score;
    }

    [Before]
    public static float[] Before([Length("32*n")] float[] keys, [Length("32")] float[] query)
    {
        var scores = new float[keys.Length / Width];
        for (var token = 0; token < scores.Length; token++)
        {
            // As an upload of all keys so far for each token.
            var cache = keys.AsSpan(0, (token + 1) * Width).ToArray();
            scores[token] = Score(cache, query, token);
        }

        return scores;
    }

    [After]
    public static float[] After(float[] keys, float[] query)
    {
        var scores = new float[keys.Length / Width];
        var cache = new float[keys.Length];
        for (var token = 0; token < scores.Length; token++)
        {
            keys.AsSpan(token * Width, Width).CopyTo(cache.AsSpan(token * Width));
            scores[token] = Score(cache, query, token);
        }

        return scores;
    }
}

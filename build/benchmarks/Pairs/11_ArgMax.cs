using PerfProof.Pairs;

/// <summary>The place of the largest score, in a copy against in place.</summary>
[Sizes(20_000)]
public static class P11ArgMax
{
    [Before]
    public static int Before(float[] scores)
    {
        // As after a download: a copy on the host, and a look at that.
        var host = (float[])scores.Clone();
        var best = 0;
        for (var i = 1; i < host.Length; i++)
        {
            if (host[i] > host[best])
            {
                best = i;
            }
        }

        return best;
    }

    [After]
    public static int After(float[] scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
            {
                best = i;
            }
        }

        return best;
    }
}

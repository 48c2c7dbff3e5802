namespace PerfProof.Measurement;

/// <summary>Distribution-free estimates and exact bounds. Pure functions; nothing here knows what was measured.</summary>
public static class Statistics
{
    /// <summary>
    /// The Hodges-Lehmann estimate: the median of all pairwise means. It bears a fourth of the values being wild, and on
    /// well-behaved values loses little to the mean (Hodges and Lehmann, 1963).
    /// </summary>
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static double HodgesLehmann(ReadOnlySpan<double> values)
    {
        var averages = WalshAverages(values);
        return averages.Length == 0
            ? throw new ArgumentException("An estimate needs values.", nameof(values))
            : averages.Length % 2 == 1
                ? averages[averages.Length / 2]
                : (averages[(averages.Length / 2) - 1] + averages[averages.Length / 2]) / 2;
    }

    /// <summary>
    /// Exact one-sided bounds for the centre of a symmetric distribution, by inverting Wilcoxon's signed-rank test
    /// (Tukey, 1949): each bound is wrong with a probability of at most <paramref name="risk"/>.
    /// </summary>
    /// <returns>The bounds; infinite when there are too few values for any.</returns>
    public static (double Lower, double Upper) SignedRankBounds(ReadOnlySpan<double> values, double risk)
    {
        var averages = WalshAverages(values);
        var rank = SignedRankQuantile(values.Length, risk);
        return rank == 0
            ? (double.NegativeInfinity, double.PositiveInfinity)
            : (averages[rank - 1], averages[^rank]);
    }

    /// <summary>
    /// The largest k for which the k-th smallest Walsh average lies above the centre with a probability of at most
    /// <paramref name="risk"/>, that is P(W &lt;= k - 1) &lt;= risk under the null; 0 when there is none.
    /// </summary>
    public static int SignedRankQuantile(int count, double risk)
    {
        var maximum = count * (count + 1) / 2;
        // ways[s]: subsets of the ranks 1..count that sum to s.
        var ways = new double[maximum + 1];
        ways[0] = 1;
        for (var rank = 1; rank <= count; rank++)
        {
            for (var sum = maximum; sum >= rank; sum--)
            {
                ways[sum] += ways[sum - rank];
            }
        }

        var all = Math.Pow(2, count);
        double cumulative = 0;
        var k = 0;
        while (k <= maximum && (cumulative += ways[k]) / all <= risk)
        {
            k++;
        }

        return k;
    }

    private static double[] WalshAverages(ReadOnlySpan<double> values)
    {
        var averages = new double[values.Length * (values.Length + 1) / 2];
        var next = 0;
        for (var i = 0; i < values.Length; i++)
        {
            for (var j = i; j < values.Length; j++)
            {
                averages[next++] = (values[i] + values[j]) / 2;
            }
        }

        Array.Sort(averages);
        return averages;
    }
}

using System.Globalization;

namespace PerfProof.Build.Gate;

/// <summary>Exact bounds for a share, from how often something happened (Clopper and Pearson, 1934).</summary>
public static class Proportion
{
    private const int Halvings = 60;

    /// <summary>The largest share under which so few would still be seen with a probability of <paramref name="risk"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are no trials, or more hits than trials.</exception>
    public static double Upper(int hits, int trials, double risk = 0.05)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(trials, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(hits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(hits, trials);
        if (hits == trials)
        {
            return 1;
        }

        var (low, high) = ((double)hits / trials, 1.0);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = AtMost(hits, trials, middle) > risk ? (middle, high) : (low, middle);
        }

        return high;
    }

    /// <summary>The smallest share under which so many would still be seen with a probability of <paramref name="risk"/>.</summary>
    public static double Lower(int hits, int trials, double risk = 0.05) => 1 - Upper(trials - hits, trials, risk);

    /// <summary>A share with its interval of 95%: <c>83% (71 to 91)</c>; a dash when there are no trials.</summary>
    public static string Text(int hits, int trials) => trials == 0
        ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{100.0 * hits / trials:0.#}% ({100 * Lower(hits, trials, 0.025):0.#} to {100 * Upper(hits, trials, 0.025):0.#})");

    /// <summary>The probability of at most so many hits, each trial hitting with a probability of <paramref name="share"/> between 0 and 1.</summary>
    private static double AtMost(int hits, int trials, double share)
    {
        var (sum, logTerm) = (0.0, trials * Math.Log(1 - share));
        for (var i = 0; i <= hits; i++)
        {
            sum += Math.Exp(logTerm);
            logTerm += Math.Log((double)(trials - i) / (i + 1)) + Math.Log(share / (1 - share));
        }

        return sum;
    }
}

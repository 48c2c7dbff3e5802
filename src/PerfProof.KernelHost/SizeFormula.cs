using System.Globalization;

namespace PerfProof.KernelHost;

/// <summary>A number that depends on the size n: a sum of products of whole numbers and n, such as <c>n*n</c> or <c>8 + 384*n</c>.</summary>
public sealed class SizeFormula
{
    /// <summary>Highest power of n that a formula may have.</summary>
    public const int MaximumPower = 3;

    private readonly long[] factors;

    private SizeFormula(long[] factors) => this.factors = factors;

    /// <summary>Whether it depends on n.</summary>
    public bool DependsOnSize => this.factors.Skip(1).Any(factor => factor != 0);

    /// <summary>The factor of a power of n.</summary>
    /// <param name="power">From 0 to <see cref="MaximumPower"/>.</param>
    public long Factor(int power) => this.factors[power];

    /// <summary>Reads a formula; null for what is none. <c>384n</c> stands for <c>384*n</c>.</summary>
    public static SizeFormula? Parse(string text)
    {
        var factors = new long[MaximumPower + 1];
        // A minus begins a term, wherever it stands; what is left before a leading one is no term.
        var sum = text.Replace("+-", "-", StringComparison.Ordinal).Replace("-", "+-", StringComparison.Ordinal).TrimStart();
        var terms = (sum.StartsWith("+-", StringComparison.Ordinal) ? sum[1..] : sum).Split('+');
        foreach (var term in terms)
        {
            var trimmed = term.Trim();
            var isNegative = trimmed.StartsWith('-');
            long factor = isNegative ? -1 : 1;
            var power = 0;
            foreach (var part in trimmed[(isNegative ? 1 : 0)..].Split('*').Select(part => part.Trim()))
            {
                var number = part.EndsWith('n') ? part[..^1] : part;
                power += number.Length < part.Length ? 1 : 0;
                var one = 1;
                if (part.Length == 0 || power > MaximumPower
                    || (number.Length > 0 && !int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out one))
                    || one * Math.Abs(factor) > int.MaxValue)
                {
                    return null;
                }

                factor *= one;
            }

            factors[power] += factor;
        }

        return new(factors);
    }

    /// <summary>Its value at a size.</summary>
    /// <exception cref="OverflowException">It is beyond 64 bits.</exception>
    public long At(int size)
    {
        var value = 0L;
        for (var power = MaximumPower; power >= 0; power--)
        {
            value = checked((value * size) + this.factors[power]);
        }

        return value;
    }
}

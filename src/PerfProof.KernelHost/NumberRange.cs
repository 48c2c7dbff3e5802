using System.Globalization;

namespace PerfProof.KernelHost;

/// <summary>The range that the user's code gives the numbers of a parameter. Every distribution keeps its character as far as the range allows.</summary>
internal sealed class NumberRange(double smallest, double largest)
{
    /// <summary>Reads <c>smallest..largest</c>; null for what is none.</summary>
    public static NumberRange? Parse(string text) =>
        text.Split("..") is [var low, var high]
        && double.TryParse(low, NumberStyles.Float, CultureInfo.InvariantCulture, out var from)
        && double.TryParse(high, NumberStyles.Float, CultureInfo.InvariantCulture, out var to)
        && from <= to
            ? new(from, to)
            : null;

    /// <summary>The nearest number in the range.</summary>
    public double Clamp(double number) => Math.Clamp(number, smallest, largest);

    /// <summary>A number in the range.</summary>
    /// <param name="random">The source.</param>
    /// <param name="lane">The distribution.</param>
    /// <param name="isWhole">Whether only whole numbers will do.</param>
    public double Number(SeededRandom random, Lane lane, bool isWhole)
    {
        var even = smallest + ((largest - smallest) * random.Uniform());
        var number = lane switch
        {
            Lane.SmallIntegers => Math.Round(Math.Clamp(random.Number(lane, 1), smallest, largest)),
            Lane.Offset => largest - ((largest - even) / 4),
            // At the lower end; of one value only, a spread would be a quotient of rounding errors.
            Lane.Negative => smallest + ((even - smallest) / 4),
            Lane.Sparse => random.Below(8) == 0 ? even : Math.Clamp(0, smallest, largest),
            Lane.Wide or Lane.Tiny => Math.Clamp(random.Number(lane, double.Epsilon), smallest, largest),
            Lane.Special or Lane.Infinite => random.Below(8) switch { 0 => smallest, 1 => largest, 2 => Math.Clamp(0, smallest, largest), _ => even },
            _ => even,
        };
        return !isWhole ? Math.Clamp(number, smallest, largest)
            // Both ends must be as likely as any other.
            : lane == Lane.Normal ? smallest + Math.Floor(random.Uniform() * (largest - smallest + 1))
            : Math.Clamp(Math.Round(number), smallest, largest);
    }
}

using System;

namespace PerfProof;

/// <summary>
/// How often each duration occurred, in steps of less than 2%: the median of any number of calls in a few kilobytes, and to
/// 1%. The smallest and the largest are kept as they were.
/// </summary>
internal sealed class Durations
{
    // Of a duration, the power of two and the six bits below it tell the step.
    private const int Bits = 6;
    private const int Steps = 1 << Bits;

    private int[] counts = new int[8 * Steps];
    private long all;

    public long Least { get; private set; }

    public long Most { get; private set; }

    public void Add(long duration)
    {
        duration = Math.Max(0, duration);
        var step = StepOf(duration);
        if (step >= this.counts.Length)
        {
            Array.Resize(ref this.counts, Math.Max(step + 1, this.counts.Length * 2));
        }

        this.counts[step]++;
        this.Least = this.all == 0 ? duration : Math.Min(this.Least, duration);
        this.Most = Math.Max(this.Most, duration);
        this.all++;
    }

    /// <summary>The lower one of the two in the middle, where their number is even; 0 when there is none.</summary>
    public double Median()
    {
        var before = 0L;
        for (var step = 0; step < this.counts.Length; step++)
        {
            before += this.counts[step];
            if (before * 2 >= this.all && before > 0)
            {
                return Math.Min(this.Most, Math.Max(this.Least, Middle(step)));
            }
        }

        return 0;
    }

    private static int StepOf(long duration)
    {
        if (duration < Steps)
        {
            return (int)duration;
        }

        // The exponent of a number as a double is its power of two.
        var power = (int)(BitConverter.DoubleToInt64Bits(duration) >> 52) - 1023;
        return ((power - Bits + 1) * Steps) + (int)((duration >> (power - Bits)) & (Steps - 1));
    }

    private static double Middle(int step)
    {
        if (step < Steps)
        {
            return step;
        }

        var width = Math.Pow(2, (step / Steps) - 1);
        return ((Steps + (step % Steps)) * width) + ((width - 1) / 2);
    }
}

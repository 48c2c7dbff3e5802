namespace PerfProof.KernelHost;

/// <summary>A random source whose sequence depends only on a seed and a name, so that both sides make up the same inputs.</summary>
internal sealed class SeededRandom
{
    private ulong state;
    private double? spare;

    public SeededRandom(ulong seed, string name)
    {
        // FNV-1a: string.GetHashCode differs between processes.
        var hash = 14695981039346656037UL;
        foreach (var character in name)
        {
            hash = (hash ^ character) * 1099511628211UL;
        }

        this.state = seed ^ hash;
        this.Next();
    }

    /// <summary>SplitMix64.</summary>
    public ulong Next()
    {
        this.state += 0x9E3779B97F4A7C15UL;
        var z = this.state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    public double Uniform() => (this.Next() >> 11) * (1.0 / (1UL << 53));

    public int Below(int limit) => (int)(this.Next() % (ulong)limit);

    /// <summary>A number of a distribution.</summary>
    /// <param name="lane">The distribution.</param>
    /// <param name="smallest">The smallest positive number of the type that it is for.</param>
    public double Number(Lane lane, double smallest) => lane switch
    {
        Lane.SmallIntegers => this.Below(5) - 2,
        Lane.Offset => this.Normal() + 3,
        Lane.Sparse => this.Below(8) == 0 ? this.Normal() : 0,
        // Half precision ends at 65504.
        Lane.Wide => Math.Pow(10, (smallest > 1e-10 ? 3 : 6) * ((2 * this.Uniform()) - 1)) * (this.Below(2) == 0 ? 1 : -1),
        Lane.Special => this.Below(24) switch { 0 => double.NaN, 1 => -0.0, _ => this.Normal() },
        Lane.Infinite => this.Below(24) switch { 0 => double.PositiveInfinity, 1 => double.NegativeInfinity, _ => this.Normal() },
        Lane.Negative => -Math.Pow(10, 2 + ((smallest > 1e-10 ? 1 : 4) * this.Uniform())),
        Lane.Tiny => (this.Below(1025) - 512) * smallest,
        _ => this.Normal(),
    };

    /// <summary>A whole number of an array.</summary>
    /// <param name="lane">The distribution.</param>
    /// <param name="count">How many numbers there are: ordinary ones are in range as indices.</param>
    /// <param name="least">The least number of the type, or that float64 holds.</param>
    /// <param name="most">The greatest one.</param>
    public long Whole(Lane lane, int count, long least, long most) => lane switch
    {
        Lane.SmallIntegers => this.Below(5) - 2,
        Lane.Offset => (count / 2) + this.Below(Math.Max(1, count)),
        Lane.Sparse => this.Below(8) == 0 ? this.Below(Math.Max(1, count)) : 0,
        Lane.Wide => (long)(least + (((double)most - least) * this.Uniform())),
        Lane.Special => this.Below(8) switch { 0 => least, 1 => most, 2 => -1, _ => this.Below(Math.Max(1, count)) },
        Lane.Tiny => this.Below(2),
        Lane.Negative when least < 0 => Math.Max(least, -1 - this.Below(Math.Max(1, count))),
        _ => this.Below(Math.Max(1, count)),
    };

    // By Box and Muller, who make two numbers at a time.
    private double Normal()
    {
        if (this.spare is { } kept)
        {
            this.spare = null;
            return kept;
        }

        var radius = Math.Sqrt(-2 * Math.Log(1 - this.Uniform()));
        var (sine, cosine) = Math.SinCos(2 * Math.PI * this.Uniform());
        this.spare = radius * sine;
        return radius * cosine;
    }
}

namespace PerfProof.Reporting.Pages;

/// <summary>A logarithmic axis: equal ratios are equally far apart.</summary>
internal sealed class LogAxis
{
    private const double Rim = 1.06;
    private static readonly double[] coarse = [1, 10];
    private static readonly double[] usual = [1, 2, 5];
    private static readonly double[] fine = [1, 1.1, 1.2, 1.3, 1.5, 1.7, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];

    private readonly double low;
    private readonly double high;
    private readonly double from;
    private readonly double to;

    /// <summary>An axis on which all values have room.</summary>
    /// <param name="values">Values above zero; at least one.</param>
    /// <param name="from">Where the smallest goes.</param>
    /// <param name="to">Where the largest goes.</param>
    public LogAxis(IEnumerable<double> values, double from, double to)
    {
        var all = values.ToList();
        this.low = Math.Log(all.Min() / Rim);
        this.high = Math.Log(all.Max() * Rim);
        this.from = from;
        this.to = to;
    }

    /// <summary>Where a value goes.</summary>
    public double At(double value) => this.from + ((Math.Log(value) - this.low) / (this.high - this.low) * (this.to - this.from));

    /// <summary>Round values within the axis, few enough to be read.</summary>
    public IReadOnlyList<double> Ticks()
    {
        const int Most = 9;
        var sets = new[] { fine, usual, coarse }.Select(this.Within).ToList();
        return sets.Find(set => set.Count <= Most) ?? [.. sets[^1].Where((_, i) => i % (1 + (sets[^1].Count / Most)) == 0)];
    }

    private List<double> Within(double[] leading)
    {
        var ticks = new List<double>();
        for (var exponent = (int)Math.Floor(this.low / Math.Log(10)); exponent <= (int)Math.Ceiling(this.high / Math.Log(10)); exponent++)
        {
            ticks.AddRange(leading.Where(lead => lead < 10).Select(lead => lead * Math.Pow(10, exponent))
                .Where(tick => Math.Log(tick) >= this.low && Math.Log(tick) <= this.high));
        }

        return ticks;
    }
}

using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Measurement;
using PerfProof.Planning;

namespace PerfProof.Judgement;

/// <summary>The share of a program's time that a fix saves; below 0 it costs.</summary>
/// <param name="Lower">Lower bound.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="Upper">Upper bound.</param>
public readonly record struct SavedShare(double Lower, double Estimate, double Upper)
{
    /// <summary>From the ratio of times before to after.</summary>
    public static SavedShare Of(SizeResult size) => new(Of(size.Lower), Of(size.Estimate), Of(size.Upper));

    /// <summary>What two save where they save different time.</summary>
    public static SavedShare operator +(SavedShare a, SavedShare b) => new(a.Lower + b.Lower, a.Estimate + b.Estimate, a.Upper + b.Upper);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{100 * this.Estimate:0.0}% ({100 * this.Lower:0.0} to {100 * this.Upper:0.0})");

    // A ratio below a hundredth is no measurement of a share.
    private static double Of(double ratio) => 1 - (1 / Math.Max(ratio, 0.01));
}

/// <summary>What a fix saves alone.</summary>
/// <param name="Id">Its finding.</param>
/// <param name="Saves">The share of the time.</param>
/// <param name="Calls">The calls of both sides; empty where they were not counted.</param>
public sealed record SingleFix(string Id, SavedShare Saves, ImmutableArray<CallCount> Calls);

/// <summary>
/// What several fixes save alone, against what they save together. Where they save different time, the shares add up. Where they do not, two
/// of them save the same time, or one makes cheaper or dearer what another saves.
/// </summary>
/// <param name="Singles">Each alone.</param>
/// <param name="All">All together.</param>
/// <param name="Calls">The calls of the program as it is and with all fixes.</param>
public sealed record SavedShares(ImmutableArray<SingleFix> Singles, SavedShare All, ImmutableArray<CallCount> Calls)
{
    /// <summary>What they would save if each saved other time.</summary>
    public SavedShare Sum => this.Singles.Aggregate(default(SavedShare), (sum, single) => sum + single.Saves);

    /// <summary>Whether the sum and the whole agree within their intervals.</summary>
    public bool Agrees => this.All.Lower <= this.Sum.Upper && this.Sum.Lower <= this.All.Upper;

    /// <summary>How the sum and the whole compare, in words; where they do not agree, what the counts tell about why.</summary>
    public string Explanation
    {
        get
        {
            var both = $"together they save {this.All} of its time, alone {string.Join(" + ", this.Singles.Select(single => single.Saves))} = {this.Sum}";
            if (this.Agrees)
            {
                return $"{both}: the sum agrees with the whole within these intervals";
            }

            var why = this.Overlap() is { } overlap ? overlap
                : this.Sum.Estimate > this.All.Estimate ? "some of them save the same time, or one makes cheaper what another saves; no calls that are counted are saved twice"
                : "one takes away what keeps another from saving more, such as memory that both use";
            return $"{both}: they act on each other, {why}";
        }
    }

    private string? Overlap()
    {
        foreach (var all in this.Calls)
        {
            var alone = this.Singles.Sum(single => single.Calls.Where(count => count.Role == all.Role).Sum(count => count.Before - count.After));
            var together = all.Before - all.After;
            if (alone > together && this.Sum.Estimate > this.All.Estimate)
            {
                return string.Create(CultureInfo.InvariantCulture, $"since they save the same calls: {alone:N0} {all.Role} calls alone, and {together:N0} of {all.Before:N0} together");
            }
        }

        return null;
    }
}

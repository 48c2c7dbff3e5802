using System.Collections.Immutable;
using System.Globalization;
using PerfProof.Build.Docs;
using PerfProof.Build.Gate;
using PerfProof.Measurement;

namespace PerfProof.Build.Planted;

/// <summary>One profile of the planted program.</summary>
/// <param name="Seconds">How long it ran, from the start of its process.</param>
/// <param name="Truth">The share of each place, as it timed itself.</param>
/// <param name="Shares">The share that the profile tells; null for unseen.</param>
/// <param name="Most">What it may be at most, where the profile tells a range; null where it does not.</param>
public sealed record PlantedProfile(double Seconds, ImmutableArray<double> Truth, ImmutableArray<double?> Shares, ImmutableArray<double?> Most)
{
    /// <summary>How many shares are told, how many of them as a range, and in how many of those the truth lies, a point beside it or less.</summary>
    internal (int Told, int Ranges, int Holding) Ranges
    {
        get
        {
            const double Point = 0.01;
            var told = Enumerable.Range(0, this.Shares.Length).Where(i => this.Shares[i] is not null).ToList();
            var ranges = told.Where(i => this.Most[i] is not null).ToList();
            return (told.Count, ranges.Count, ranges.Count(i => this.Truth[i] >= this.Shares[i] - Point && this.Truth[i] <= this.Most[i] + Point));
        }
    }

    /// <summary>How wide each range is.</summary>
    internal IEnumerable<double> Widths => this.Shares.Zip(this.Most, (least, most) => most - least).OfType<double>();

    /// <summary>How far each is from the truth.</summary>
    internal ImmutableArray<double?> Errors => [.. this.Shares.Select((share, i) => share - this.Truth[i])];

    /// <summary>Whether so many places are seen, and come in the order of their true shares.</summary>
    internal bool RanksRight(int places)
    {
        var seen = Enumerable.Range(0, this.Shares.Length).Where(i => this.Shares[i] is not null).ToList();
        return seen.Count == places && seen.OrderByDescending(i => this.Shares[i]).SequenceEqual(seen.OrderByDescending(i => this.Truth[i]));
    }
}

/// <summary>One turn: a plain run, a sampled one, an exact one.</summary>
/// <param name="Date">When.</param>
/// <param name="Host">On what.</param>
/// <param name="Runtime">With what.</param>
/// <param name="Build">Which build of the profiler.</param>
/// <param name="Load">The load average at its start.</param>
/// <param name="Bare">Seconds of the plain run.</param>
/// <param name="Sampled">The sampled run.</param>
/// <param name="Exact">The exact run.</param>
public sealed record PlantedRecord(DateTimeOffset Date, string Host, string Runtime, string Build, double? Load, double Bare, PlantedProfile Sampled, PlantedProfile Exact);

/// <summary>Says what came of profiling a program that knows its shares.</summary>
internal static class PlantedReport
{
    private const double Limit = 0.02;
    private const double Risk = 0.025;

    /// <summary>The page, and whether its goals are met.</summary>
    public static (string Text, bool IsMet) Of(IReadOnlyList<PlantedRecord> records)
    {
        var (first, last) = (records[0], records[^1]);
        var all = records.Count;
        var (exact, sampled) = (records.Count(record => record.Exact.RanksRight(PlantedProgram.Places.Count)), records.Count(record => record.Sampled.RanksRight(PlantedProgram.Places.Count - PlantedProgram.Awaited)));
        var worst = Worst(records.Select(record => record.Exact));
        var ranges = records.Select(record => record.Sampled.Ranges).Aggregate((one, next) => (one.Told + next.Told, one.Ranges + next.Ranges, one.Holding + next.Holding));
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            # Profile of planted costs

            Measured {first.Date:yyyy-MM-dd HH:mm} to {last.Date:yyyy-MM-dd HH:mm} UTC on {Join(records, record => record.Host)}, {Join(records, record => record.Runtime)}, build {Join(records, record => record.Build)};
            load average {records.Min(record => record.Load):0.0} to {records.Max(record => record.Load):0.0}. `dotnet run --project build/tools -- planted --out runs.jsonl --report page.md` makes this page.

            A program has six flagged calls: managed arithmetic, native compression (zlib) and awaited timers, a costly and a cheap place of each. It times each of them itself: that is
            the truth of that run. Shares are of the wall time of its process. Turns: {all}; each is a plain run, a sampled one and an exact one of about {Median(records.Select(record => record.Bare)):0.0} s, in turning order.

            - Ranking right: with `--exact` in {exact} of {all} runs (all six places), sampled in {sampled} of {all} (the four that are not awaited; what is awaited is said to be unseen).
            - Largest error of a share: {100 * worst:0.00} points with `--exact` (at most {100 * Limit:0} are allowed), {100 * Worst(records.Select(record => record.Sampled)):0.00} points sampled.
            - Of {ranges.Told} sampled shares, {ranges.Ranges} are told as a range, since the compiler made the flagged code part of its caller; the truth lies in {ranges.Holding} of these ranges (a point beside them or less).
              They are wide, though ({100 * Median(records.SelectMany(record => record.Sampled.Widths).DefaultIfEmpty()):0} points, the median): while all stands in one method, samples cannot tell what it runs. Errors are those of the lower end.
            - Overhead, as the time of the program over that of the plain run of the same turn: sampled {Ratio(records, record => record.Sampled)}, exact {Ratio(records, record => record.Exact)}
              (Hodges-Lehmann estimate with its 95% interval, {all} pairs). The build of the copy and the reading of the trace are not in it: they are no time of the program.


            """)
            + RuleTables.Table(
                ["Place", "True share, median", "Exact: error, median (least to most)", "Sampled: error, median (least to most)"],
                PlantedProgram.Places.Select((place, i) => (string[])
                [
                    place, string.Create(CultureInfo.InvariantCulture, $"{100 * Median(records.SelectMany(record => new[] { record.Sampled.Truth[i], record.Exact.Truth[i] })):0.0}%"),
                    Points([.. records.Select(record => record.Exact.Errors[i])]), Points([.. records.Select(record => record.Sampled.Errors[i])]),
                ]))
            + "\n";
        return (text, (exact, sampled) == (all, all) && worst <= Limit);
    }

    // A place of which nothing is told is wrong where it is ranked, which is counted.
    private static double Worst(IEnumerable<PlantedProfile> profiles) =>
        profiles.Max(profile => profile.Errors.Max(error => Math.Abs(error ?? 0)));

    private static string Points(ImmutableArray<double?> errors)
    {
        var told = errors.OfType<double>().Select(error => 100 * error).ToList();
        var unseen = errors.Length - told.Count;
        return told.Count == 0 ? "unseen"
            : string.Create(CultureInfo.InvariantCulture, $"{Signed(Median(told))} ({Signed(told.Min())} to {Signed(told.Max())}) points{(unseen > 0 ? $"; unseen in {unseen}" : "")}");
    }

    private static string Signed(double points) => Math.Round(points, 2) == 0 ? "0.00" : points.ToString("+0.00;-0.00", CultureInfo.InvariantCulture);

    // Ratios multiply: their logarithms are what lies evenly around a centre.
    private static string Ratio(IReadOnlyList<PlantedRecord> records, Func<PlantedRecord, PlantedProfile> profile)
    {
        double[] logarithms = [.. records.Select(record => Math.Log(profile(record).Seconds / record.Bare))];
        var (lower, upper) = Statistics.SignedRankBounds(logarithms, Risk);
        var estimate = string.Create(CultureInfo.InvariantCulture, $"{Math.Exp(Statistics.HodgesLehmann(logarithms)):0.000}");
        return double.IsFinite(lower) && double.IsFinite(upper)
            ? string.Create(CultureInfo.InvariantCulture, $"{estimate} ({Math.Exp(lower):0.000} to {Math.Exp(upper):0.000})")
            : $"{estimate} (too few turns for an interval)";
    }

    private static string Join(IEnumerable<PlantedRecord> records, Func<PlantedRecord, string> part) => string.Join(" and ", records.Select(part).Distinct());

    private static double Median(IEnumerable<double> values) => SeriesReport.Median(values);
}

using System.Collections.Immutable;
using System.Globalization;

namespace PerfProof.Reporting.Costs;

/// <summary>What to reckon with.</summary>
/// <param name="Rates">How often findings are called on a day.</param>
/// <param name="Instance">What it runs on.</param>
/// <param name="Size">The size n of a call in real life; null to tell the smallest and the largest that was measured.</param>
public sealed record CostOptions(ImmutableArray<CallRate> Rates, Instance Instance, int? Size);

/// <summary>An amount with its bounds; they come from those of the speedup.</summary>
/// <param name="Lower">At least.</param>
/// <param name="Estimate">The estimate.</param>
/// <param name="Upper">At most.</param>
public readonly record struct Bounded(double Lower, double Estimate, double Upper)
{
    /// <summary>So many times.</summary>
    public static Bounded operator *(Bounded amount, double times) => new(amount.Lower * times, amount.Estimate * times, amount.Upper * times);

    /// <summary>Both together: bounds are added, so that they hold whatever the errors have to do with each other.</summary>
    public static Bounded operator +(Bounded a, Bounded b) => new(a.Lower + b.Lower, a.Estimate + b.Estimate, a.Upper + b.Upper);
}

/// <summary>What the fix of one finding saves at one size.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Size">The size.</param>
/// <param name="CallsPerDay">Calls a day.</param>
/// <param name="HoursBefore">Hours a day that the calls take as it is.</param>
/// <param name="HoursSaved">Hours a day that the fix saves of them.</param>
/// <param name="MoneySaved">The same in money.</param>
/// <param name="KilowattHoursSaved">The same in energy; null where nothing says what is drawn.</param>
public sealed record CostRow(
    FindingEvidence Finding, int Size, double CallsPerDay, double HoursBefore, Bounded HoursSaved, Bounded MoneySaved, Bounded? KilowattHoursSaved);

/// <summary>
/// Measured times turned into hours and money. Only what was confirmed on the user's own code or program is: a model of a
/// pattern says nothing of what this program pays.
/// </summary>
/// <param name="Options">What was reckoned with.</param>
/// <param name="Rows">What is saved.</param>
/// <param name="LeftOut">Findings that are not in it, each with the reason.</param>
public sealed record CostReport(CostOptions Options, ImmutableArray<CostRow> Rows, ImmutableArray<(FindingEvidence Finding, string Reason)> LeftOut)
{
    /// <summary>Days in a year.</summary>
    public const double DaysPerYear = 365;

    /// <summary>Reckons.</summary>
    /// <exception cref="CostException">A number of calls is about no finding.</exception>
    public static CostReport Create(Evidence evidence, CostOptions options)
    {
        CallRate.Check(options.Rates, evidence.Findings);
        var rows = ImmutableArray.CreateBuilder<CostRow>();
        var leftOut = ImmutableArray.CreateBuilder<(FindingEvidence, string)>();
        foreach (var finding in evidence.Findings)
        {
            if (WhyNot(finding, options) is { } reason)
            {
                leftOut.Add((finding, reason));
            }
            else
            {
                rows.AddRange(Points(finding, options.Size).Select(point => Row(finding, point, CallRate.Of(finding, options.Rates)!.Value, options.Instance)));
            }
        }

        return new(options, rows.ToImmutable(), leftOut.ToImmutable());
    }

    /// <summary>
    /// What all rows of a kind save together, a day; null where there are not several findings. Each counts by itself: one inside another's
    /// method counts twice.
    /// </summary>
    /// <param name="largest">Whether at the largest sizes; otherwise at the smallest.</param>
    public (Bounded Hours, Bounded Money)? Total(bool largest)
    {
        var one = this.Rows.GroupBy(row => row.Finding).Select(group => largest ? group.Last() : group.First()).ToList();
        return one.Count < 2 ? null : (one.Aggregate(default(Bounded), (sum, row) => sum + row.HoursSaved), one.Aggregate(default(Bounded), (sum, row) => sum + row.MoneySaved));
    }

    private static string? WhyNot(FindingEvidence finding, CostOptions options) => finding switch
    {
        { Subject: "pattern", Verdict: "Confirmed" } => "modelled: it says nothing of what this program pays; 'perfproof verify --entry' measures the program itself",
        { Verdict: "Refuted" } => "not faster, so nothing is saved",
        { Verdict: not "Confirmed" } => $"{finding.Verdict}: {finding.Reason}",
        { Curve: not { IsEmpty: false } } => "the evidence has no times of it",
        _ when CallRate.Of(finding, options.Rates) is null => "no number of calls was given for it",
        _ when options.Size is { } size && Points(finding, options.Size).Count == 0 => $"measured from {Words.Size(finding.Curve!.Value[0].N)} on, which is above {Words.Size(size)}",
        { Experiment.Host: var host } when host != "managed" && !IsGpu(host) => $"it ran on {host}, and whether that is a GPU or the processor is not known",
        { Experiment.Host: var host } when IsGpu(host) && options.Instance.Gpus == 0 => $"it ran on a GPU, and {options.Instance.Name} has none: name another with --instance",
        _ => null,
    };

    private static bool IsGpu(string host) => host.StartsWith("ilgpu: Cuda", StringComparison.Ordinal);

    // A size between two that were measured is reckoned at the lower one: the time of a call grows with its size.
    private static IReadOnlyList<CurvePoint> Points(FindingEvidence finding, int? size)
    {
        var curve = finding.Curve!.Value;
        return size is { } n ? [.. curve.Where(point => point.N <= n).TakeLast(1)]
            : curve.Length == 1 ? curve
            : [curve[0], curve[^1]];
    }

    private static CostRow Row(FindingEvidence finding, CurvePoint point, double calls, Instance instance)
    {
        var isGpu = IsGpu(finding.Experiment!.Host);
        var before = calls * point.SecondsBefore / 3600;
        // A ratio of r leaves 1/r of the time.
        var saved = new Bounded(Share(point.Speedup.Lower ?? 1), Share(point.Speedup.Estimate), Share(point.Speedup.Upper ?? double.PositiveInfinity)) * before;
        var watts = isGpu ? instance.GpuWatts : instance.ProcessorWatts;
        return new(
            finding, point.N, calls, before, saved, saved * (instance.PerHour / (isGpu ? instance.Gpus : instance.Processors)), watts is { } drawn ? saved * (drawn / 1000) : null);

        static double Share(double ratio) => 1 - (1 / ratio);
    }

    /// <summary>What the numbers rest on, a sentence each.</summary>
    public IEnumerable<string> Assumptions()
    {
        var instance = this.Options.Instance;
        yield return string.Create(CultureInfo.InvariantCulture, $"{instance.Name} costs {instance.PerHour} {instance.Currency} an hour ({instance.Source}; {instance.Date:yyyy-MM-dd}) and has {Words.Count(instance.Processors, "processor")}{(instance.Gpus > 0 ? $" and {Words.Count(instance.Gpus, "GPU")}" : "")}; a call is charged for one of them as long as it takes, waiting included.");
        yield return "Times are those of the machine that measured; on the instance they are others, while the ratio tends to stay. Bounds are those of the speedup; the time before is the median of the measured calls.";
        yield return "A year has 365 such days. Hours saved are money only where capacity is given back: fewer or smaller instances, or more work on the same.";
        if (this.Rows.Select(row => row.Finding).Distinct().Count() > 1)
        {
            yield return "Sums count each finding by itself; one that is called by another counts twice.";
        }

        if (this.Options.Size is null && this.Rows.GroupBy(row => row.Finding).Any(group => group.Count() > 1))
        {
            yield return "Where several sizes were measured, the smallest and the largest are shown; --size tells which one is yours.";
        }

        if (this.Rows.Any(row => row.KilowattHoursSaved is not null))
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Energy is an assumption, not a measurement: {(instance.ProcessorWatts is { } watts ? $"{watts} W for a busy processor" : "")}{(instance is { ProcessorWatts: not null, GpuWatts: not null } ? ", " : "")}{(instance.GpuWatts is { } gpu ? $"{gpu} W for a busy GPU" : "")}, as the price table has it; cooling and the rest of the machine are not in it.");
        }

        if (this.Rows.Any(row => row.Finding.Experiment?.DeclaredChange?.StartsWith("half to ", StringComparison.Ordinal) == true))
        {
            yield return "A fix from half to float saves time; arrays of float that it keeps take twice the memory of arrays of half.";
        }
    }
}

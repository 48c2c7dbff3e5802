using System.Globalization;
using PerfProof.Build.Docs;
using PerfProof.Execution;
using PerfProof.Judgement;

namespace PerfProof.Build.Gate;

/// <summary>What is said of the models of all rules and the pairs of kernels on devices.</summary>
public static class DeviceSuite
{
    /// <summary>The page, and whether nothing is Incorrect and no control Confirmed.</summary>
    /// <param name="all">All runs.</param>
    /// <param name="note">What else is to be said of the devices; null for nothing.</param>
    public static (string Text, bool IsMet) Report(IReadOnlyList<GateRecord> all, string? note)
    {
        var text = SeriesReport.Head("Rules and pairs on a device", all)
            .Append(note is null ? "" : note + "\n\n")
            .Append("The models that the rules bring for their findings (each shape once), and the pairs of `build/benchmarks/Pairs` whose sides are kernels, through the whole gate,\n")
            .Append("on one device each. Pairs of methods run on the processor; `pairs` measures them, and `devices --device managed`. Ratios are times before over times after, at the largest size\n")
            .Append("timed; copies between host and device are part of both. The share of the roofline is the least time that the rewrite could take over the time that it takes: its copies at the\n")
            .Append("speed of the link, and the memory that its kernels are given once at the speed of the device's memory.\n");
        var isMet = true;
        foreach (var device in all.GroupBy(record => record.Device, StringComparer.Ordinal))
        {
            var records = PairSuite.Latest(device);
            var timed = records.Where(record => record.IsTimed && !PairSuite.IsControl(record.Pair)).ToList();
            var ratios = timed.Select(record => record.Estimate!.Value).ToList();
            isMet &= !records.Any(record => record.Verdict == VerdictKind.Incorrect || (record.Verdict == VerdictKind.Confirmed && PairSuite.IsControl(record.Pair)));
            text.Append(CultureInfo.InvariantCulture, $"\n## {device.Key}\n\n{Speed(records)}\n")
                .Append(CultureInfo.InvariantCulture, $"Load {records.Min(record => record.LoadBefore):0.0} to {records.Max(record => record.LoadAfter):0.0} on {records[0].Cores} cores.\n\n")
                .Append(RuleTables.Table(
                    ["What", "Verdict", "Ratio", "from", "to", "n", "After", "Share of roofline", "Reason"],
                    records.Select(record => (string[])
                    [
                        record.Pair, record.Verdict.ToString(), PairSuite.Ratio(record.Estimate), PairSuite.Ratio(record.Lower), PairSuite.Ratio(record.Upper),
                        record.Size?.ToString("N0", CultureInfo.InvariantCulture) ?? "-", Microseconds(record.SecondsAfter), PairSuite.Share(record.Share), record.Reason,
                    ])))
                .Append(CultureInfo.InvariantCulture, $"\n\n{records.Count} in all, of these {PairSuite.Count(records)}.")
                .Append(timed.Count == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" Ratios of the {timed.Count} that were timed: median {PairSuite.Ratio(PairSuite.Median(ratios))}, geometric mean {PairSuite.Ratio(PairSuite.GeometricMean(ratios))}."))
                .Append(CultureInfo.InvariantCulture, $"\n{PairSuite.Shares(timed)}");
        }

        return (text.ToString(), isMet);
    }

    private static string Speed(IReadOnlyList<GateRecord> records) => records.Select(record => record.Speed).OfType<DeviceSpeed>().ToList() is { Count: > 0 } speeds
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"Memory {Range(speeds, speed => speed.GigabytesPerSecond)} GB/s (a copy of 64 MiB, bytes read and written), link {Range(speeds, speed => speed.LinkGigabytesPerSecond)} GB/s (16 MiB from the host), a launch that is waited for {Range(speeds, speed => speed.LaunchMicroseconds)} us.")
        : records.Any(record => record.IsTimed) ? "How fast it is could not be measured." : "Its times say nothing, so that none were taken.";

    private static string Range(List<DeviceSpeed> speeds, Func<DeviceSpeed, double> value) => (speeds.Min(value), speeds.Max(value)) is var (least, most) && Format(least) == Format(most)
        ? Format(least)
        : $"{Format(least)} to {Format(most)}";

    private static string Format(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Microseconds(double? seconds) => seconds is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time * 1e6:0.0} us") : "-";
}

using System.Globalization;

namespace PerfProof.Execution;

/// <summary>What else the host did while a repetition was timed. It decides nothing; it tells a reader how quiet it was.</summary>
/// <param name="Load">One-minute load average at the end; null where the operating system does not tell.</param>
/// <param name="Steal">Share of processor time that a hypervisor gave to others, 0 to 1; null likewise.</param>
/// <param name="Megahertz">Clock of the first processor at the end; null likewise.</param>
public sealed record HostNoise(double? Load, double? Steal, double? Megahertz);

/// <summary>Notes the state of the host at the start of a repetition, to tell at its end what happened meanwhile.</summary>
internal sealed class HostNoiseMeter
{
    private const int StealColumn = 7;

    private readonly double[]? start = ProcessorTicks();

    /// <summary>What happened since this was made.</summary>
    public HostNoise Read() => new(LoadAverage(), this.Steal(), Clock());

    private double? Steal()
    {
        if (this.start is null || ProcessorTicks() is not { } end)
        {
            return null;
        }

        var all = end.Sum() - this.start.Sum();
        return all > 0 ? Math.Clamp((end[StealColumn] - this.start[StealColumn]) / all, 0, 1) : null;
    }

    // proc(5): user, nice, system, idle, iowait, irq, softirq, steal; guest times are within user's.
    private static double[]? ProcessorTicks() =>
        FirstLine("/proc/stat") is { } line && line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["cpu", .. var columns] && columns.Length > StealColumn
            ? [.. columns.Take(StealColumn + 1).Select(column => Number(column) ?? 0)]
            : null;

    private static double? LoadAverage() => Number(FirstLine("/proc/loadavg")?.Split(' ')[0]);

    private static double? Clock() =>
        Number(FirstLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_cur_freq")) / 1000
        ?? Number(Lines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("cpu MHz", StringComparison.Ordinal))?.Split(':')[^1]);

    private static string? FirstLine(string path) => Lines(path).FirstOrDefault();

    private static IEnumerable<string> Lines(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

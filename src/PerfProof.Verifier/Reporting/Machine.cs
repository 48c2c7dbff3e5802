using System.Globalization;
using System.Runtime.InteropServices;
using PerfProof.Execution;

namespace PerfProof.Reporting;

/// <summary>Finds out on what a measurement is made.</summary>
public static class Machine
{
    /// <summary>This machine, now.</summary>
    public static DeviceFingerprint Fingerprint() => Identity() with { Load = Load(), Bandwidth = HostBandwidth.Known };

    /// <summary>Which machine this is; nothing is measured for it.</summary>
    public static DeviceFingerprint Identity() => new(
        RuntimeInformation.OSDescription,
        RuntimeInformation.ProcessArchitecture.ToString(),
        Processor(),
        Environment.ProcessorCount,
        RuntimeInformation.FrameworkDescription,
        null)
    {
        NotEnforced = Isolation.Here.NotEnforced is { Length: > 0 } missing ? missing : null,
    };

    private static string Processor()
    {
        const string Cpuinfo = "/proc/cpuinfo";
        var fallback = Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? RuntimeInformation.ProcessArchitecture.ToString();
        return File.Exists(Cpuinfo)
            ? File.ReadLines(Cpuinfo).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? fallback
            : fallback;
    }

    /// <summary>Average number of processes that wanted a processor in the last minute; null where the system does not say.</summary>
    public static double? Load() =>
        File.Exists("/proc/loadavg")
        && double.TryParse(File.ReadAllText("/proc/loadavg").Split(' ')[0], CultureInfo.InvariantCulture, out var load)
            ? load
            : null;
}

using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace PerfProof.KernelHost;

/// <summary>
/// Settings of the process that any code in it can change, for all other code in it. A method that changes them does more
/// than it says: what is no longer as it was when the process began is part of what it produced.
/// </summary>
internal static class ProcessState
{
    private static readonly Dictionary<string, string> start = Now();

    /// <summary>Remembers how things are; before any code under test is loaded.</summary>
    public static void Remember() => _ = start.Count;

    /// <summary>What has changed: name and present value.</summary>
    public static IEnumerable<(string Name, string Value)> Changes() =>
        Now().Where(now => start[now.Key] != now.Value).Select(now => (now.Key, now.Value));

    private static Dictionary<string, string> Now()
    {
        ThreadPool.GetMinThreads(out var minimum, out var minimumPorts);
        ThreadPool.GetMaxThreads(out var maximum, out var maximumPorts);
        using var process = Process.GetCurrentProcess();
        return new(StringComparer.Ordinal)
        {
            ["garbage collection"] = $"{GCSettings.LatencyMode}, {GCSettings.LargeObjectHeapCompactionMode}",
            ["priority of the process"] = process.PriorityClass.ToString(),
            ["processors"] = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? process.ProcessorAffinity.ToString(CultureInfo.InvariantCulture) : "",
            ["priority of the thread"] = Thread.CurrentThread.Priority.ToString(),
            ["culture"] = $"{CultureInfo.CurrentCulture.Name}, {CultureInfo.DefaultThreadCurrentCulture?.Name}, {CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}",
            ["thread pool"] = string.Create(CultureInfo.InvariantCulture, $"{minimum}, {minimumPorts}, {maximum}, {maximumPorts}"),
            ["environment variables"] = string.Join('\n', Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal)),
            ["console"] = Console.In == TextReader.Null ? "none" : "replaced",
        };
    }
}

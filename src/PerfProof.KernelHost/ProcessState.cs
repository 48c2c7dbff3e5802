using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime;

namespace PerfProof.KernelHost;

/// <summary>
/// Settings of the process that any code in it can change, for all other code in it. A method that changes them does more
/// than it says: what is no longer as it was when the process began is part of what it produced.
/// </summary>
internal sealed class ProcessState
{
    private readonly Dictionary<string, string> start = Now();

    /// <summary>What has changed: name and present value.</summary>
    public IEnumerable<(string Name, string Value)> Changes()
    {
        var now = Now();
        return this.start.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
            .Where(name => this.start.GetValueOrDefault(name) != now.GetValueOrDefault(name))
            .Select(name => (name, now.GetValueOrDefault(name) ?? "removed"));
    }

    private static Dictionary<string, string> Now()
    {
        ThreadPool.GetMinThreads(out var minimum, out var minimumPorts);
        ThreadPool.GetMaxThreads(out var maximum, out var maximumPorts);
        using var process = Process.GetCurrentProcess();
        var state = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["garbage collection"] = $"{GCSettings.LatencyMode}, {GCSettings.LargeObjectHeapCompactionMode}",
            ["priority of the process"] = process.PriorityClass.ToString(),
            ["processors"] = OperatingSystem.IsLinux() || OperatingSystem.IsWindows() ? process.ProcessorAffinity.ToString(CultureInfo.InvariantCulture) : "",
            ["priority of the thread"] = Thread.CurrentThread.Priority.ToString(),
            ["culture"] = $"{CultureInfo.CurrentCulture.Name}, {CultureInfo.DefaultThreadCurrentCulture?.Name}, {CultureInfo.CurrentUICulture.Name}, {CultureInfo.CurrentCulture.NumberFormat.NumberDecimalSeparator}",
            ["thread pool"] = string.Create(CultureInfo.InvariantCulture, $"{minimum}, {minimumPorts}, {maximum}, {maximumPorts}"),
            ["continuations"] = $"{SynchronizationContext.Current?.GetType().Name}",
            ["console"] = Console.In == TextReader.Null ? "none" : "replaced",
        };
        // Each on its own: what stands in the others, folders of this process among them, is no change.
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            state[$"environment variable {variable.Key}"] = $"{variable.Value}";
        }

        return state;
    }
}

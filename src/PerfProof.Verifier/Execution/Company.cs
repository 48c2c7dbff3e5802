using System.Globalization;

namespace PerfProof.Execution;

/// <summary>
/// Processes that code under test has started and that still run. What they do is in no clock of ours. Linux tells; where a child has a namespace of its own, those that
/// forked twice come back to it and are seen too.
/// </summary>
internal static class Company
{
    /// <summary>Names of the running children of a process; empty where the operating system does not tell.</summary>
    /// <param name="pid">The process.</param>
    public static IReadOnlyList<string> Of(int pid)
    {
        if (!OperatingSystem.IsLinux())
        {
            return [];
        }

        var found = new List<string>();
        try
        {
            foreach (var thread in Directory.EnumerateDirectories(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task")))
            {
                found.AddRange(File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Running).OfType<string>());
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A thread, or the process, is gone: what it had started is its parent's, or ended with it.
            return found;
        }

        return found;
    }

    /// <summary>The name of a process; null when it has ended and only waits to be asked how.</summary>
    private static string? Running(string pid)
    {
        try
        {
            // 123 (name) S 1 ...: the name may have anything in it.
            var stat = File.ReadAllText($"/proc/{pid.Trim()}/stat");
            var (open, close) = (stat.IndexOf('('), stat.LastIndexOf(')'));
            return stat.AsSpan(close + 1).TrimStart() is ['Z' or 'X', ..] ? null : stat[(open + 1)..close];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace PerfProof.Execution;

/// <summary>
/// Ends what a child left behind where no namespace or job does it: a process that forked twice belongs to no tree any
/// more. It is known by the folder that only this child was given, in its environment or as its working directory. One that
/// takes care to drop both is not found, which is why such a run says that this is not enforced.
/// </summary>
internal static class Survivors
{
    /// <summary>Ends every process that carries the marks of a folder. Linux only; elsewhere it does nothing.</summary>
    public static void End(string folder)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        // What is being ended may start others; each look finds those.
        for (var look = 0; look < 5 && Find(folder) is { Count: > 0 } found; look++)
        {
            foreach (var pid in found)
            {
                End(pid);
            }
        }
    }

    /// <summary>Numbers of the processes that carry the marks of a folder.</summary>
    public static IReadOnlyList<int> Find(string folder) =>
        [.. Directory.EnumerateDirectories("/proc")
            .Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0)
            .Where(pid => pid > 0 && pid != Environment.ProcessId && IsMarked(pid, folder))];

    private static bool IsMarked(int pid, string folder)
    {
        try
        {
            return new FileInfo($"/proc/{pid}/cwd").LinkTarget?.StartsWith(folder, StringComparison.Ordinal) == true
                || Encoding.UTF8.GetString(File.ReadAllBytes($"/proc/{pid}/environ")).Contains($"={folder}\0", StringComparison.Ordinal);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone meanwhile, or another user's, which no child of ours can be.
            return false;
        }
    }

    private static void End(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
            process.WaitForExit(1_000);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            Trace.TraceInformation($"process {pid} could not be ended, most likely because it has: {exception.Message}");
        }
    }
}

using System.Runtime.InteropServices;

namespace PerfProof.Build.Overhead;

/// <summary>CPU time of child processes that have ended. Outside Windows a process that is gone cannot be asked any more.</summary>
internal static class ChildTime
{
    private const int Children = -1;

    /// <summary>User and system time of every child of this process that ended so far; zero on Windows.</summary>
    public static TimeSpan OfEnded() => !OperatingSystem.IsWindows() && GetUsage(Children, out var usage) == 0
        ? TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds)
        : TimeSpan.Zero;

    [DllImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetUsage(int who, out Usage usage);

    // struct rusage: two times, and fourteen counters that are not asked for.
    [StructLayout(LayoutKind.Sequential, Size = 144)]
    private struct Usage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}

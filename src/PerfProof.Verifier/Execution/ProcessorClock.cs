using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace PerfProof.Execution;

/// <summary>The processor time of a child, by the operating system's clock: what it does while nothing is asked of it shows there.</summary>
/// <param name="process">The child, or the wrapper that started it.</param>
internal sealed class ProcessorClock(Process process)
{
    private int pid;

    /// <summary>Processes that the child has started and that still run; empty where the operating system does not tell.</summary>
    public IReadOnlyList<string> Company => this.pid == 0 ? [] : Execution.Company.Of(this.pid);

    /// <summary>Seconds of processor time of all threads so far; 0 once the process is gone.</summary>
    public double Seconds
    {
        get
        {
            if (OperatingSystem.IsLinux())
            {
                // A clock of another process is named by the complement of its number: clock_getcpuclockid(3).
                this.pid = this.pid == 0 ? Innermost(process.Id) : this.pid;
                return clock_gettime((~this.pid << 3) | 2, out var time) == 0 ? time.Seconds + (time.Nanoseconds * 1e-9) : 0;
            }

            try
            {
                process.Refresh();
                return process.TotalProcessorTime.TotalSeconds;
            }
            catch (InvalidOperationException)
            {
                return 0;
            }
        }
    }

    /// <summary>The wrappers that isolate a child have one child each, or become it.</summary>
    private static int Innermost(int pid)
    {
        while (ChildOf(pid) is { } child)
        {
            pid = child;
        }

        return pid;
    }

    private static int? ChildOf(int pid)
    {
        try
        {
            return File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/task/{pid}/children")).Split(' ') is [{ Length: > 0 } first, ..]
                ? int.Parse(first, CultureInfo.InvariantCulture)
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct TimeSpec
    {
        public readonly nint Seconds;
        public readonly nint Nanoseconds;
    }

    [DllImport("libc")]
    private static extern int clock_gettime(int clock, out TimeSpec time);
}

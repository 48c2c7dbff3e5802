using System.Diagnostics;
using System.Globalization;
using PerfProof.Tool;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary>The tool as a process of its own.</summary>
internal static class ToolProcess
{
    /// <summary>Starts it; what it prints is to be read.</summary>
    /// <param name="temporary">Its folder for temporary files.</param>
    /// <param name="arguments">Its arguments.</param>
    public static Process Start(string temporary, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(CommandLine).Assembly.Location, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["TMPDIR"] = temporary;
        start.Environment["TEMP"] = temporary;
        start.Environment["TMP"] = temporary;
        return Process.Start(start)!;
    }

    /// <summary>Does what Ctrl+C does, to this process alone.</summary>
    public static void Interrupt(Process process)
    {
        using var kill = Process.Start("kill", [IsInterruptIgnored() ? "-TERM" : "-INT", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    // A shell starts what it runs in the background with Ctrl+C ignored, and children inherit that; SIGTERM ends a run the same way.
    private static bool IsInterruptIgnored()
    {
        const string Status = "/proc/self/status";
        var mask = File.Exists(Status)
            ? File.ReadLines(Status).FirstOrDefault(line => line.StartsWith("SigIgn:", StringComparison.Ordinal))
            : null;
        return mask is not null && (Convert.ToUInt64(mask["SigIgn:".Length..].Trim(), 16) & 2) != 0;
    }
}

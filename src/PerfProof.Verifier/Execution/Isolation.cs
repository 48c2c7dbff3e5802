using System.Diagnostics;
using System.Globalization;

namespace PerfProof.Execution;

/// <summary>What the operating system lets us enforce on a child process, found out once.</summary>
/// <param name="LimitsMemory">Whether native memory is bounded too (<c>prlimit</c>).</param>
/// <param name="CutsNetwork">Whether the child has no network and is killed with everything it started (<c>unshare</c>).</param>
public sealed record Isolation(bool LimitsMemory, bool CutsNetwork)
{
    private static readonly Lazy<Isolation> here = new(Probe);

    /// <summary>What holds on this machine.</summary>
    public static Isolation Here => here.Value;

    /// <summary>What is not enforced, for the report; empty when everything is.</summary>
    public string NotEnforced =>
        string.Join(", ", new[] { this.LimitsMemory ? null : "native memory limit", this.CutsNetwork ? null : "no network" }.OfType<string>());

    /// <summary>Puts the limits before a command.</summary>
    public (string File, IReadOnlyList<string> Arguments) Wrap(string file, IReadOnlyList<string> arguments, long memoryBytes)
    {
        if (this.LimitsMemory)
        {
            // --data bounds what is committed; --as would break the start of the runtime.
            (file, arguments) = ("prlimit", [$"--data={memoryBytes.ToString(CultureInfo.InvariantCulture)}", "--core=0", file, .. arguments]);
        }

        if (this.CutsNetwork)
        {
            (file, arguments) = ("unshare", ["-rn", "-p", "-f", "--kill-child", file, .. arguments]);
        }

        return (file, arguments);
    }

    private static Isolation Probe() => OperatingSystem.IsLinux()
        ? new(Works("prlimit", "--data=8000000000", "--core=0", "true"), Works("unshare", "-rn", "-p", "-f", "--kill-child", "true"))
        : new(false, false);

    private static bool Works(string file, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(file, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
            if (process.WaitForExit(2_000))
            {
                return process.ExitCode == 0;
            }

            process.Kill(entireProcessTree: true);
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}

using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;

namespace PerfProof.Execution;

/// <summary>What the operating system lets us enforce on a child process, found out once.</summary>
/// <param name="LimitsMemory">Whether native memory is bounded, and not only the managed heap.</param>
/// <param name="EndsAll">Whether everything that it started ends with it, whatever that did to detach itself.</param>
/// <param name="CutsNetwork">Whether it has no network.</param>
/// <param name="HidesProcesses">Whether it sees no processes but its own.</param>
public sealed record Isolation(bool LimitsMemory, bool EndsAll, bool CutsNetwork, bool HidesProcesses)
{
    private static readonly Lazy<Isolation> here = new(Probe);

    /// <summary>What holds on this machine.</summary>
    public static Isolation Here => here.Value;

    /// <summary>Nothing but what the runtime itself bounds.</summary>
    public static Isolation None { get; } = new(false, false, false, false);

    /// <summary>Whether it starts in a session of its own, so that a signal to its group does not reach us.</summary>
    public bool HasOwnSession { get; init; }

    /// <summary>Whether it can write no files but those of its own folder.</summary>
    public bool SealsFiles { get; init; }

    /// <summary>What is not enforced, for the report; empty when everything is.</summary>
    public string NotEnforced => string.Join(", ", this.Missing());

    /// <summary>The same without what a device driver may need: the network, and its own user.</summary>
    public Isolation ForDrivers => OperatingSystem.IsLinux() ? this with { EndsAll = false, CutsNetwork = false, HidesProcesses = false, SealsFiles = false } : this with { CutsNetwork = false };

    /// <summary>Puts the limits before a command.</summary>
    /// <param name="file">The command.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="memoryBytes">Most memory it may commit.</param>
    /// <param name="writable">Folders that it may write to.</param>
    public (string File, IReadOnlyList<string> Arguments) Wrap(string file, IReadOnlyList<string> arguments, long memoryBytes, IEnumerable<string> writable)
    {
        if (!OperatingSystem.IsLinux())
        {
            return (file, arguments);
        }

        if (this.LimitsMemory)
        {
            // --data bounds what is committed, thread stacks included; --as would break the start of the runtime.
            (file, arguments) = ("prlimit", [$"--data={memoryBytes.ToString(CultureInfo.InvariantCulture)}", "--core=0", file, .. arguments]);
        }

        if (this.SealsFiles)
        {
            (file, arguments) = FileSeal.Wrap(writable, file, arguments);
        }

        if (this.EndsAll)
        {
            (file, arguments) = ("unshare", [.. Namespaces(this.CutsNetwork, this.HidesProcesses), file, .. arguments]);
        }

        return this.HasOwnSession ? ("setsid", [file, .. arguments]) : (file, arguments);
    }

    private IEnumerable<string> Missing()
    {
        if (!this.LimitsMemory)
        {
            yield return "native memory limit";
        }

        if (!this.CutsNetwork)
        {
            yield return "no network";
        }

        if (!this.EndsAll)
        {
            yield return "end of processes that detach themselves";
        }

        if (!this.HidesProcesses)
        {
            yield return "protection of other processes";
        }

        if (!this.SealsFiles)
        {
            yield return "read-only files";
        }
    }

    // In a process-number namespace the end of the first process is the end of all, double forks included.
    private static ImmutableArray<string> Namespaces(bool network, bool processes) =>
        ["-r", "-i", "-p", "-f", "--kill-child", .. network ? ["-n"] : ImmutableArray<string>.Empty, .. processes ? ["-m", "--mount-proc"] : ImmutableArray<string>.Empty];

    private static Isolation Probe()
    {
        if (OperatingSystem.IsWindows())
        {
            using var job = WindowsJob.TryCreate(1L << 30);
            return new(LimitsMemory: job is not null, EndsAll: job is not null, CutsNetwork: false, HidesProcesses: false);
        }

        if (!OperatingSystem.IsLinux())
        {
            return None;
        }

        var memory = Works("prlimit", ["--data=8000000000", "--core=0", "true"]);
        var ends = Works("unshare", [.. Namespaces(false, false), "true"]);
        var network = ends && Works("unshare", [.. Namespaces(true, false), "true"]);
        var hides = ends && Works("unshare", [.. Namespaces(network, true), "true"]);
        var (file, arguments) = FileSeal.Wrap([], "true", []);
        var seals = hides && Works("unshare", [.. Namespaces(network, true), file, .. arguments]);
        return new(memory, ends, network, hides) { HasOwnSession = Works("setsid", ["true"]), SealsFiles = seals };
    }

    private static bool Works(string file, IReadOnlyList<string> arguments)
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

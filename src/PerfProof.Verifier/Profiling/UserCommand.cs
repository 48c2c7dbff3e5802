using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;

namespace PerfProof.Profiling;

/// <summary>The command that the user runs their program with.</summary>
internal static class UserCommand
{
    /// <summary>Runs it to its end. What it prints is handed on; when it is stopped, everything that it started is ended.</summary>
    /// <param name="command">The program and its arguments.</param>
    /// <param name="folder">Where it runs; null for the current folder.</param>
    /// <param name="environment">What is added to its environment.</param>
    /// <param name="output">Where what it prints goes.</param>
    /// <param name="onStop">Done before it is ended; null for nothing.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>What it returned, null where it was stopped, and how long it ran.</returns>
    /// <exception cref="ProfileException">It cannot be started.</exception>
    public static async Task<(int? ExitCode, double Seconds)> RunAsync(
        ImmutableArray<string> command, string? folder, IReadOnlyDictionary<string, string> environment, TextWriter output, Func<Task>? onStop, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1))
        {
            UseShellExecute = false,
            WorkingDirectory = folder ?? "",
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        // Servers of the build that stay would take the environment along into builds of another day.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        using var process = new Process { StartInfo = start };
        var clock = Stopwatch.StartNew();
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new ProfileException($"'{command[0]}' cannot be started ({exception.Message.TrimEnd('.')}): write the command as you would type it, after '--'.");
        }

        var pumps = Task.WhenAll(PumpAsync(process.StandardOutput, output), PumpAsync(process.StandardError, output));
        int? exit = null;
        try
        {
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            exit = process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await (onStop?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        }

        var seconds = clock.Elapsed.TotalSeconds;
        // A child that keeps the pipe open does not keep us.
        await Task.WhenAny(pumps, Task.Delay(TimeSpan.FromSeconds(2), CancellationToken.None)).ConfigureAwait(false);
        return (exit, seconds);
    }

    private static async Task PumpAsync(StreamReader from, TextWriter to)
    {
        var buffer = new char[4096];
        int read;
        while ((read = await from.ReadAsync(buffer).ConfigureAwait(false)) > 0)
        {
            var text = new string(buffer, 0, read);
            lock (to)
            {
                to.Write(text);
                to.Flush();
            }
        }
    }
}

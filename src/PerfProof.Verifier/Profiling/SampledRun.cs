using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using System.Diagnostics.Tracing;
using Microsoft.Diagnostics.NETCore.Client;
using PerfProof.Loading;

namespace PerfProof.Profiling;

/// <summary>A run of the user's command that could not be made or followed. The message is one line for the user.</summary>
public sealed class ProfileException(string message) : Exception(message);

/// <summary>How a run of the user's command went.</summary>
/// <param name="ExitCode">What the command returned; null where it was stopped, or another process was watched.</param>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Traces">A trace for each process of a program that took part.</param>
internal sealed record SampledRun(int? ExitCode, double Seconds, ImmutableArray<string> Traces)
{
    private const int BufferMegabytes = 256;

    // The loader and the compiler name the methods; the sampler takes the stacks.
    private static readonly EventPipeProvider[] providers =
    [
        new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
        new("Microsoft-Windows-DotNETRuntime", EventLevel.Informational, 0x8 | 0x10 | 0x20 | 0x80),
    ];

    /// <summary>Runs a command and samples every program that it starts.</summary>
    /// <exception cref="ProfileException">The command cannot be started.</exception>
    public static async Task<SampledRun> OfCommandAsync(ImmutableArray<string> command, ScratchFolder scratch, TextWriter output, CancellationToken cancellation)
    {
        var writing = new List<Task>();
        var traces = new List<string>();
        await using var port = new DiagnosticPort(scratch.Path, async process =>
        {
            if (process.IsSdk)
            {
                return;
            }

            var trace = scratch.File($"{process.Id}.nettrace");
            var session = await new DiagnosticsClient(process.Id).StartEventPipeSessionAsync(providers, requestRundown: true, BufferMegabytes, cancellation).ConfigureAwait(false);
            lock (writing)
            {
                traces.Add(trace);
                writing.Add(WriteAsync(session, trace));
            }
        });
        var run = await UserCommand.RunAsync(command, null, new Dictionary<string, string> { [DiagnosticPort.Variable] = port.Value }, output, cancellation).ConfigureAwait(false);
        Task[] all;
        lock (writing)
        {
            all = [.. writing];
        }

        // The last events are written while the process ends; a child that outlives the command is not waited for.
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(TimeSpan.FromSeconds(20), CancellationToken.None)).ConfigureAwait(false);
        return new(run.ExitCode, run.Seconds, [.. traces]);
    }

    /// <summary>Sees whether there is a process.</summary>
    /// <exception cref="ProfileException">There is none.</exception>
    public static void CheckProcess(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            _ = process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            throw new ProfileException($"There is no process {id} that can be watched: 'dotnet-trace ps' or the task manager shows the numbers of those that run.");
        }
    }

    /// <summary>Samples a process that runs, until it ends, the time is over or the user stops it.</summary>
    /// <exception cref="ProfileException">There is no such process, or it runs no .NET.</exception>
    public static async Task<SampledRun> OfProcessAsync(int id, TimeSpan? duration, ScratchFolder scratch, CancellationToken cancellation)
    {
        var trace = scratch.File($"{id}.nettrace");
        EventPipeSession session;
        try
        {
            session = await new DiagnosticsClient(id).StartEventPipeSessionAsync(providers, requestRundown: true, BufferMegabytes, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or DiagnosticsClientException or UnauthorizedAccessException or IOException or TimeoutException)
        {
            throw new ProfileException($"Process {id} cannot be sampled ({exception.Message.Split('\n')[0].TrimEnd('.')}): it must run .NET Core 3.0 or newer, as the same user, without DOTNET_EnableDiagnostics=0.");
        }

        var clock = Stopwatch.StartNew();
        var writing = WriteAsync(session, trace);
        try
        {
            await writing.WaitAsync(duration ?? Timeout.InfiniteTimeSpan, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException or OperationCanceledException)
        {
            // Stopping makes the process name its methods, and then the stream ends.
            await session.StopAsync(CancellationToken.None).ConfigureAwait(false);
            await writing.ConfigureAwait(false);
        }

        return new(null, clock.Elapsed.TotalSeconds, [trace]);
    }

    private static async Task WriteAsync(EventPipeSession session, string path)
    {
        using (session)
        {
            await using var file = File.Create(path);
            try
            {
                await session.EventStream.CopyToAsync(file).ConfigureAwait(false);
            }
            catch (IOException exception)
            {
                // The process was killed: what came until then is read.
                Trace.TraceInformation($"{path}: {exception.Message}");
            }
        }
    }
}

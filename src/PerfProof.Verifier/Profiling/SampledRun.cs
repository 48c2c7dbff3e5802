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

    private static readonly TimeSpan longestEnd = TimeSpan.FromSeconds(10);

    // The loader and the compiler name the methods, and say which of them became part of others; the sampler takes the stacks.
    private const long Loader = 0x8;
    private const long Compiler = 0x10;
    private const long Precompiled = 0x20;
    private const long EndOfRun = 0x80;
    private const long Inlining = 0x1000;

    private static readonly EventPipeProvider[] providers =
    [
        new("Microsoft-DotNETCore-SampleProfiler", EventLevel.Informational),
        new("Microsoft-Windows-DotNETRuntime", EventLevel.Verbose, Loader | Compiler | Precompiled | EndOfRun | Inlining),
    ];

    /// <summary>Runs a command and samples every program that it starts.</summary>
    /// <exception cref="ProfileException">The command cannot be started.</exception>
    public static async Task<SampledRun> OfCommandAsync(ImmutableArray<string> command, ScratchFolder scratch, TextWriter output, CancellationToken cancellation)
    {
        var writing = new List<Task>();
        var sessions = new List<EventPipeSession>();
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
                sessions.Add(session);
                writing.Add(WriteAsync(session, trace));
            }
        });
        var run = await UserCommand.RunAsync(command, null, new Dictionary<string, string> { [DiagnosticPort.Variable] = port.Value }, output, StopAsync, cancellation).ConfigureAwait(false);
        Task[] all;
        lock (writing)
        {
            all = [.. writing];
        }

        // The last events are written while the process ends; a child that outlives the command is not waited for.
        await Task.WhenAny(Task.WhenAll(all), Task.Delay(TimeSpan.FromSeconds(20), CancellationToken.None)).ConfigureAwait(false);
        return new(run.ExitCode, run.Seconds, [.. traces]);

        // Ctrl+C: a process that still lives names its methods first.
        async Task StopAsync()
        {
            Task[] stopping;
            lock (writing)
            {
                stopping = [.. sessions.Select(EndAsync)];
            }

            await Task.WhenAll(stopping).ConfigureAwait(false);
        }
    }

    private static async Task EndAsync(EventPipeSession session)
    {
        using var limit = new CancellationTokenSource(longestEnd);
        try
        {
            await session.StopAsync(limit.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is ServerNotAvailableException or DiagnosticsClientException or IOException or TimeoutException or OperationCanceledException or ObjectDisposedException)
        {
            // It got Ctrl+C as well, and has ended: what it sent until then is read.
            Trace.TraceInformation($"Session: {exception.Message}");
        }
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
            await EndAsync(session).ConfigureAwait(false);
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

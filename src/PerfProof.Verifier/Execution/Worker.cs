using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Security.Cryptography;
using PerfProof.KernelHost;

namespace PerfProof.Execution;

/// <summary>The child did not do what was asked: it could not, crashed, ran too long, or went away.</summary>
/// <param name="message">What happened, for a person.</param>
/// <param name="fromCode">Whether the code under test is to blame, rather than our not being able to call it.</param>
/// <param name="variant">Which side it happened to; null when neither.</param>
public sealed class WorkerException(string message, bool fromCode, string? variant = null) : Exception(message)
{
    /// <summary>Which side it happened to; null when neither.</summary>
    public string? Variant { get; } = variant;

    /// <summary>Whether the code under test is to blame.</summary>
    public bool FromCode { get; } = fromCode;
}

/// <summary>How to start a child.</summary>
/// <param name="Tiered">Whether with the default tiered JIT, or fully optimised from the first call.</param>
/// <param name="Frameworks">Shared frameworks besides the base one.</param>
/// <param name="MemoryBytes">Most memory it may commit.</param>
/// <param name="Scratch">An empty folder for it to run in.</param>
/// <param name="KeepsNetwork">Whether it may not be cut off: a device driver may need what unsharing takes away.</param>
public sealed record WorkerOptions(bool Tiered, ImmutableArray<string> Frameworks, long MemoryBytes, string Scratch, bool KeepsNetwork = false)
{
    /// <summary>What is enforced on it.</summary>
    public Isolation Isolation { get; init; } = KeepsNetwork ? Isolation.Here.ForDrivers : Isolation.Here;

    /// <summary>Folders that it may write to besides <see cref="Scratch"/>.</summary>
    public ImmutableArray<string> Writable { get; init; } = [];

    /// <summary>Environment of the child besides the neutral one.</summary>
    public ImmutableDictionary<string, string> Environment { get; init; } = ImmutableDictionary<string, string>.Empty;
}

/// <summary>A child process in which code under test runs; the parent's end of the conversation.</summary>
public sealed class Worker : IAsyncDisposable
{
    private readonly Process process;
    private readonly WorkerOptions options;
    private readonly WindowsJob? job;
    private readonly Channel channel;
    private readonly Task<string> errors;
    private readonly ProcessorClock clock;
    private double answered;

    private Worker(Process process, Channel channel, WorkerOptions options)
    {
        this.process = process;
        this.options = options;
        this.job = options.Isolation.EndsAll ? WindowsJob.TryCreate(options.MemoryBytes) : null;
        this.job?.Add(process);
        this.channel = channel;
        this.clock = new(process);
        this.errors = ReadEndAsync(process.StandardError);
        _ = ReadEndAsync(process.StandardOutput);
    }

    /// <summary>Starts a child.</summary>
    public static Worker Start(WorkerOptions options)
    {
        var toChild = new AnonymousPipeServerStream(PipeDirection.Out, HandleInheritability.Inheritable);
        var fromChild = new AnonymousPipeServerStream(PipeDirection.In, HandleInheritability.Inheritable);
        var process = Process.Start(Launch.Of(options, toChild.GetClientHandleAsString(), fromChild.GetClientHandleAsString()))!;
        toChild.DisposeLocalCopyOfClientHandle();
        fromChild.DisposeLocalCopyOfClientHandle();
        var worker = new Worker(process, new Channel(fromChild, toChild), options);
        process.StandardInput.Close();
        return worker;
    }

    /// <summary>Processor seconds that the process has taken after its answers, while nothing was asked of it.</summary>
    public double IdleSeconds { get; private set; }

    /// <summary>Names of the processes that code in it has started and that still run; empty where the operating system does not tell.</summary>
    public IReadOnlyList<string> Company => this.clock.Company;

    /// <summary>Asks, and waits for the answer; the time is by the parent's clock.</summary>
    /// <exception cref="WorkerException">There is no good answer.</exception>
    public async Task<(Response Response, byte[] Body, double ParentSeconds)> AskAsync(Request request, TimeSpan limit, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        this.IdleSeconds += this.answered > 0 ? Math.Max(0, this.clock.Seconds - this.answered) : 0;
        var started = Stopwatch.GetTimestamp();
        try
        {
            request = request with { Id = RandomNumberGenerator.GetHexString(16) };
            await this.channel.SendAsync(request, default, timer.Token).ConfigureAwait(false);
            var (response, body) = await this.channel.ReceiveAsync<Response>(timer.Token).ConfigureAwait(false);
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            this.answered = this.clock.Seconds;
            if (response.Id != request.Id)
            {
                throw new InvalidDataException("an answer to something else");
            }

            return response.Error is null
                ? (response, body, seconds)
                : throw new WorkerException(response.Error, response.FromCode, request.Variant);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            this.Kill();
            throw new WorkerException(string.Create(CultureInfo.InvariantCulture, $"it did not come back within {limit.TotalSeconds:0} s"), fromCode: true, request.Variant);
        }
        catch (InvalidDataException exception)
        {
            this.Kill();
            throw new WorkerException($"it wrote into the pipe through which the process answers: {exception.Message}", fromCode: true, request.Variant);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // Before any code under test has run, it is the process itself that could not start.
            throw new WorkerException(await this.DeathAsync().ConfigureAwait(false), fromCode: request.Op != "load", request.Variant);
        }
    }

    /// <summary>Lets the process end by itself, so that the runtime writes what it counted.</summary>
    /// <exception cref="WorkerException">It does not end in time.</exception>
    public async Task ExitAsync(TimeSpan limit, CancellationToken cancellation)
    {
        using var timer = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timer.CancelAfter(limit);
        try
        {
            await this.channel.SendAsync(new Request("exit"), default, timer.Token).ConfigureAwait(false);
            await this.process.WaitForExitAsync(timer.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new WorkerException("the process did not end when it was told to", fromCode: true);
        }
        catch (IOException)
        {
            throw new WorkerException(await this.DeathAsync().ConfigureAwait(false), fromCode: true);
        }
    }

    /// <summary>Whether the process has ended.</summary>
    public bool IsGone => this.process.HasExited;

    /// <summary>Closes the pipes and does nothing else, as if this process had been killed.</summary>
    internal void Abandon() => this.channel.Dispose();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        this.Kill();
        await this.process.WaitForExitAsync().ConfigureAwait(false);
        this.channel.Dispose();
        this.process.Dispose();
        this.job?.Dispose();
    }

    private void Kill()
    {
        try
        {
            this.process.Kill(entireProcessTree: true);
        }
        catch (InvalidOperationException)
        {
            // It is gone already, which is what we want.
        }

        if (!this.options.Isolation.EndsAll)
        {
            Survivors.End(this.options.Scratch);
        }
    }

    private async Task<string> DeathAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5));
        try
        {
            await this.process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            this.Kill();
            return "it closed its pipe and went on";
        }

        // A process that it left behind may hold its standard error open: do not wait for ever.
        var said = await Task.WhenAny(this.errors, Task.Delay(1_000, CancellationToken.None)).ConfigureAwait(false) == this.errors
            ? (await this.errors.ConfigureAwait(false)).Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0)
            : null;
        var code = this.process.ExitCode;
        return code == 0
            ? "it ended the process"
            : string.Create(CultureInfo.InvariantCulture, $"the process ended with code {code}{(said is null ? "" : ": " + said)}");
    }

    private static async Task<string> ReadEndAsync(StreamReader reader)
    {
        // Only the first lines tell anything; the rest is read so that the child does not block on a full pipe.
        var kept = new System.Text.StringBuilder();
        var buffer = new char[4096];
        try
        {
            int count;
            while ((count = await reader.ReadAsync(buffer).ConfigureAwait(false)) > 0)
            {
                if (kept.Length < 8192)
                {
                    kept.Append(buffer, 0, count);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            kept.Append(exception.Message);
        }

        return kept.ToString();
    }
}

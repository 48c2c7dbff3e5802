using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Pipes;
using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;

namespace PerfProof.Profiling;

/// <summary>A .NET process that waits to be let go on.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CommandLine">How it was started.</param>
internal sealed record WaitingProcess(int Id, string CommandLine)
{
    /// <summary>
    /// Whether the SDK runs in it, or one of its servers, and no program of the user: <c>dotnet run</c> starts the program as
    /// another process.
    /// </summary>
    public bool IsSdk
    {
        get
        {
            var words = this.CommandLine.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Trim('"')).ToList();
            var program = words.FirstOrDefault() is { } first ? Path.GetFileNameWithoutExtension(first) : "";
            var entry = words.Skip(1).SkipWhile(word => word == "exec" || word.StartsWith('-')).FirstOrDefault() ?? "";

            // A runtime that has not begun may know its host only. What is sampled in vain has no sample in code of the user.
            return entry.Length == 0 ? words.Take(1).Any(IsOfSdk)
                : program.Equals("dotnet", StringComparison.OrdinalIgnoreCase) ? !(entry.EndsWith(".dll", StringComparison.OrdinalIgnoreCase) || entry.EndsWith(".exe", StringComparison.OrdinalIgnoreCase)) || IsOfSdk(entry)
                : words.Take(1).Any(IsOfSdk);
        }
    }

    private static bool IsOfSdk(string path) => path.Replace('\\', '/').Contains("/sdk/", StringComparison.OrdinalIgnoreCase);
}

/// <summary>
/// A port to which every .NET process connects that is started with its name in the environment, and by which it waits until it is let
/// go on: nothing of its start is lost, and children are found. The messages are those of the runtime's diagnostic IPC protocol
/// (github.com/dotnet/diagnostics, documentation/design-docs/ipc-protocol.md).
/// </summary>
internal sealed class DiagnosticPort : IAsyncDisposable
{
    /// <summary>The environment variable that names a port.</summary>
    public const string Variable = "DOTNET_DiagnosticPorts";

    private const int AdvertiseLength = 34;
    private const int HeaderLength = 20;
    private const byte ProcessCommands = 4;
    private const byte GetProcessInfo = 0;
    private const byte ResumeRuntime = 1;

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<Guid, Channel<Stream>> processes = new();
    private readonly ConcurrentBag<Task> started = [];
    private readonly Func<WaitingProcess, Task> onProcess;
    private readonly Socket? socket;
    private readonly string name;
    private readonly Task accepting;

    /// <summary>Opens the port.</summary>
    /// <param name="folder">A folder for it. Its path must be short: the operating system allows about 100 characters.</param>
    /// <param name="onProcess">What is done with each process before it goes on.</param>
    public DiagnosticPort(string folder, Func<WaitingProcess, Task> onProcess)
    {
        this.onProcess = onProcess;
        if (OperatingSystem.IsWindows())
        {
            this.name = $"perfproof-{Guid.NewGuid():N}";
        }
        else
        {
            this.name = Path.Combine(folder, "port");
            this.socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            this.socket.Bind(new UnixDomainSocketEndPoint(this.name));
            this.socket.Listen(64);
        }

        this.accepting = this.AcceptAsync();
    }

    /// <summary>The value of <see cref="Variable"/>.</summary>
    public string Value => $"{this.name},suspend";

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await this.stop.CancelAsync().ConfigureAwait(false);
        this.socket?.Dispose();
        await this.accepting.ConfigureAwait(false);
        await Task.WhenAll(this.started).ConfigureAwait(false);
        this.stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!this.stop.IsCancellationRequested)
        {
            try
            {
                var stream = await this.NextAsync().ConfigureAwait(false);
                var advertised = new byte[AdvertiseLength];
                await stream.ReadExactlyAsync(advertised, this.stop.Token).ConfigureAwait(false);
                if (!advertised.AsSpan(0, 7).SequenceEqual("ADVR_V1"u8))
                {
                    await stream.DisposeAsync().ConfigureAwait(false);
                    continue;
                }

                // A process connects again after every message.
                var cookie = new Guid(advertised.AsSpan(8, 16));
                var isNew = false;
                var streams = this.processes.GetOrAdd(cookie, _ =>
                {
                    isNew = true;
                    return Channel.CreateUnbounded<Stream>();
                });
                streams.Writer.TryWrite(stream);
                if (isNew)
                {
                    this.started.Add(this.LetGoAsync(BinaryPrimitives.ReadInt64LittleEndian(advertised.AsSpan(24)), streams.Reader));
                }
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
            {
                // The port is closed, or a process ended while it connected: the next may still come.
                System.Diagnostics.Trace.TraceInformation($"Diagnostic port: {exception.Message}");
            }
        }
    }

    private async Task<Stream> NextAsync()
    {
        if (this.socket is not null)
        {
            return new NetworkStream(await this.socket.AcceptAsync(this.stop.Token).ConfigureAwait(false), ownsSocket: true);
        }

        var pipe = new NamedPipeServerStream(this.name, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte, PipeOptions.Asynchronous);
        await pipe.WaitForConnectionAsync(this.stop.Token).ConfigureAwait(false);
        return pipe;
    }

    private async Task LetGoAsync(long pid, ChannelReader<Stream> streams)
    {
        try
        {
            var info = await this.AskAsync(streams, GetProcessInfo).ConfigureAwait(false);
            try
            {
                await this.onProcess(new((int)pid, CommandLineOf((int)pid, info))).ConfigureAwait(false);
            }
            finally
            {
                await this.AskAsync(streams, ResumeRuntime).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException or ObjectDisposedException or InvalidDataException)
        {
            // It ended before it was let go on: there is nothing to wait for.
            System.Diagnostics.Trace.TraceInformation($"Process {pid}: {exception.Message}");
        }
    }

    private async Task<byte[]> AskAsync(ChannelReader<Stream> streams, byte command)
    {
        await using var stream = await streams.ReadAsync(this.stop.Token).ConfigureAwait(false);
        var message = new byte[HeaderLength];
        Encoding.ASCII.GetBytes("DOTNET_IPC_V1", message);
        BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(14), HeaderLength);
        message[16] = ProcessCommands;
        message[17] = command;
        await stream.WriteAsync(message, this.stop.Token).ConfigureAwait(false);
        var header = new byte[HeaderLength];
        await stream.ReadExactlyAsync(header, this.stop.Token).ConfigureAwait(false);
        var payload = new byte[Math.Max(0, BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(14)) - HeaderLength)];
        await stream.ReadExactlyAsync(payload, this.stop.Token).ConfigureAwait(false);
        return payload;
    }

    // Number, cookie, then the command line as a counted UTF-16 string with its end; on Linux that is the host without its arguments.
    private static string CommandLineOf(int pid, byte[] info)
    {
        if (File.Exists($"/proc/{pid}/cmdline"))
        {
            // Only told apart by it: a space within an argument must not end it.
            return File.ReadAllText($"/proc/{pid}/cmdline").Replace(' ', '_').Replace('\0', ' ');
        }

        const int Start = 8 + 16;
        var count = info.Length >= Start + 4 ? BinaryPrimitives.ReadInt32LittleEndian(info.AsSpan(Start)) : 0;
        return count > 0 && Start + 4 + (2 * count) <= info.Length
            ? Encoding.Unicode.GetString(info, Start + 4, 2 * (count - 1))
            : throw new InvalidDataException("the process does not say how it was started");
    }
}

using System.Globalization;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace PerfProof.KernelHost;

/// <summary>
/// The child process. It runs what the parent names, on inputs from the parent's seed, and reports raw outcomes and
/// times; it judges nothing. Arguments: the handles of the pipe to read and the pipe to write.
/// </summary>
public static class Program
{
    /// <summary>Serves requests until told to stop or until the parent is gone.</summary>
    public static int Main(string[] args)
    {
        if (args.Length != 2)
        {
            Console.Error.WriteLine("This program serves the one that starts it; it is not run by hand.");
            return 2;
        }

        using var channel = new Channel(
            new AnonymousPipeClientStream(PipeDirection.In, args[0]),
            new AnonymousPipeClientStream(PipeDirection.Out, args[1]));
        // What user code prints belongs to nobody here; the streams of the process stay silent.
        Console.SetOut(TextWriter.Null);
        Console.SetIn(TextReader.Null);
        // Before any code under test is loaded.
        var state = new ProcessState();
        if (!OperatingSystem.IsWindows())
        {
            new Thread(() => EndWithParent(int.Parse(args[0], CultureInfo.InvariantCulture))) { IsBackground = true }.Start();
        }

        var sides = new Dictionary<string, Side>(StringComparer.Ordinal);
        while (true)
        {
            Request request;
            try
            {
                (request, _) = channel.ReceiveAsync<Request>(CancellationToken.None).GetAwaiter().GetResult();
            }
            catch (IOException)
            {
                return 0;
            }

            if (request.Op == "exit")
            {
                return 0;
            }

            var (response, body) = Answer(request, sides, state);
            channel.SendAsync(response with { Id = request.Id }, body, CancellationToken.None).GetAwaiter().GetResult();
        }
    }

    /// <summary>
    /// Waits until the parent's end of the pipe is closed. When the parent is gone, nobody else would end a call that does
    /// not come back; on Windows the job does it.
    /// </summary>
    private static void EndWithParent(int pipe)
    {
        var closed = new PollRequest { Descriptor = pipe };
        while (poll(ref closed, 1, -1) <= 0)
        {
            // Interrupted by a signal: wait on.
        }

        // Not Environment.Exit, in which code under test may have a say; and the first process of a namespace cannot kill itself.
        _exit(0);
    }

    /// <summary>pollfd: no events asked for, so that only a closed pipe is told.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollRequest
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [DllImport("libc")]
    private static extern int poll(ref PollRequest request, nuint count, int milliseconds);

    [DllImport("libc")]
    private static extern void _exit(int code);

    private static (Response, byte[]) Answer(Request request, Dictionary<string, Side> sides, ProcessState state)
    {
        try
        {
            switch (request.Op)
            {
                case "load":
                    foreach (var variant in request.Variants!)
                    {
                        sides[variant.Name] = new Side(variant, request.Hints ?? new Dictionary<string, string>(), state);
                    }

                    return (new Response(), []);
                case "observe":
                    return sides[request.Variant!].Observe(request);
                case "prepare":
                    return (sides[request.Variant!].Prepare(request), []);
                case "refresh":
                    return (sides[request.Variant!].Refresh(request), []);
                case "overwrite":
                    sides[request.Variant!].Overwrite(request);
                    return (new Response(), []);
                case "run":
                    return sides[request.Variant!].Run(request);
                case "reveal":
                    return sides[request.Variant!].Reveal();
                default:
                    return (new Response($"unknown request {request.Op}"), []);
            }
        }
        catch (NotSupportedException exception)
        {
            return (new Response(exception.Message), []);
        }
        catch (Exception exception)
        {
            // Whatever the code under test throws is an outcome, to be told and judged.
            var inner = exception is AggregateException or System.Reflection.TargetInvocationException ? exception.InnerException ?? exception : exception;
            var place = inner.StackTrace?.Split('\n').FirstOrDefault()?.Trim();
            return (new Response($"{inner.GetType().Name}: {inner.Message}{(place is null ? "" : " " + place)}") { FromCode = true }, []);
        }
    }
}

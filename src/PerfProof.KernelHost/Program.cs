using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipes;
using System.Runtime.InteropServices;

namespace PerfProof.KernelHost;

/// <summary>
/// The child process. It runs what the parent names, on inputs from the parent's seed, and reports raw outcomes and
/// times; it judges nothing. Arguments: the handles of the pipe to read and the pipe to write.
/// </summary>
public static class Program
{
    /// <summary>Serves requests until the parent is gone.</summary>
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
        ProcessState.Remember();
        using var requests = new BlockingCollection<Request>();
        new Thread(() => Read(channel, requests)) { IsBackground = true }.Start();
        var sides = new Dictionary<string, Side>(StringComparer.Ordinal);
        foreach (var request in requests.GetConsumingEnumerable())
        {
            var (response, body) = Answer(request, sides);
            channel.SendAsync(response with { Id = request.Id }, body, CancellationToken.None).GetAwaiter().GetResult();
        }

        return 0;
    }

    /// <summary>Reads on while code under test runs: when the parent is gone, nobody else would end a call that does not.</summary>
    private static void Read(Channel channel, BlockingCollection<Request> requests)
    {
        try
        {
            while (true)
            {
                requests.Add(channel.ReceiveAsync<Request>(CancellationToken.None).GetAwaiter().GetResult().Head);
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            End();
        }
    }

    private static void End()
    {
        if (OperatingSystem.IsWindows())
        {
            Process.GetCurrentProcess().Kill();
        }

        // Not Environment.Exit, in which code under test may have a say; and the first process of a namespace cannot kill itself.
        _exit(0);
    }

    [DllImport("libc")]
    private static extern void _exit(int code);

    private static (Response, byte[]) Answer(Request request, Dictionary<string, Side> sides)
    {
        try
        {
            switch (request.Op)
            {
                case "load":
                    foreach (var variant in request.Variants!)
                    {
                        sides[variant.Name] = new Side(variant, request.Hints ?? new Dictionary<string, string>());
                    }

                    return (new Response(), []);
                case "observe":
                    return sides[request.Variant!].Observe(request);
                case "prepare":
                    sides[request.Variant!].Prepare(request);
                    return (new Response(), []);
                case "refresh":
                    sides[request.Variant!].Refresh();
                    return (new Response(), []);
                case "overwrite":
                    sides[request.Variant!].Overwrite(request);
                    return (new Response(), []);
                case "run":
                    return sides[request.Variant!].Run(request);
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

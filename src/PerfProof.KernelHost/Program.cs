using System.IO.Pipes;

namespace PerfProof.KernelHost;

/// <summary>
/// The child process. It runs what the parent names, on inputs from the parent's seed, and reports raw outcomes and
/// times; it judges nothing. Arguments: the handles of the pipe to read and the pipe to write.
/// </summary>
public static class Program
{
    /// <summary>Serves requests until told to stop or until the parent is gone.</summary>
    public static async Task<int> Main(string[] args)
    {
        if (args.Length != 2)
        {
            await Console.Error.WriteLineAsync("This program is started by perfproof; run 'perfproof verify'.").ConfigureAwait(false);
            return 2;
        }

        using var channel = new Channel(
            new AnonymousPipeClientStream(PipeDirection.In, args[0]),
            new AnonymousPipeClientStream(PipeDirection.Out, args[1]));
        // What user code prints belongs to nobody here; the streams of the process stay silent.
        Console.SetOut(TextWriter.Null);
        Console.SetIn(TextReader.Null);
        var sides = new Dictionary<string, Side>(StringComparer.Ordinal);
        while (true)
        {
            Request request;
            try
            {
                (request, _) = await channel.ReceiveAsync<Request>(CancellationToken.None).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is EndOfStreamException or IOException)
            {
                return 0;
            }

            if (request.Op == "exit")
            {
                return 0;
            }

            var (response, body) = Answer(request, sides);
            await channel.SendAsync(response, body, CancellationToken.None).ConfigureAwait(false);
        }
    }

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

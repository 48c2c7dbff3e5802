using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;
using PerfProof.Loading;

namespace PerfProof.Profiling;

/// <summary>Reads the samples of a trace.</summary>
internal static partial class TraceReader
{
    // Where threads wait for work or for each other. What a thread waits for below a flagged call is that call's time all the same.
    private static readonly string[] waits =
    [
        "System.Threading.Monitor.Wait", "System.Threading.Monitor.ObjWait", "System.Threading.WaitHandle.", "System.Threading.Thread.Sleep", "System.Threading.Thread.Join",
        "System.Threading.LowLevelLifoSemaphore.", "System.Threading.LowLevelMonitor.", "System.Threading.ManualResetEventSlim.Wait", "System.Threading.SemaphoreSlim.Wait", "System.Threading.WaitSubsystem",
        "System.Net.Sockets.SocketAsyncEngine.EventLoop", "System.Threading.PortableThreadPool+WorkerThread.", "System.Threading.PortableThreadPool+GateThread.", "System.Threading.TimerQueue.TimerThread", "Interop+Sys.WaitForSocketEvents",
        "System.Diagnostics.Tracing.EventPipeEventDispatcher.", "Interop+Sys.LowLevelMonitor_", "Interop+Sys.ReadStdin", "Interop+Sys.Poll", "System.Threading.Tasks.Task.SpinThenBlockingWait", "System.Threading.Condition.Wait",
    ];

    /// <summary>Reads a trace.</summary>
    /// <param name="trace">A .nettrace file.</param>
    /// <param name="assemblies">The names of the user's assemblies.</param>
    /// <param name="scratch">A place for what reading needs.</param>
    /// <exception cref="ProfileException">It is no trace, or it is cut off so early that nothing is in it.</exception>
    public static Samples Read(string trace, IReadOnlySet<string> assemblies, ScratchFolder scratch)
    {
        try
        {
            var converted = TraceLog.CreateFromEventPipeDataFile(trace, Path.Combine(scratch.NewFolder("trace"), "trace.etlx"), new TraceLogOptions { ContinueOnError = true });
            using var log = new TraceLog(converted);
            return Read(log, assemblies);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or OutOfMemoryException))
        {
            // The reader of a foreign format says what it does not understand by whatever exception that leads to.
            throw new ProfileException($"{trace} cannot be read ({exception.Message.Split('\n')[0].TrimEnd('.')}): it is no .nettrace file, or is cut off; record it again.");
        }
    }

    private static Samples Read(TraceLog log, IReadOnlySet<string> assemblies)
    {
        var stacks = new List<SampledStack>();
        var known = new Dictionary<CallStackIndex, int>();
        var threads = new List<ThreadSample>();
        var inlined = new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal);
        using var source = log.Events.GetSource();
        var parser = new SampleProfilerTraceEventParser(source);
        parser.ThreadSample += sample =>
        {
            var index = sample.CallStackIndex();
            if (!known.TryGetValue(index, out var stack))
            {
                stack = known[index] = stacks.Count;
                stacks.Add(StackOf(sample.CallStack(), assemblies));
            }

            threads.Add(new(sample.TimeStampRelativeMSec, sample.ThreadID, stack));
        };
        source.Clr.MethodInliningSucceeded += inlining =>
        {
            var outer = Plain($"{inlining.MethodBeingCompiledNamespace}.{inlining.MethodBeingCompiledName}");
            if (!inlined.TryGetValue(outer, out var inner))
            {
                inlined.Add(outer, inner = new HashSet<string>(StringComparer.Ordinal));
            }

            ((HashSet<string>)inner).Add(Plain($"{inlining.InlineeNamespace}.{inlining.InlineeName}"));
        };
        source.Process();
        return new(stacks, threads) { Inlined = inlined };
    }

    private static SampledStack StackOf(TraceCallStack? stack, IReadOnlySet<string> assemblies)
    {
        var frames = new List<string>();
        var isOwn = false;
        for (var frame = stack; frame is not null; frame = frame.Caller)
        {
            var name = Plain(frame.CodeAddress.FullMethodName);
            if (name.Length > 0)
            {
                frames.Add(name);
                isOwn |= assemblies.Contains(frame.CodeAddress.ModuleName);
            }
        }

        // Loops ask here whether a collection waits, and are caught there: the time is their caller's.
        while (frames.Count > 1 && frames[0].StartsWith("System.Threading.Thread.PollGC", StringComparison.Ordinal))
        {
            frames.RemoveAt(0);
        }

        var leaf = frames.Count > 0 ? frames[0] : "";
        frames.Reverse();
        return new([.. frames], isOwn, leaf.Length == 0 || waits.Any(wait => leaf.StartsWith(wait, StringComparison.Ordinal)));
    }

    /// <summary>The full name of a method without its arguments, and without the type arguments that it runs with.</summary>
    internal static string Plain(string name)
    {
        var arguments = name.IndexOf('(', StringComparison.Ordinal);
        var plain = arguments >= 0 ? name[..arguments] : name;
        while (TypeArguments().Replace(plain, "") is var shorter && shorter != plain)
        {
            plain = shorter;
        }

        return plain.Trim();
    }

    [GeneratedRegex(@"\[[^\[\]]*\]", RegexOptions.CultureInvariant)]
    private static partial Regex TypeArguments();
}

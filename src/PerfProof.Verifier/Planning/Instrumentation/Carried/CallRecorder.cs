using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;

/// <summary>
/// Carried into a copy of the user's program: counts and times the calls that were rewritten to go through it, and writes what it
/// saw into the folder that the environment names. C# 7.3 and nothing but the base library, so that it compiles wherever the program does.
/// </summary>
internal static partial class PerfProofCalls
{
    internal const string Folder = "PERFPROOF_CALLS";

    private static readonly object gate = new object();
    private static readonly object writing = new object();
    private static readonly string path = PathOf(Environment.GetEnvironmentVariable(Folder));
    private static readonly long loaded = Stopwatch.GetTimestamp();
    private static readonly double age = AgeOfProcess();
    private static Site[] sites = new Site[16];
    private static Timer timer;

    // Ticks of calls of a site that ended on this thread inside the call of the same site that is open now.
    [ThreadStatic]
    private static long[] inner;

    static PerfProofCalls()
    {
        if (path == null)
        {
            return;
        }

        AppDomain.CurrentDomain.ProcessExit += (sender, e) => Write();
        AppDomain.CurrentDomain.DomainUnload += (sender, e) => Write();

        // A process that is killed leaves what it had a second before.
        timer = new Timer(state => Write(), null, 1000, 1000);
    }

    /// <summary>A call that is open.</summary>
    internal struct Mark
    {
        internal Site Site;
        internal int Index;
        internal long Start;
        internal long Covered;
        internal long Saved;
        internal long[] Thread;
    }

    internal static Mark Begin(int site)
    {
        var mark = Resume(site);
        Interlocked.Increment(ref mark.Site.Calls);
        mark.Start = Stopwatch.GetTimestamp();
        return mark;
    }

    /// <summary>Begins after the last operand of the call was evaluated.</summary>
    internal static T Begin<T>(T operand, int site, out Mark mark)
    {
        mark = Begin(site);
        return operand;
    }

    /// <summary>Begins where there is something to call: a?.M().</summary>
    internal static T BeginUnlessNull<T>(T receiver, int site, out Mark mark)
    {
        mark = receiver == null ? new Mark() : Begin(site);
        return receiver;
    }

    internal static void End(Mark mark)
    {
        var now = Stopwatch.GetTimestamp();
        if (mark.Site == null)
        {
            return;
        }

        var elapsed = now - mark.Start;
        var nested = 0L;
        if (mark.Thread != null && ReferenceEquals(mark.Thread, inner))
        {
            // What ended inside is part of this call, and was counted already. A call that threw never ends, and takes nothing along.
            nested = mark.Thread[mark.Index];
            mark.Thread[mark.Index] = mark.Saved + elapsed;
        }

        mark.Site.Add(ref mark, now, elapsed - nested, 1, 0);
    }

    internal static T End<T>(Mark mark, T value)
    {
        End(mark);
        return value;
    }

    /// <summary>Notes how large an operand is.</summary>
    internal static T Size<T>(T value, int site, int operand, Func<T, long> length)
    {
        if (value != null)
        {
            try
            {
                At(site).Note(operand, length(value));
            }
            catch (Exception)
            {
                // Asking for a size is our doing, and must not change what the program does: a size that cannot be told is not counted.
                return value;
            }
        }

        return value;
    }

#if PERFPROOF_SPAN
    internal static ReadOnlySpan<T> SizeSpan<T>(ReadOnlySpan<T> value, int site, int operand)
    {
        At(site).Note(operand, value.Length);
        return value;
    }

    internal static Span<T> SizeSpan<T>(Span<T> value, int site, int operand)
    {
        At(site).Note(operand, value.Length);
        return value;
    }

    internal static ReadOnlySpan<T> BeginSpan<T>(ReadOnlySpan<T> operand, int site, out Mark mark)
    {
        mark = Begin(site);
        return operand;
    }

    internal static Span<T> BeginSpan<T>(Span<T> operand, int site, out Mark mark)
    {
        mark = Begin(site);
        return operand;
    }
#endif

    /// <summary>What was seen until now, as JSON: times in ticks of the given frequency.</summary>
    internal static string Json()
    {
        var now = Stopwatch.GetTimestamp();
        var text = new StringBuilder();
        text.Append("{\"version\":1,\"frequency\":").Append(Number(Stopwatch.Frequency));
        text.Append(",\"wall\":").Append(Number(now - loaded + (long)(age * Stopwatch.Frequency)));
        text.Append(",\"cost\":").Append(Number(Cost()));
        text.Append(",\"sites\":[");
        var all = sites;
        var separator = "";
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] != null)
            {
                text.Append(separator);
                all[i].Append(text, i);
                separator = ",";
            }
        }

        return text.Append("]}").ToString();
    }

    private static Mark Resume(int site)
    {
        var mark = new Mark();
        mark.Site = At(site);
        mark.Index = site;
        var mine = inner;
        if (mine == null || mine.Length <= site)
        {
            Array.Resize(ref mine, Math.Max(2 * site, 64));
            inner = mine;
        }

        mark.Thread = mine;
        mark.Saved = mine[site];
        mine[site] = 0;
        mark.Covered = Volatile.Read(ref mark.Site.Covered);
        return mark;
    }

    // The thread goes on to something else while the task runs.
    private static void Leave(ref Mark mark)
    {
        if (mark.Thread != null && ReferenceEquals(mark.Thread, inner))
        {
            mark.Thread[mark.Index] = mark.Saved;
        }

        mark.Thread = null;
    }

    private static void Complete(Mark mark, int calls, int items)
    {
        if (mark.Site != null)
        {
            var now = Stopwatch.GetTimestamp();
            mark.Site.Add(ref mark, now, now - mark.Start, calls, items);
        }
    }

    private static Site At(int index)
    {
        var known = Volatile.Read(ref sites);
        return index < known.Length && known[index] != null ? known[index] : Create(index);
    }

    private static Site Create(int index)
    {
        lock (gate)
        {
            var all = sites;
            if (all.Length <= index)
            {
                Array.Resize(ref all, 2 * index);
            }

            if (all[index] == null)
            {
                var site = new Site();
                Volatile.Write(ref all[index], site);
                Volatile.Write(ref sites, all);
            }

            return all[index];
        }
    }

    // What an empty call seems to take: ticks that every call of a site has too many, for 1,000 of them.
    private static long Cost()
    {
        const int Rounds = 5;
        const int Calls = 200;
        var least = long.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            var site = new Site();
            for (var i = 0; i < Calls; i++)
            {
                var mark = new Mark();
                mark.Site = site;
                mark.Start = Stopwatch.GetTimestamp();
                End(mark);
            }

            least = Math.Min(least, site.Sum);
        }

        return least * (1000 / Calls);
    }

    private static double AgeOfProcess()
    {
        try
        {
            using (var self = Process.GetCurrentProcess())
            {
                return Math.Max(0, (DateTime.Now - self.StartTime).TotalSeconds);
            }
        }
        catch (Exception)
        {
            // Not every host lets a process ask when it began: it then began when this was loaded.
            return 0;
        }
    }

    private static string PathOf(string folder)
    {
        return string.IsNullOrEmpty(folder) ? null : Path.Combine(folder, Guid.NewGuid().ToString("N") + ".json");
    }

    private static void Write()
    {
        lock (writing)
        {
            try
            {
                var next = path + ".next";
                File.WriteAllText(next, Json());
                if (File.Exists(path))
                {
                    File.Replace(next, path, null);
                }
                else
                {
                    File.Move(next, path);
                }
            }
            catch (Exception exception) when (exception is IOException || exception is UnauthorizedAccessException)
            {
                // A program must not fail because it is watched: the next turn tries again.
                Trace.WriteLine(exception.Message);
            }
        }
    }

    private static string Number(long value)
    {
        return value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>How many items a sequence has, where it knows without being read; -1 where it does not.</summary>
    internal static long CountOf(object value)
    {
        var text = value as string;
        var items = value as System.Collections.ICollection;
        return text != null ? text.Length : items != null ? items.Count : -1;
    }
}

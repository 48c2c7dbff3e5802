using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

/// <summary>
/// Carried into a copy of the user's program: counts and times the calls that were rewritten to go through it, and writes what it
/// saw into the folder that the environment names. C# 7.3 and nothing but the base library, so that it compiles wherever the program does.
/// </summary>
internal static class PerfProofCalls
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

    /// <summary>A call whose work ends when the task does. The task itself is handed on.</summary>
    internal static TTask EndTask<TTask>(Mark mark, TTask value)
        where TTask : Task
    {
        Leave(ref mark);
        if (value == null || value.IsCompleted)
        {
            Complete(mark, 1, 0);
        }
        else
        {
            value.ContinueWith((task, state) => Complete((Mark)state, 1, 0), mark, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        return value;
    }

#if PERFPROOF_VALUETASK
    internal static ValueTask EndValueTask(Mark mark, ValueTask value)
    {
        Leave(ref mark);
        if (!value.IsCompleted)
        {
            return Wait(mark, value);
        }

        Complete(mark, 1, 0);
        return value;
    }

    internal static ValueTask<T> EndValueTask<T>(Mark mark, ValueTask<T> value)
    {
        Leave(ref mark);
        if (!value.IsCompleted)
        {
            return Wait(mark, value, false);
        }

        Complete(mark, 1, 0);
        return value;
    }

    private static async ValueTask Wait(Mark mark, ValueTask value)
    {
        try
        {
            await value.ConfigureAwait(false);
        }
        finally
        {
            Complete(mark, 1, 0);
        }
    }

    private static async ValueTask<T> Wait<T>(Mark mark, ValueTask<T> value, bool isTurn)
    {
        var items = 0;
        try
        {
            var result = await value.ConfigureAwait(false);
            items = isTurn && result is bool && (bool)(object)result ? 1 : 0;
            return result;
        }
        finally
        {
            Complete(mark, isTurn ? 0 : 1, items);
        }
    }
#endif

#if PERFPROOF_STREAM
    /// <summary>A stream: the time is what its reader waits for items, and the items are counted.</summary>
    internal static IAsyncEnumerable<T> EndStream<T>(Mark mark, IAsyncEnumerable<T> value)
    {
        Leave(ref mark);
        Complete(mark, 1, 0);
        return value == null ? null : new Stream<T>(value, mark.Index);
    }

    private sealed class Stream<T> : IAsyncEnumerable<T>
    {
        private readonly IAsyncEnumerable<T> source;
        private readonly int site;

        internal Stream(IAsyncEnumerable<T> source, int site)
        {
            this.source = source;
            this.site = site;
        }

        public IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken)
        {
            return new Reader<T>(this.source.GetAsyncEnumerator(cancellationToken), this.site);
        }
    }

    private sealed class Reader<T> : IAsyncEnumerator<T>
    {
        private readonly IAsyncEnumerator<T> source;
        private readonly int site;

        internal Reader(IAsyncEnumerator<T> source, int site)
        {
            this.source = source;
            this.site = site;
        }

        public T Current
        {
            get { return this.source.Current; }
        }

        public ValueTask DisposeAsync()
        {
            return this.source.DisposeAsync();
        }

        public ValueTask<bool> MoveNextAsync()
        {
            var mark = Resume(this.site);
            mark.Start = Stopwatch.GetTimestamp();
            var next = this.source.MoveNextAsync();
            Leave(ref mark);
            if (!next.IsCompletedSuccessfully)
            {
                return Wait(mark, next, true);
            }

            var any = next.Result;
            Complete(mark, 0, any ? 1 : 0);
            return new ValueTask<bool>(any);
        }
    }
#endif

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

    /// <summary>What is known about one site.</summary>
    internal sealed class Site
    {
        // Stretches of wall time that calls covered, the latest of them, apart from each other and in order.
        private const int Kept = 64;

        internal long Calls;
        internal long Covered;
        internal long Sum;

        private readonly long[] from = new long[Kept];
        private readonly long[] to = new long[Kept];
        private readonly List<Sizes> sizes = new List<Sizes>();
        private int stretches;
        private long forgottenUntil;
        private long forgotten;
        private long ended;
        private long items;

        internal void Add(ref Mark mark, long now, long own, int calls, int newItems)
        {
            lock (this.sizes)
            {
                this.Sum += own;
                this.ended += calls;
                this.items += newItems;
                this.Cover(mark.Start, now, mark.Covered);
            }
        }

        internal void Note(int operand, long size)
        {
            lock (this.sizes)
            {
                while (this.sizes.Count <= operand)
                {
                    this.sizes.Add(new Sizes());
                }

                this.sizes[operand].Add(size);
            }
        }

        internal void Append(StringBuilder text, int index)
        {
            lock (this.sizes)
            {
                text.Append("{\"site\":").Append(Number(index));
                text.Append(",\"calls\":").Append(Number(Volatile.Read(ref this.Calls)));
                text.Append(",\"ended\":").Append(Number(this.ended));
                text.Append(",\"items\":").Append(Number(this.items));
                text.Append(",\"sum\":").Append(Number(this.Sum));
                text.Append(",\"covered\":").Append(Number(this.Covered));
                text.Append(",\"sizes\":[");
                var separator = "";
                for (var i = 0; i < this.sizes.Count; i++)
                {
                    if (this.sizes[i].Count > 0)
                    {
                        text.Append(separator);
                        this.sizes[i].Append(text, i);
                        separator = ",";
                    }
                }

                text.Append("]}");
            }
        }

        // Wall time counts once, however many calls overlap.
        private void Cover(long start, long end, long coveredAtStart)
        {
            if (this.stretches == Kept)
            {
                this.Forget();
            }

            if (start < this.forgottenUntil)
            {
                // Of the stretches that were forgotten, those since the start of this call lie in it.
                var since = Math.Max(0, this.forgotten - coveredAtStart);
                var missing = Math.Min(end, this.forgottenUntil) - start - since;
                if (missing > 0)
                {
                    this.forgotten += missing;
                    this.Covered += missing;
                }

                start = this.forgottenUntil;
                if (end <= start)
                {
                    return;
                }
            }

            var first = this.stretches;
            while (first > 0 && this.to[first - 1] >= start)
            {
                first--;
            }

            var next = first;
            while (next < this.stretches && this.from[next] <= end)
            {
                start = Math.Min(start, this.from[next]);
                end = Math.Max(end, this.to[next]);
                this.Covered -= this.to[next] - this.from[next];
                next++;
            }

            var rest = this.stretches - next;
            Array.Copy(this.from, next, this.from, first + 1, rest);
            Array.Copy(this.to, next, this.to, first + 1, rest);
            this.from[first] = start;
            this.to[first] = end;
            this.stretches = first + 1 + rest;
            this.Covered += end - start;
        }

        private void Forget()
        {
            const int Half = Kept / 2;
            for (var i = 0; i < Half; i++)
            {
                this.forgotten += this.to[i] - this.from[i];
            }

            this.forgottenUntil = this.to[Half - 1];
            this.stretches = Kept - Half;
            Array.Copy(this.from, Half, this.from, 0, this.stretches);
            Array.Copy(this.to, Half, this.to, 0, this.stretches);
        }
    }

    /// <summary>Sizes of one operand: the least, the most, and an even sample in bounded memory for the median.</summary>
    private sealed class Sizes
    {
        private const int Kept = 512;

        internal long Count;

        private readonly long[] sample = new long[Kept];
        private long min = long.MaxValue;
        private long max = long.MinValue;
        private int used;
        private long step = 1;

        internal void Add(long size)
        {
            // -1 says that the size cannot be known without changing something.
            if (size < 0)
            {
                return;
            }

            this.min = Math.Min(this.min, size);
            this.max = Math.Max(this.max, size);
            if (this.Count++ % this.step != 0)
            {
                return;
            }

            if (this.used == Kept)
            {
                // Every second one stays, and half as many come.
                for (var i = 0; i < Kept / 2; i++)
                {
                    this.sample[i] = this.sample[2 * i];
                }

                this.used = Kept / 2;
                this.step *= 2;
                if ((this.Count - 1) % this.step != 0)
                {
                    return;
                }
            }

            this.sample[this.used++] = size;
        }

        internal void Append(StringBuilder text, int operand)
        {
            var sorted = new long[this.used];
            Array.Copy(this.sample, sorted, this.used);
            Array.Sort(sorted);
            text.Append("{\"operand\":").Append(Number(operand));
            text.Append(",\"count\":").Append(Number(this.Count));
            text.Append(",\"min\":").Append(Number(this.min));
            text.Append(",\"median\":").Append(Number(sorted[(this.used - 1) / 2]));
            text.Append(",\"max\":").Append(Number(this.max)).Append('}');
        }
    }

    /// <summary>How many items a sequence has, where it knows without being read; -1 where it does not.</summary>
    internal static long CountOf(object value)
    {
        var text = value as string;
        var items = value as System.Collections.ICollection;
        return text != null ? text.Length : items != null ? items.Count : -1;
    }
}

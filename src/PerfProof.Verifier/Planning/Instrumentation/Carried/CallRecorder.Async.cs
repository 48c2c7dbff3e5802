using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using System.Threading.Tasks;

/// <summary>Calls that go on after they returned: tasks and streams.</summary>
internal static partial class PerfProofCalls
{
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
}

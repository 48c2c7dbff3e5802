using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;

namespace PerfProof;

/// <summary>All scopes of one name below one other: a line of the summary. Times are in ticks of <see cref="System.Diagnostics.Stopwatch"/>.</summary>
internal sealed class ScopeNode(string name)
{
    private readonly Durations durations = new();
    private long count;
    private long total;
    private long self;
    private long covered;
    private long openSince;
    private int open;
    private long allocated;

    public string Name { get; } = name;

    public ConcurrentDictionary<string, ScopeNode> Inner { get; } = new(StringComparer.Ordinal);

    public void Allocated(long bytes) => Interlocked.Add(ref this.allocated, bytes);

    public void Began(long now)
    {
        lock (this)
        {
            if (this.open++ == 0)
            {
                this.openSince = now;
            }
        }
    }

    /// <summary>Called under the lock.</summary>
    public void Ended(long now, long duration, long own)
    {
        this.count++;
        this.total += duration;
        this.self += own;
        this.durations.Add(duration);
        if (--this.open == 0)
        {
            this.covered += now - this.openSince;
        }
    }

    /// <summary>The line and those below it, the longest first.</summary>
    /// <param name="depth">How deep it stands.</param>
    /// <param name="now">Until when open scopes count as covering time.</param>
    /// <param name="whole">All the time that was measured.</param>
    /// <param name="frequency">Ticks a second.</param>
    /// <param name="countsBytes">Whether allocations are counted here.</param>
    public List<MeasureRow> Rows(int depth, long now, long whole, double frequency, bool countsBytes)
    {
        var below = this.Inner.Values.Select(node => node.Rows(depth + 1, now, whole, frequency, countsBytes))
            .OrderByDescending(rows => rows[0].TotalSeconds).ThenBy(rows => rows[0].Name, StringComparer.Ordinal).ToList();
        MeasureRow own;
        lock (this)
        {
            var time = this.covered + (this.open > 0 ? Math.Max(0, now - this.openSince) : 0);
            own = new(
                this.Name,
                depth,
                this.count,
                this.open,
                this.total / frequency,
                this.self / frequency,
                whole > 0 ? Math.Min(1, (double)time / whole) : 0,
                this.durations.Least / frequency,
                this.durations.Median() / frequency,
                this.durations.Most / frequency,
                countsBytes ? Interlocked.Read(ref this.allocated) + below.Sum(rows => rows[0].AllocatedBytes ?? 0) : null);
        }

        return [own, .. below.SelectMany(rows => rows)];
    }
}

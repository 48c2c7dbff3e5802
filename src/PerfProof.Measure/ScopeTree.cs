using System;
using System.Diagnostics;
using System.Threading;

namespace PerfProof;

/// <summary>
/// What is open in each flow of execution, and what was measured. An <see cref="AsyncLocal{T}"/> carries the innermost scope across
/// awaits and into tasks; where allocations are counted, it also tells when a thread goes over to another flow.
/// </summary>
internal sealed class ScopeTree
{
    /// <summary>Most lines of a summary; a program that makes up names must not run out of memory by being measured.</summary>
    public const int MostLines = 1000;

    /// <summary>Where what comes after is counted.</summary>
    public const string Rest = "(more)";

    private readonly AsyncLocal<MeasureScope?> innermost;
    private volatile State state = new();

    public ScopeTree() => this.innermost = Allocations.AreCounted ? new(Switched) : new();

    /// <summary>What was measured since the last reset.</summary>
    private sealed class State
    {
        public ScopeNode Root { get; } = new("");

        public long Start;

        public int Lines;
    }

    public MeasureScope Enter(string name)
    {
        if (string.IsNullOrEmpty(name))
        {
            throw new ArgumentException("A scope needs a name.", nameof(name));
        }

        var outer = this.innermost.Value;
        Allocations.Charge(outer);
        var now = this.state;
        if (Volatile.Read(ref now.Start) == 0)
        {
            Interlocked.CompareExchange(ref now.Start, Stopwatch.GetTimestamp(), 0);
        }

        var scope = new MeasureScope(this, now.Root, LineOf(now, outer?.Root == now.Root ? outer.Node : now.Root, name), outer);
        using (Allocations.NotOurs())
        {
            this.innermost.Value = scope;
        }

        scope.Begin(Stopwatch.GetTimestamp());
        return scope;
    }

    public void Exit(MeasureScope scope)
    {
        var now = Stopwatch.GetTimestamp();
        Allocations.Charge(this.innermost.Value);
        using (Allocations.NotOurs())
        {
            if (!scope.End(now))
            {
                return;
            }

            // Scopes within that never ended stay open, but no longer hold what comes next. In another flow there is nothing to restore.
            for (var open = this.innermost.Value; open is not null; open = open.Outer)
            {
                if (open == scope)
                {
                    this.innermost.Value = scope.Outer;
                    return;
                }
            }
        }
    }

    public MeasureSummary Summary()
    {
        Allocations.Charge(this.innermost.Value);
        var shown = this.state;
        var now = Stopwatch.GetTimestamp();
        var start = Interlocked.Read(ref shown.Start);
        var whole = start == 0 ? 0 : now - start;
        var rows = shown.Root.Rows(-1, now, whole, Stopwatch.Frequency, Allocations.AreCounted);
        rows.RemoveAt(0);
        return new(whole / (double)Stopwatch.Frequency, rows);
    }

    public void Reset() => this.state = new();

    private static ScopeNode LineOf(State state, ScopeNode outer, string name)
    {
        if (outer.Inner.TryGetValue(name, out var known))
        {
            return known;
        }

        if (outer.Name == Rest)
        {
            return outer;
        }

        return Volatile.Read(ref state.Lines) >= MostLines || (name != Rest && Interlocked.Increment(ref state.Lines) > MostLines)
            ? outer.Inner.GetOrAdd(Rest, rest => new(rest))
            : outer.Inner.GetOrAdd(name, added => new(added));
    }

    private static void Switched(AsyncLocalValueChangedArgs<MeasureScope?> change) => Allocations.Charge(change.PreviousValue);
}

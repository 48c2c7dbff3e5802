using System;

namespace PerfProof;

/// <summary>A scope that is open until it is disposed. Dispose it once, from any thread; more often does nothing.</summary>
public sealed class MeasureScope : IDisposable
{
    private readonly ScopeTree tree;
    private long start;

    // What of it was spent in scopes within: they may overlap, so that the time in which at least one is open counts.
    private long inner;
    private long innerSince;
    private int innerOpen;

    internal MeasureScope(ScopeTree tree, ScopeNode root, ScopeNode node, MeasureScope? outer)
    {
        this.tree = tree;
        this.Root = root;
        this.Node = node;
        this.Outer = outer;
    }

    /// <summary>The tree that it is in: another after each reset.</summary>
    internal ScopeNode Root { get; }

    /// <summary>Where it is counted; its lock guards what changes here.</summary>
    internal ScopeNode Node { get; }

    /// <summary>What was innermost when it was opened.</summary>
    internal MeasureScope? Outer { get; }

    // One that was open at a reset is in another tree, and counts nothing of this one.
    private MeasureScope? Parent => this.Outer?.Root == this.Root ? this.Outer : null;

    internal bool HasEnded { get; private set; }

    /// <summary>Ends the scope.</summary>
    public void Dispose() => this.tree.Exit(this);

    internal void Begin(long now)
    {
        this.start = now;
        this.Node.Began(now);
        if (this.Parent is { } parent)
        {
            lock (parent.Node)
            {
                if (!parent.HasEnded && parent.innerOpen++ == 0)
                {
                    parent.innerSince = now;
                }
            }
        }
    }

    /// <summary>Whether this call ended it.</summary>
    internal bool End(long now)
    {
        lock (this.Node)
        {
            if (this.HasEnded)
            {
                return false;
            }

            this.HasEnded = true;
            var spent = this.inner + (this.innerOpen > 0 ? now - this.innerSince : 0);
            this.Node.Ended(now, now - this.start, now - this.start - spent);
        }

        if (this.Parent is { } parent)
        {
            lock (parent.Node)
            {
                // A parent that ended first has counted it until then.
                if (!parent.HasEnded && --parent.innerOpen == 0)
                {
                    parent.inner += now - parent.innerSince;
                }
            }
        }

        return true;
    }
}

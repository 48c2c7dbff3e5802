namespace PerfProof.HotPath;

/// <summary>How one value comes to depend on another.</summary>
internal enum Flow : byte
{
    /// <summary>It is computed from it.</summary>
    Data,

    /// <summary>It is written or not depending on it: a condition, an exception, a jump.</summary>
    Control,

    /// <summary>It is what the variable holds when the next turn begins.</summary>
    Carry,
}

/// <summary>What flows to what within a region: a plain graph with numbered nodes.</summary>
internal sealed class FlowGraph
{
    /// <summary>Reached within the turn.</summary>
    public const byte SameTurn = 1;

    /// <summary>Reached by way of a later turn.</summary>
    public const byte LaterTurn = 2;

    private readonly List<int> first = [];
    private readonly List<(int To, int Next, Flow Flow)> edges = [];

    /// <summary>Adds nodes, and returns the first of them.</summary>
    public int NewNode(int count = 1)
    {
        var node = this.first.Count;
        for (var i = 0; i < count; i++)
        {
            this.first.Add(-1);
        }

        return node;
    }

    /// <summary>Adds an edge; nothing where either end is missing (negative).</summary>
    public void Add(int from, int to, Flow flow = Flow.Data)
    {
        if (from >= 0 && to >= 0 && from != to)
        {
            this.edges.Add((to, this.first[from], flow));
            this.first[from] = this.edges.Count - 1;
        }
    }

    /// <summary>Everything that the starting nodes flow to, and by way of which turn. Linear in the size of the graph.</summary>
    public byte[] Reach(IEnumerable<int> starts, bool throughControl)
    {
        var reached = new byte[this.first.Count];
        var pending = new Stack<(int Node, byte Turn)>();
        foreach (var start in starts)
        {
            Push(start, SameTurn);
        }

        while (pending.Count > 0)
        {
            var (node, turn) = pending.Pop();
            for (var edge = this.first[node]; edge >= 0; edge = this.edges[edge].Next)
            {
                var (to, _, flow) = this.edges[edge];
                if (flow != Flow.Control || throughControl)
                {
                    Push(to, flow == Flow.Carry ? LaterTurn : turn);
                }
            }
        }

        return reached;

        void Push(int node, byte turn)
        {
            if ((reached[node] & turn) == 0)
            {
                reached[node] |= turn;
                pending.Push((node, turn));
            }
        }
    }
}

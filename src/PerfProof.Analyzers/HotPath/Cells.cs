using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>A step of an <see cref="ObjectPath"/>: a member, or <see cref="Element"/>.</summary>
internal sealed record PathPart(object Key, PathPart? Before)
{
    /// <summary>Stands for any element of an array or collection.</summary>
    public const string Element = "[]";
}

/// <summary>A place in memory as code names it: <c>items[i].Vector</c> is root <c>items</c> with an element and a member.</summary>
/// <param name="Root">The variable, or member of <c>this</c>, that it starts from; the type itself for a bare <c>this</c>.</param>
/// <param name="Last">The steps from there, last first; null for the root itself.</param>
/// <param name="PerTurn">Whether it is a different element on every turn of the region.</param>
internal readonly record struct ObjectPath(ISymbol Root, PathPart? Last, bool PerTurn);

/// <summary>
/// A place that is read or written: the variable itself, one of its members, its elements or the rest of its content.
/// Six nodes of the graph: what this turn wrote, what it wrote to its own element, what the variable holds of each from
/// earlier turns, and what decided whether each was written.
/// </summary>
internal sealed class Cell(int node)
{
    public int Written => node;

    public int WrittenPerTurn => node + 1;

    public int Earlier => node + 2;

    public int EarlierOtherElements => node + 3;

    public int Decided => node + 4;

    public int DecidedPerTurn => node + 5;

    /// <summary>Whether anything in the region writes it.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Whether a write is more than counting: its value is computed from data.</summary>
    public bool IsComputed { get; set; }
}

/// <summary>What a read of a place can see.</summary>
internal enum Reach
{
    /// <summary>Everything.</summary>
    All,

    /// <summary>The element of the turn: not what earlier turns wrote to theirs.</summary>
    PerTurn,

    /// <summary>A variable assigned earlier in the turn: only what this turn wrote.</summary>
    Covered,

    /// <summary>The same, where every assignment so far has certainly happened.</summary>
    Certain,

    /// <summary>The size of a collection: not what is written to single elements.</summary>
    Structure,
}

/// <summary>What one write of a variable is.</summary>
/// <param name="Operation">The assignment, increment, argument or declaration.</param>
/// <param name="Value">The value written; null where there is no expression for it.</param>
internal readonly record struct VariableWrite(IOperation Operation, IOperation? Value);

/// <summary>A variable and what hangs on it.</summary>
internal sealed class Root
{
    private const string ValueKey = "value";
    private const string ContentKey = "content";

    private readonly FlowGraph graph;
    private readonly Dictionary<object, Cell> cells = [];

    public Root(ISymbol symbol, bool isOuter, FlowGraph graph)
    {
        this.Symbol = symbol;
        this.IsOuter = isOuter;
        this.graph = graph;
        this.Any = graph.NewNode(4);
        this.Value = this.Get(ValueKey);
        this.Content = this.Get(ContentKey);
    }

    public ISymbol Symbol { get; }

    /// <summary>Whether it lives longer than a turn.</summary>
    public bool IsOuter { get; }

    /// <summary>The variable itself.</summary>
    public Cell Value { get; }

    /// <summary>What calls may have changed beneath it.</summary>
    public Cell Content { get; }

    /// <summary>First of the nodes of a read of the whole; see <see cref="AnyOf"/>.</summary>
    private int Any { get; }

    /// <summary>Whether something that is not known could have changed the object.</summary>
    public bool IsTouched { get; set; }

    /// <summary>Whether something that is not known could have changed more than one of its elements: a collection may have another size.</summary>
    public bool IsResized { get; set; }

    /// <summary>Writes of the variable itself.</summary>
    public List<VariableWrite> Writes { get; } = [];

    /// <summary>Other variables that may stand for the same object.</summary>
    public HashSet<ISymbol> Aliases { get; } = new(SymbolEqualityComparer.Default);

    public IEnumerable<Cell> Cells => this.cells.Values;

    public Cell? Find(object key) => this.cells.TryGetValue(key, out var cell) ? cell : null;

    public Cell Get(object key)
    {
        if (this.cells.TryGetValue(key, out var cell))
        {
            return cell;
        }

        var node = this.graph.NewNode(6);
        this.cells.Add(key, cell = new Cell(node));
        if (this.IsOuter)
        {
            this.graph.Add(cell.Written, cell.Earlier, Flow.Carry);
            this.graph.Add(cell.WrittenPerTurn, cell.EarlierOtherElements, Flow.Carry);
            this.graph.Add(cell.Decided, cell.Earlier, Flow.Carry);
            this.graph.Add(cell.DecidedPerTurn, cell.EarlierOtherElements, Flow.Carry);
        }

        foreach (var reach in new[] { Reach.All, Reach.PerTurn, Reach.Covered, Reach.Certain })
        {
            this.Read(cell, this.AnyOf(reach), reach);
        }

        return cell;
    }

    /// <summary>Node of a read of the whole.</summary>
    public int AnyOf(Reach reach) => this.Any + (int)reach;

    /// <summary>Lets what the cell holds flow to a node.</summary>
    public void Read(Cell cell, int into, Reach reach)
    {
        this.graph.Add(cell.Written, into);
        if (reach != Reach.Structure)
        {
            this.graph.Add(cell.WrittenPerTurn, into);
        }

        if (reach != Reach.Certain)
        {
            this.graph.Add(cell.Decided, into, Flow.Control);
            this.graph.Add(cell.DecidedPerTurn, into, Flow.Control);
        }

        if (reach is not (Reach.Covered or Reach.Certain))
        {
            this.graph.Add(cell.Earlier, into);
        }

        if (reach == Reach.All)
        {
            this.graph.Add(cell.EarlierOtherElements, into);
        }
    }
}

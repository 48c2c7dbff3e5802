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
/// Four nodes of the graph: what this turn wrote, what it wrote to its own element, and what the variable holds of each
/// from earlier turns.
/// </summary>
internal sealed class Cell(int node)
{
    public int Written => node;

    public int WrittenPerTurn => node + 1;

    public int Earlier => node + 2;

    public int EarlierOtherElements => node + 3;

    /// <summary>Whether anything in the region writes it.</summary>
    public bool IsWritten { get; set; }

    /// <summary>Whether a write is more than counting: its value is computed from data.</summary>
    public bool IsComputed { get; set; }
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
        this.Any = graph.NewNode(3);
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

    /// <summary>Node of a read of the whole; the two after it: of a per-turn element, and of a variable assigned earlier in the turn.</summary>
    public int Any { get; }

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

        var node = this.graph.NewNode(4);
        this.cells.Add(key, cell = new Cell(node));
        if (this.IsOuter)
        {
            this.graph.Add(cell.Written, cell.Earlier, Flow.Carry);
            this.graph.Add(cell.WrittenPerTurn, cell.EarlierOtherElements, Flow.Carry);
        }

        this.Read(cell, this.Any, isPerTurn: false, isCovered: false);
        this.Read(cell, this.Any + 1, isPerTurn: true, isCovered: false);
        this.Read(cell, this.Any + 2, isPerTurn: false, isCovered: true);
        return cell;
    }

    /// <summary>Lets what the cell holds flow to a node.</summary>
    public void Read(Cell cell, int into, bool isPerTurn, bool isCovered)
    {
        this.graph.Add(cell.Written, into);
        this.graph.Add(cell.WrittenPerTurn, into);
        if (!isCovered)
        {
            this.graph.Add(cell.Earlier, into);
            if (!isPerTurn)
            {
                this.graph.Add(cell.EarlierOtherElements, into);
            }
        }
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>
/// The operations that one turn of a region runs, by the variable that they change: those of the region itself, and those
/// of the lambda or local function around the count where the region calls it.
/// </summary>
internal sealed class TurnOperations
{
    private readonly HotRegion region;
    private readonly Dictionary<ISymbol, List<IOperation>> changes = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation>> initial = new(SymbolEqualityComparer.Default);
    private readonly IOperation? calledFunction;

    /// <summary>Reads the region once.</summary>
    public TurnOperations(HotRegion region, IOperation count, CancellationToken cancellation)
    {
        this.region = region;
        this.Read(region.Owner is ILoopOperation ? region.Owner : region.Body, cancellation);
        for (IOperation? outer = count; outer is not null && outer != region.Owner && outer != region.Body; outer = outer.Parent)
        {
            if (outer is IAnonymousFunctionOperation or ILocalFunctionOperation && !IsWithin(outer, region.Owner))
            {
                this.calledFunction = outer;
                this.Read(outer, cancellation);
                break;
            }
        }
    }

    /// <summary>
    /// Whether each turn of a <c>while</c> loop waits for something other than a file: a chat, an agent or a tool loop, in which
    /// counting is not what costs.
    /// </summary>
    public bool WaitsForOthers { get; private set; }

    /// <summary>Whether a variable is made anew on every turn.</summary>
    public bool IsDeclaredInside(ISymbol variable)
    {
        foreach (var reference in variable.DeclaringSyntaxReferences)
        {
            if (Contains(this.region.Body.Syntax, reference) || (this.calledFunction is { } function && Contains(function.Syntax, reference)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Every value that a variable of the turn is given.</summary>
    public IEnumerable<IOperation> ValuesOf(ISymbol variable)
    {
        var assigned = this.ChangesOf(variable).OfType<ISimpleAssignmentOperation>().Select(assignment => assignment.Value);
        return this.initial.TryGetValue(variable, out var values) ? values.Concat(assigned) : assigned;
    }

    /// <summary>The assignments to a variable and the calls on it that may change what it holds.</summary>
    public IEnumerable<IOperation> ChangesOf(ISymbol variable) =>
        this.changes.TryGetValue(variable, out var list) ? list : Enumerable.Empty<IOperation>();

    /// <summary>Whether a builder or list is emptied or made anew by a statement that every turn runs.</summary>
    public bool IsEmptiedOnEveryTurn(ISymbol variable)
    {
        foreach (var change in this.ChangesOf(variable))
        {
            var isReset = change switch
            {
                IInvocationOperation { TargetMethod.Name: "Clear" } => true,
                ISimpleAssignmentOperation { Value: IObjectCreationOperation { Arguments.Length: 0 } } => true,
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Length" }, Value.ConstantValue: { HasValue: true, Value: 0 } } => true,
                _ => false,
            };
            if (isReset && change.Parent is IExpressionStatementOperation statement && statement.Parent == this.region.Body)
            {
                return true;
            }
        }

        return false;
    }

    private void Read(IOperation root, CancellationToken cancellation)
    {
        foreach (var operation in root.DescendantsAndSelf())
        {
            cancellation.ThrowIfCancellationRequested();
            switch (operation)
            {
                case IVariableDeclaratorOperation { Symbol: { } local } declarator when (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer:
                    Add(this.initial, local, initializer.Value);
                    break;
                case IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "Length" or "Capacity" } property } assignment:
                    Add(this.changes, RootOf(property.Instance), assignment);
                    break;
                case IAssignmentOperation assignment:
                    Add(this.changes, Accumulation.SymbolOf(assignment.Target), assignment);
                    break;
                case IIncrementOrDecrementOperation step:
                    Add(this.changes, Accumulation.SymbolOf(step.Target), step);
                    break;
                case IInvocationOperation { Instance: { } instance } call:
                    Add(this.changes, RootOf(instance), call);
                    break;
                case IAwaitOperation wait when this.region.Kind == RegionKind.While && !IsReading(wait):
                    this.WaitsForOthers = true;
                    break;
            }
        }
    }

    /// <summary>The variable at the start of <c>sb.Append(a).Append(b)</c>.</summary>
    private static ISymbol? RootOf(IOperation? instance)
    {
        while (instance is IInvocationOperation { Instance: { } inner } call && SymbolEqualityComparer.Default.Equals(call.Type, inner.Type))
        {
            instance = inner;
        }

        return Accumulation.SymbolOf(instance);
    }

    private static bool IsReading(IAwaitOperation wait)
    {
        foreach (var call in wait.Operation.DescendantsAndSelf().OfType<IInvocationOperation>())
        {
            if (call.TargetMethod.ContainingType?.ContainingNamespace?.ToDisplayString().StartsWith("System.IO", StringComparison.Ordinal) == true)
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsWithin(IOperation operation, IOperation ancestor)
    {
        for (var current = operation; current is not null; current = current.Parent!)
        {
            if (current == ancestor)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(SyntaxNode node, SyntaxReference reference) =>
        node.SyntaxTree == reference.SyntaxTree && node.FullSpan.Contains(reference.Span);

    private static void Add(Dictionary<ISymbol, List<IOperation>> map, ISymbol? variable, IOperation operation)
    {
        if (variable is null)
        {
            return;
        }

        if (!map.TryGetValue(variable, out var list))
        {
            map.Add(variable, list = new List<IOperation>());
        }

        list.Add(operation);
    }
}

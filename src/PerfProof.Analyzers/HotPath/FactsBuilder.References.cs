using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Reads of variables, members and elements, and what of them is sure to be assigned.</summary>
internal sealed partial class FactsBuilder
{
    // Scopes that are open, innermost last; what is assigned in an open scope is assigned for certain from there on.
    private readonly List<int> scopes = [0];
    private readonly HashSet<int> openScopes = [0];
    private readonly Dictionary<ISymbol, HashSet<int>> assignedIn = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, HashSet<int>> writtenIn = new(SymbolEqualityComparer.Default);
    private readonly Stack<int> initializers = new();
    private readonly List<(Cell Cell, IOperation Step)> steps = [];
    private readonly List<(ISymbol Root, int Value)> settings = [];
    private readonly List<int> thisReads = [];
    private int lastScope;

    private void EnterScope()
    {
        this.scopes.Add(++this.lastScope);
        this.openScopes.Add(this.lastScope);
    }

    private void LeaveScope()
    {
        this.openScopes.Remove(this.scopes[this.scopes.Count - 1]);
        this.scopes.RemoveAt(this.scopes.Count - 1);
    }

    private Reach ReachOf(ObjectPath path)
    {
        if (!this.assignedIn.TryGetValue(path.Root, out var scopes) || !(scopes.Contains(0) || scopes.Overlaps(this.openScopes)))
        {
            return path.PerTurn ? Reach.PerTurn : Reach.All;
        }

        return this.writtenIn.TryGetValue(path.Root, out var written) && written.IsSubsetOf(this.openScopes) ? Reach.Certain : Reach.Covered;
    }

    private void NoteScope(Dictionary<ISymbol, HashSet<int>> scopes, ISymbol root)
    {
        if (!scopes.TryGetValue(root, out var noted))
        {
            scopes.Add(root, noted = []);
        }

        noted.Add(this.scopes[this.scopes.Count - 1]);
    }

    private Root RootOf(ISymbol symbol)
    {
        if (!this.facts.Roots.TryGetValue(symbol, out var root))
        {
            this.facts.Roots.Add(symbol, root = new Root(symbol, this.IsOuter(symbol), this.graph));
        }

        return root;
    }

    private bool IsOuter(ISymbol symbol)
    {
        if (symbol is not (ILocalSymbol or IParameterSymbol or IRangeVariableSymbol) || Operations.Same(symbol, this.region.Accumulator))
        {
            return true;
        }

        if (Operations.Same(symbol, this.region.Element))
        {
            return false;
        }

        foreach (var reference in symbol.DeclaringSyntaxReferences)
        {
            if (IsIn(this.region.Body.Syntax) || this.functions.Any(IsIn)
                || (this.region.Owner is IWhileLoopOperation { Condition: { } condition } && IsIn(condition.Syntax))
                || (this.region.Owner is IForLoopOperation { Condition: { } test } && IsIn(test.Syntax))
                || (this.region.Lambda is { } lambda && IsIn(lambda.Syntax)))
            {
                return false;
            }

            bool IsIn(SyntaxNode node) => node.SyntaxTree == reference.SyntaxTree && node.Span.Contains(reference.Span);
        }

        return !symbol.IsImplicitlyDeclared;
    }

    private int NodeFor(IOperation operation, int into)
    {
        var node = this.graph.NewNode();
        this.facts.Nodes[operation] = node;
        this.graph.Add(node, into);
        return node;
    }

    private void VisitReference(IOperation reference, int into)
    {
        into = this.NodeFor(reference, into);
        if (reference is IPropertyReferenceOperation property)
        {
            this.ReadOwn(property.Instance, property.Property, into);
        }

        if (this.paths.Resolve(reference) is { } path)
        {
            this.VisitIndices(reference, into);
            this.ReadPath(path, into, IsSizeOf(reference), isWhole: true);
            return;
        }

        foreach (var child in reference.ChildOperations)
        {
            this.Visit(child, into);
        }
    }

    // What stands in brackets along a path, and calls that hand on their receiver, are walked for themselves.
    private void VisitIndices(IOperation? reference, int into)
    {
        for (var current = reference; current is not null;)
        {
            current = Operations.Unwrap(current);
            switch (current)
            {
                case IArrayElementReferenceOperation element:
                    foreach (var index in element.Indices)
                    {
                        this.Visit(index, into);
                    }

                    current = element.ArrayReference;
                    break;
                case IPropertyReferenceOperation property:
                    foreach (var argument in property.Arguments)
                    {
                        this.Visit(argument, into);
                    }

                    current = property.Instance;
                    break;
                case IFieldReferenceOperation field:
                    current = field.Instance;
                    break;
                case IInvocationOperation call:
                    this.VisitCall(call, into);
                    return;
                default:
                    return;
            }
        }
    }

    // The number of elements does not change when one of them does.
    private static bool IsSizeOf(IOperation reference) =>
        reference is IPropertyReferenceOperation { Property.Name: "Count" or "Length" or "LongLength" or "IsEmpty", Arguments.Length: 0 };

    private void ReadPath(ObjectPath path, int into, bool isSize, bool isWhole)
    {
        var root = this.RootOf(path.Root);
        var reach = this.ReachOf(path);
        if (path.Root is ITypeSymbol)
        {
            // A bare this: all that this holds, which is known at the end.
            this.thisReads.Add(into);
        }

        if (path.Last is null && isWhole)
        {
            this.graph.Add(root.AnyOf(reach), into);
            return;
        }

        root.Read(root.Value, into, reach);
        root.Read(root.Content, into, isSize && reach is (Reach.All or Reach.PerTurn) ? Reach.Structure : reach);
        for (var part = path.Last; part is not null; part = part.Before)
        {
            root.Read(root.Get(part.Key), into, reach);
        }

        if (isWhole && !isSize && path.Last is { Key: PathPart.Element or ISymbol } && this.IsMutableEnd(path))
        {
            // An object that is handed out whole carries all of its members.
            this.graph.Add(root.AnyOf(reach), into);
        }
    }

    private bool IsMutableEnd(ObjectPath path) => path.Last?.Key switch
    {
        IFieldSymbol field => !Effects.IsImmutable(field.Type),
        IPropertySymbol property => !Effects.IsImmutable(property.Type),
        _ => !Effects.IsImmutable(ElementTypeOf(path.Root)),
    };

    private static ITypeSymbol? ElementTypeOf(ISymbol root)
    {
        var type = root switch
        {
            ILocalSymbol local => local.Type,
            IParameterSymbol parameter => parameter.Type,
            IFieldSymbol field => field.Type,
            IPropertySymbol property => property.Type,
            _ => null,
        };
        return type switch
        {
            IArrayTypeSymbol array => array.ElementType,
            INamedTypeSymbol { TypeArguments.Length: > 0 } named => named.TypeArguments[named.TypeArguments.Length - 1],
            _ => null,
        };
    }

    private static bool IsOwnMember(ISymbol symbol) => symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false };
}

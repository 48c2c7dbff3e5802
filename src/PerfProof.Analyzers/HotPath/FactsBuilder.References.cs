using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Reads and writes of variables, members and elements.</summary>
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

    private void VisitAssignment(ISimpleAssignmentOperation assignment, int into)
    {
        var value = this.graph.NewNode();
        this.Visit(assignment.Value, value);
        this.graph.Add(value, into);
        this.Write(assignment.Target, value, assignment, assignment.Value, KindOf(assignment), isWhole: true);
    }

    private void VisitCompound(ICompoundAssignmentOperation compound, int into)
    {
        var value = this.graph.NewNode();
        this.VisitReferenceOrTarget(compound.Target, value);
        this.Visit(compound.Value, value);
        this.graph.Add(value, into);
        var counts = compound.OperatorKind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract && IsNumeric(compound.Target.Type);
        this.Write(compound.Target, value, compound, compound.Value, counts ? WriteKind.Step : WriteKind.Computed, isWhole: false);
    }

    private void VisitCoalesceAssignment(ICoalesceAssignmentOperation coalesce, int into)
    {
        var value = this.graph.NewNode();
        this.VisitReferenceOrTarget(coalesce.Target, value);
        this.Under(value, () => this.Visit(coalesce.Value, value));
        this.graph.Add(value, into);
        this.Write(coalesce.Target, value, coalesce, coalesce.Value, WriteKind.Computed, isWhole: false);
    }

    private void VisitIncrement(IIncrementOrDecrementOperation increment, int into)
    {
        var value = this.graph.NewNode();
        this.VisitReferenceOrTarget(increment.Target, value);
        this.graph.Add(value, into);
        this.Write(increment.Target, value, increment, null, WriteKind.Count, isWhole: false);
    }

    private void VisitReferenceOrTarget(IOperation target, int into) => this.Visit(Operations.Unwrap(target), into);

    private void VisitDeclarator(IVariableDeclaratorOperation declarator)
    {
        var initializer = (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value;
        if (initializer is null)
        {
            return;
        }

        var value = this.graph.NewNode();
        this.Visit(initializer, value);
        this.WriteVariable(declarator.Symbol, value, declarator, initializer, WriteKind.Computed, isWhole: true);
    }

    private void VisitDeconstruction(IDeconstructionAssignmentOperation deconstruction, int into)
    {
        var whole = this.graph.NewNode();
        this.graph.Add(whole, into);
        if (Operations.Unwrap(deconstruction.Target) is ITupleOperation targets
            && Operations.Unwrap(deconstruction.Value) is ITupleOperation values
            && targets.Elements.Length == values.Elements.Length)
        {
            var nodes = values.Elements.Select(value =>
            {
                var node = this.graph.NewNode();
                this.Visit(value, node);
                this.graph.Add(node, whole);
                return node;
            }).ToList();
            for (var i = 0; i < nodes.Count; i++)
            {
                this.Write(targets.Elements[i], nodes[i], deconstruction, values.Elements[i], WriteKind.Computed, isWhole: true);
            }

            return;
        }

        this.Visit(deconstruction.Value, whole);
        this.Write(deconstruction.Target, whole, deconstruction, null, WriteKind.Computed, isWhole: true);
    }

    private void Write(IOperation target, int value, IOperation operation, IOperation? written, WriteKind kind, bool isWhole)
    {
        switch (Operations.Unwrap(target))
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    this.Write(element, value, operation, null, kind, isWhole);
                }

                return;
            case IDeclarationExpressionOperation declaration:
                this.Write(declaration.Expression, value, operation, written, kind, isWhole);
                return;
            case ILocalReferenceOperation local:
                this.WriteVariable(local.Local, value, operation, written, kind, isWhole);
                return;
            case IParameterReferenceOperation parameter:
                this.WriteVariable(parameter.Parameter, value, operation, written, kind, isWhole);
                return;
            case IMemberReferenceOperation { Instance: IInstanceReferenceOperation { ReferenceKind: InstanceReferenceKind.ImplicitReceiver } }:
                this.graph.Add(value, this.initializers.Count > 0 ? this.initializers.Peek() : None);
                return;
            case var place when this.paths.Resolve(place) is { } path:
                this.VisitIndices(place, None);
                if (path.Last is null)
                {
                    this.WriteVariable(path.Root, value, operation, written, kind, isWhole);
                }
                else
                {
                    this.RootOf(path.Root).IsResized |= place is IPropertyReferenceOperation { Property.IsIndexer: true };
                    this.WriteCell(path, this.RootOf(path.Root).Get(path.Last.Key), value, isComputed: kind != WriteKind.Count);
                    this.Configure(place, path, value);
                }

                return;
            case var other:
                foreach (var child in other.ChildOperations)
                {
                    this.Visit(child, None);
                }

                return;
        }
    }

    // Setting a property of an object that lives longer than the turn may change what its methods do.
    private void Configure(IOperation place, ObjectPath path, int value)
    {
        if (place is IPropertyReferenceOperation { Arguments.Length: 0 } && !path.PerTurn && path.Last is { Before: null })
        {
            this.settings.Add((path.Root, value));
        }
    }

    private void WriteVariable(ISymbol variable, int value, IOperation operation, IOperation? written, WriteKind kind, bool isWhole)
    {
        var root = this.RootOf(variable);
        root.Writes.Add(new(operation, written));
        if (kind == WriteKind.Step && written is not null)
        {
            this.steps.Add((root.Value, written));
        }

        this.WriteCell(new(variable, null, false), root.Value, value, isComputed: kind == WriteKind.Computed);
        if (isWhole)
        {
            this.NoteScope(this.assignedIn, variable);
        }

        this.NoteScope(this.writtenIn, variable);

        if (written is not null && this.paths.Resolve(written) is { } source && !Operations.Same(source.Root, variable) && !Effects.IsImmutable(written.Type))
        {
            root.Aliases.Add(source.Root);
        }
    }

    private void WriteCell(ObjectPath path, Cell cell, int value, bool isComputed)
    {
        var target = path.PerTurn ? cell.WrittenPerTurn : cell.Written;
        cell.IsWritten = true;
        cell.IsComputed |= isComputed;
        this.graph.Add(value, target);
        this.graph.Add(this.control, path.PerTurn ? cell.DecidedPerTurn : cell.Decided, Flow.Control);
    }

    // x = constant and x = x + step are what counters and flags do.
    private static WriteKind KindOf(ISimpleAssignmentOperation assignment)
    {
        if (Operations.IsConstant(assignment.Value))
        {
            return WriteKind.Count;
        }

        return Operations.Unwrap(assignment.Value) is IBinaryOperation { OperatorKind: BinaryOperatorKind.Add or BinaryOperatorKind.Subtract } sum
            && IsNumeric(sum.Type)
            && Operations.VariableOf(sum.LeftOperand) is { } left
            && Operations.Same(left, Operations.VariableOf(assignment.Target))
            && Operations.IsConstant(sum.RightOperand)
                ? WriteKind.Count
                : WriteKind.Computed;
    }

    private static bool IsNumeric(ITypeSymbol? type) =>
        type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_Double };

    private static bool IsOwnMember(ISymbol symbol) => symbol is IFieldSymbol { IsStatic: false } or IPropertySymbol { IsStatic: false };

    private enum WriteKind
    {
        Computed,

        /// <summary>Adds or subtracts something: a counter if that is the same every turn.</summary>
        Step,

        /// <summary>Counts, or sets a constant.</summary>
        Count,
    }
}

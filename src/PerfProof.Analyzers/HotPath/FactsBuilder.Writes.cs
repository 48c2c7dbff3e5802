using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Writes of variables, members and elements.</summary>
internal sealed partial class FactsBuilder
{
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

    private enum WriteKind
    {
        Computed,

        /// <summary>Adds or subtracts something: a counter if that is the same every turn.</summary>
        Step,

        /// <summary>Counts, or sets a constant.</summary>
        Count,
    }
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Constructions, functions, patterns and elements: where new variables get their values; and what can only be said at the end.</summary>
internal sealed partial class FactsBuilder
{
    private void VisitCreation(IOperation creation, int into)
    {
        var node = this.NodeFor(creation, into);
        this.initializers.Push(node);
        foreach (var child in creation.ChildOperations)
        {
            this.Visit(child is IArgumentOperation argument ? argument.Value : child, node);
        }

        this.initializers.Pop();
        if (creation is IObjectCreationOperation { Arguments: var arguments })
        {
            foreach (var argument in arguments)
            {
                if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out })
                {
                    this.Write(argument.Value, node, argument, null, WriteKind.Computed, isWhole: false);
                }
                else if (!Effects.IsImmutable(argument.Value.Type) && creation.Type is { } type && !Effects.IsFramework(type) && this.paths.Resolve(argument.Value) is { } given)
                {
                    this.Touch(this.RootOf(given.Root), given, true);
                }
            }
        }
    }

    private void VisitFunction(IOperation function, int into) => this.graph.Add(this.ResultOf(function, None), into);

    /// <summary>Walks a lambda or local function once, and gives the node of its result.</summary>
    private int ResultOf(IOperation function, int argumentsNode)
    {
        var (symbol, body) = function switch
        {
            IAnonymousFunctionOperation lambda => (lambda.Symbol, (IOperation?)lambda.Body),
            ILocalFunctionOperation local => (local.Symbol, local.Body ?? local.IgnoredBody),
            _ => (null, null),
        };
        var isNew = !this.walkedFunctions.TryGetValue(function, out var result);
        if (isNew)
        {
            this.walkedFunctions.Add(function, result = this.graph.NewNode());
            this.functions.Add(function.Syntax);
        }

        if (symbol is not null)
        {
            foreach (var parameter in symbol.Parameters)
            {
                var cell = this.RootOf(parameter).Value;
                cell.IsWritten = true;
                this.graph.Add(argumentsNode, cell.Written);
            }
        }

        if (isNew)
        {
            var (jumpsBefore, regionJumpsBefore, triesBefore) = (this.jumps, this.regionJumps, this.guardedTries);
            this.functionDepth++;
            this.guardedTries = 0;
            this.returns.Push(result);
            this.Under(None, () => this.Visit(body, None));
            this.returns.Pop();
            this.functionDepth--;
            (this.jumps, this.regionJumps, this.guardedTries) = (jumpsBefore, regionJumpsBefore, triesBefore);
        }

        return result;
    }

    private void VisitPattern(IIsPatternOperation pattern, int into)
    {
        var value = this.graph.NewNode();
        this.Visit(pattern.Value, value);
        this.graph.Add(value, into);
        this.BindPattern(pattern.Pattern, value);
    }

    private void BindPattern(IOperation pattern, int value)
    {
        foreach (var part in pattern.DescendantsAndSelf())
        {
            var declared = part switch
            {
                IDeclarationPatternOperation declaration => declaration.DeclaredSymbol,
                IRecursivePatternOperation recursive => recursive.DeclaredSymbol,
                IListPatternOperation list => list.DeclaredSymbol,
                _ => null,
            };
            if (declared is not null)
            {
                this.WriteVariable(declared, value, part, null, WriteKind.Computed, isWhole: true);
            }
        }
    }

    // The element of a turn is what the collection holds: its structure, not the members of the other elements.
    private void BindElement(ISymbol? element, IOperation? source)
    {
        if (element is null)
        {
            return;
        }

        var root = this.RootOf(element);
        root.Value.IsWritten = true;
        if (this.paths.ResolveSource(source) is { } path)
        {
            var collection = this.RootOf(path.Root);
            collection.Read(collection.Content, root.Value.Written, Reach.Structure);
            collection.Read(collection.Get(PathPart.Element), root.Value.Written, Reach.PerTurn);
        }
    }

    private void Finish()
    {
        foreach (var (cell, step) in this.steps)
        {
            cell.IsComputed |= !Invariance.IsInvariant(this.region, this.facts, step);
        }

        foreach (var root in this.facts.Roots.Values.ToList())
        {
            foreach (var alias in root.Aliases)
            {
                var other = this.RootOf(alias);
                other.IsTouched |= root.IsTouched;
                other.IsResized |= root.IsResized;
                foreach (var cell in root.Cells)
                {
                    if (cell == root.Value || !cell.IsWritten)
                    {
                        continue;
                    }

                    other.Content.IsWritten = true;
                    other.Content.IsComputed |= cell.IsComputed;
                    this.graph.Add(cell.Written, other.Content.Written);
                    this.graph.Add(cell.WrittenPerTurn, other.Content.Written);
                }
            }
        }

        foreach (var (root, value) in this.settings)
        {
            if (this.calledOn.Contains(root) && this.RootOf(root).IsOuter)
            {
                this.graph.Add(value, this.facts.SettingNode);
            }
        }

        foreach (var node in this.thisReads)
        {
            foreach (var root in this.facts.Roots.Values.Where(root => IsOwnMember(root.Symbol)))
            {
                this.graph.Add(root.AnyOf(Reach.All), node);
            }
        }
    }
}

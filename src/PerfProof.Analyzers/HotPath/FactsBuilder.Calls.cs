using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>Calls: what flows into their result, and what they do to the objects that they are given.</summary>
internal sealed partial class FactsBuilder
{
    // Results of the functions being walked, innermost last.
    private readonly Stack<int> returns = new();
    private readonly Dictionary<IOperation, int> walkedFunctions = [];
    private readonly HashSet<ISymbol> calledOn = new(SymbolEqualityComparer.Default);

    private static readonly HashSet<string> outputNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "destination", "destinationArray", "dest", "dst", "output", "outputs",
    };

    private void VisitCall(IInvocationOperation call, int into)
    {
        var method = call.TargetMethod;
        var node = this.NodeFor(call, into);
        var receiverNode = this.graph.NewNode();
        var argumentsNode = this.graph.NewNode();
        var outputs = this.graph.NewNode();
        this.graph.Add(argumentsNode, outputs);
        this.facts.Calls[call] = new(outputs, this.flags);
        this.graph.Add(receiverNode, node);
        this.graph.Add(argumentsNode, node);

        var receiver = call.Instance ?? (method.IsExtensionMethod && call.Arguments.Length > 0 ? Operations.Unwrap(call.Arguments[0].Value) : null);
        this.Visit(receiver, receiverNode);
        var fills = Effects.FillsArguments(method);
        foreach (var argument in call.Arguments)
        {
            if (argument.Value == receiver || (call.Instance is null && method.IsExtensionMethod && argument == call.Arguments[0]))
            {
                continue;
            }

            if (MemberIndex.LambdaIn(argument.Value) is { } lambda)
            {
                // What a lambda is called with comes from the object that calls it, or from beside it.
                this.graph.Add(this.ResultOf(lambda, receiverNode), argumentsNode);
            }
            else if (argument.Parameter?.RefKind == RefKind.Out || this.IsOutput(argument, fills))
            {
                this.VisitIndices(argument.Value, None);
            }
            else
            {
                this.Visit(argument.Value, argumentsNode);
            }
        }

        this.Run(call, node, argumentsNode);
        this.Change(call, receiver, node, argumentsNode, outputs, fills);
        if (Effects.IsInteractive(method))
        {
            this.facts.InteractiveCalls.Add(node);
        }

        if (call.Parent is IAwaitOperation && Effects.Draws(method))
        {
            this.facts.Arrivals.Add(node);
        }

        if (this.guardedTries > 0)
        {
            // Whether what follows in this try block runs at all depends on the call not failing.
            var reached = this.graph.NewNode();
            this.graph.Add(this.control, reached, Flow.Control);
            this.graph.Add(node, reached, Flow.Control);
            this.control = reached;
        }
    }

    private bool IsOutput(IArgumentOperation argument, bool fills) =>
        Effects.IsDataHolder(argument.Value.Type)
        && (fills || (argument.Parameter is { ContainingSymbol: IMethodSymbol method } parameter
            && (parameter.DeclaringSyntaxReferences.IsEmpty
                ? outputNames.Contains(parameter.Name) && IsWritable(parameter.Type)
                : OwnMethods.OnlyFills(method, parameter))));

    private static bool IsWritable(ITypeSymbol type) => type is IArrayTypeSymbol or { SpecialType: SpecialType.System_Array } or INamedTypeSymbol { Name: "Span" or "Memory" };

    // Walks the code behind the call where it is at hand: a local function, a lambda in a local, a method of the same type.
    private void Run(IInvocationOperation call, int node, int argumentsNode)
    {
        var method = call.TargetMethod;
        if (method.MethodKind == MethodKind.LocalFunction)
        {
            if (this.index.BodyOf(method.OriginalDefinition) is { } body)
            {
                this.graph.Add(this.ResultOf(body, argumentsNode), node);
            }
        }
        else if (method.MethodKind == MethodKind.DelegateInvoke)
        {
            if (call.Instance is { } instance && Operations.VariableOf(instance) is { } variable && this.index.BodyOf(variable) is { } body)
            {
                this.graph.Add(this.ResultOf(body, argumentsNode), node);
            }
        }
        else if (call.Instance is IInstanceReferenceOperation || (method.IsStatic && !method.IsExtensionMethod && Operations.Same(method.ContainingType, this.region.ContainingType)))
        {
            this.CallOwn(method, node, argumentsNode);
        }
    }

    private void CallOwn(IMethodSymbol method, int node, int argumentsNode)
    {
        if (method.DeclaringSyntaxReferences.IsEmpty)
        {
            // Of a library's base class: it cannot see the fields of this type.
            return;
        }

        var own = OwnMethods.Of(method);
        this.facts.IsThisTouched |= own.IsUnknown;
        foreach (var root in this.OwnRoots(method.ContainingType, own.Reads))
        {
            this.graph.Add(root.AnyOf(Reach.All), node);
        }

        foreach (var root in this.OwnRoots(method.ContainingType, own.Assigned))
        {
            root.Writes.Add(new(this.region.Owner, null));
            root.IsTouched = root.IsResized = true;
            this.WriteCell(new(root.Symbol, null, false), root.Value, argumentsNode, isComputed: true);
        }

        foreach (var root in this.OwnRoots(method.ContainingType, own.Changed))
        {
            root.IsTouched = root.IsResized = true;
            this.WriteCell(new(root.Symbol, null, false), root.Content, argumentsNode, isComputed: true);
        }
    }

    private IEnumerable<Root> OwnRoots(INamedTypeSymbol type, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            foreach (var member in type.GetMembers(name))
            {
                if (member is IFieldSymbol { IsConst: false } or IPropertySymbol { IsIndexer: false })
                {
                    yield return this.RootOf(member.OriginalDefinition);
                }
            }
        }
    }

    // A property of this with a body reads what its body reads.
    private void ReadOwn(IOperation? instance, IPropertySymbol property, int into)
    {
        if (instance is not (null or IInstanceReferenceOperation) || property.GetMethod is not { } getter
            || getter.DeclaringSyntaxReferences.IsEmpty || !Operations.Same(property.ContainingType, this.region.ContainingType))
        {
            return;
        }

        foreach (var root in this.OwnRoots(property.ContainingType, OwnMethods.Of(getter).Reads))
        {
            if (!Operations.Same(root.Symbol, property))
            {
                this.graph.Add(root.AnyOf(Reach.All), into);
            }
        }
    }

    private void Change(IInvocationOperation call, IOperation? receiver, int node, int argumentsNode, int outputs, bool fills)
    {
        var method = call.TargetMethod;
        var isDelegate = method.MethodKind == MethodKind.DelegateInvoke;
        var isFramework = !isDelegate && method.ContainingType is { } type && Effects.IsFramework(type);
        if (!isDelegate && receiver is not null and not IInstanceReferenceOperation && !Effects.IsImmutable(receiver.Type) && this.paths.Resolve(receiver) is { } path)
        {
            var root = this.RootOf(path.Root);
            this.calledOn.Add(path.Root);
            var isRead = Effects.OnlyReadsReceiver(method) || OwnMethods.LeavesItsObject(method);
            this.Touch(root, path, !isRead);
            if (!isRead && Effects.ChangesReceiver(call))
            {
                var hasData = call.Arguments.Length > (call.Instance is null ? 1 : 0);
                this.WriteCell(path, ChangedCell(root, path), argumentsNode, isComputed: hasData || !Effects.Draws(method));
                if (method.Name is "Clear" or "Reset" && !hasData && path.Last is null)
                {
                    this.NoteScope(this.assignedIn, path.Root);
                }
            }
        }

        var isVoid = call.Type is null or { SpecialType: SpecialType.System_Void } or INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.Length: 0 };
        var isPure = Effects.IsPure(method);
        var canChangeOthers = !isPure && (call.Instance is null || call.Instance is IInstanceReferenceOperation || isDelegate);
        foreach (var argument in call.Arguments)
        {
            if (argument.Parameter is { RefKind: RefKind.Ref or RefKind.Out })
            {
                this.Write(argument.Value, node, argument, null, WriteKind.Computed, isWhole: argument.Parameter.RefKind == RefKind.Out);
                continue;
            }

            if (Operations.Unwrap(argument.Value) == receiver || isPure || Effects.IsImmutable(argument.Value.Type) || this.paths.Resolve(argument.Value) is not { } given)
            {
                continue;
            }

            var root = this.RootOf(given.Root);
            if (!isFramework)
            {
                this.calledOn.Add(given.Root);
            }

            if (argument.Parameter is { } parameter && OwnMethods.LeavesParameter(method, parameter))
            {
                continue;
            }

            var holdsData = Effects.IsDataHolder(argument.Value.Type);
            this.Touch(root, given, !isFramework || (holdsData && !method.IsExtensionMethod && IsWritable(argument.Parameter?.Type ?? argument.Value.Type!)));
            if (holdsData && this.IsOutput(argument, fills))
            {
                this.WriteCell(given, ChangedCell(root, given), node, isComputed: true);
            }
            else if (holdsData && isVoid && !isFramework)
            {
                // A void call gives its result through what it is given.
                this.WriteCell(given, ChangedCell(root, given), outputs, isComputed: true);
            }
            else if (!isFramework && canChangeOthers && Effects.IsDiscarded(call))
            {
                this.WriteCell(given, ChangedCell(root, given), argumentsNode, isComputed: true);
            }
        }
    }

    // What is called on doc.Chunks, or on docs[i], leaves the rest of doc, and the number of docs, as they were.
    private static Cell ChangedCell(Root root, ObjectPath path) => path.Last is null ? root.Content : root.Get(path.Last.Key);

    private void Touch(Root root, ObjectPath path, bool isTouched)
    {
        root.IsTouched |= isTouched;
        root.IsResized |= isTouched && path.Last?.Key is not PathPart.Element;
    }
}

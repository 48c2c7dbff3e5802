using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// What must be known of the whole member around a region: local functions and lambdas by name, how often a local is assigned,
/// and which locals an inner function writes. Made once per member, in one pass.
/// </summary>
internal sealed class MemberIndex
{
    private static readonly ConditionalWeakTable<IOperation, MemberIndex> memo = new();

    private readonly Dictionary<ISymbol, Variable> variables = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, ILocalFunctionOperation> functions = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, IOperation> collections = new(SymbolEqualityComparer.Default);
    private readonly Dictionary<ISymbol, List<IOperation?>> uses = new(SymbolEqualityComparer.Default);

    private MemberIndex(IOperation root)
    {
        var pending = new Stack<(IOperation Operation, IOperation? Function)>();
        pending.Push((root, null));
        while (pending.Count > 0)
        {
            var (operation, function) = pending.Pop();
            this.Add(operation, function);
            var inner = operation is IAnonymousFunctionOperation or ILocalFunctionOperation ? operation : function;
            foreach (var child in operation.ChildOperations)
            {
                pending.Push((child, inner));
            }
        }
    }

    /// <summary>The index of the member that an operation belongs to.</summary>
    public static MemberIndex Of(IOperation operation) =>
        memo.GetValue(Operations.RootOf(operation), static root => new MemberIndex(root));

    /// <summary>The value that a local is given in its declaration, where that is its only assignment; null otherwise.</summary>
    public IOperation? OnlyValueOf(ISymbol local) =>
        this.variables.TryGetValue(local, out var variable) && variable.Writes == 1 ? variable.Initializer : null;

    /// <summary>The values that a local is given; empty when some are not known.</summary>
    public ImmutableArray<IOperation> ValuesOf(ISymbol local) =>
        this.variables.TryGetValue(local, out var variable) && variable.Values.Count == variable.Writes
            ? variable.Values.ToImmutableArray()
            : ImmutableArray<IOperation>.Empty;

    /// <summary>The collection whose elements a <c>foreach</c> puts into this local; null for any other variable.</summary>
    public IOperation? CollectionOf(ISymbol local) => this.collections.TryGetValue(local, out var collection) ? collection : null;

    /// <summary>Whether a lambda or local function writes this variable of the function around it.</summary>
    public bool IsWrittenByInnerFunction(ISymbol variable) =>
        this.variables.TryGetValue(variable, out var found) && found.WrittenInside;

    /// <summary>The body that an invocation of this local function, or of this local holding a lambda, runs.</summary>
    public IOperation? BodyOf(ISymbol function)
    {
        if (this.functions.TryGetValue(function, out var declared))
        {
            return declared;
        }

        return this.OnlyValueOf(function) is { } value && LambdaIn(value) is { } lambda ? lambda : null;
    }

    /// <summary>
    /// The calls of a local function, or of a lambda that a local holds, which is called by name only, never handed on and not
    /// from within; empty for any other.
    /// </summary>
    public IReadOnlyList<IOperation> CallsOf(ISymbol function, IOperation body)
    {
        if (!this.uses.TryGetValue(function, out var sites) || (function is ILocalSymbol && this.OnlyValueOf(function) is null))
        {
            return [];
        }

        var calls = new List<IOperation>();
        foreach (var site in sites)
        {
            if (site is null || Operations.IsWithin(site, body))
            {
                return [];
            }

            calls.Add(site);
        }

        return calls;
    }

    /// <summary>The lambda behind a value, through the creation of its delegate.</summary>
    public static IAnonymousFunctionOperation? LambdaIn(IOperation value) => Operations.Unwrap(value) switch
    {
        IAnonymousFunctionOperation lambda => lambda,
        IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } => lambda,
        _ => null,
    };

    private void Add(IOperation operation, IOperation? function)
    {
        switch (operation)
        {
            case ILocalFunctionOperation local:
                this.functions[local.Symbol] = local;
                break;
            case IInvocationOperation { TargetMethod.MethodKind: MethodKind.LocalFunction } call:
                this.Use(call.TargetMethod.OriginalDefinition, call);
                break;
            case IMethodReferenceOperation { Method.MethodKind: MethodKind.LocalFunction } reference:
                this.Use(reference.Method.OriginalDefinition, null);
                break;
            case ILocalReferenceOperation { IsDeclaration: false, Type.TypeKind: TypeKind.Delegate, Parent: var user } reference:
                this.Use(reference.Local, user is IInvocationOperation invocation && invocation.Instance == operation ? invocation : null);
                break;
            case IForEachLoopOperation { Locals.Length: 1 } each:
                this.collections[each.Locals[0]] = each.Collection;
                break;
            case IVariableDeclaratorOperation declarator:
                var variable = this.Get(declarator.Symbol, function);
                variable.Function = function;
                if ((declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is { } value)
                {
                    variable.Initializer = value;
                    variable.Values.Add(value);
                    variable.Writes++;
                }

                break;
            case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment:
                this.Write(target, function);
                this.Get(target.Local, function).Values.Add(assignment.Value);
                break;
            case ISimpleAssignmentOperation or ICompoundAssignmentOperation or ICoalesceAssignmentOperation or IDeconstructionAssignmentOperation:
                this.Write(((IAssignmentOperation)operation).Target, function);
                break;
            case IIncrementOrDecrementOperation increment:
                this.Write(increment.Target, function);
                break;
            case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument:
                this.Write(argument.Value, function);
                break;
            case IAddressOfOperation address:
                this.Write(address.Reference, function);
                break;
        }
    }

    private void Use(ISymbol function, IOperation? site)
    {
        if (!this.uses.TryGetValue(function, out var sites))
        {
            this.uses.Add(function, sites = []);
        }

        sites.Add(site);
    }

    private void Write(IOperation target, IOperation? function)
    {
        switch (Operations.Unwrap(target))
        {
            case ITupleOperation tuple:
                foreach (var element in tuple.Elements)
                {
                    this.Write(element, function);
                }

                break;
            case IDeclarationExpressionOperation declaration:
                this.Write(declaration.Expression, function);
                break;
            case ILocalReferenceOperation local:
                var variable = this.Get(local.Local, function);
                variable.Function = local.IsDeclaration ? function : variable.Function;
                Count(variable, !local.IsDeclaration && IsOutside(local.Local, function));
                break;
            case IParameterReferenceOperation parameter:
                Count(this.Get(parameter.Parameter, function), IsOutside(parameter.Parameter, function));
                break;
        }
    }

    private static void Count(Variable variable, bool inside)
    {
        variable.Writes++;
        variable.WrittenInside |= inside;
    }

    private static bool IsOutside(ISymbol variable, IOperation? function) =>
        function switch
        {
            IAnonymousFunctionOperation lambda => !Operations.Same(variable.ContainingSymbol, lambda.Symbol),
            ILocalFunctionOperation local => !Operations.Same(variable.ContainingSymbol, local.Symbol),
            _ => false,
        };

    private Variable Get(ISymbol symbol, IOperation? function)
    {
        if (!this.variables.TryGetValue(symbol, out var variable))
        {
            this.variables.Add(symbol, variable = new Variable { Function = function });
        }

        return variable;
    }

    private sealed class Variable
    {
        public int Writes { get; set; }

        public IOperation? Initializer { get; set; }

        public List<IOperation> Values { get; } = [];

        public IOperation? Function { get; set; }

        public bool WrittenInside { get; set; }
    }
}

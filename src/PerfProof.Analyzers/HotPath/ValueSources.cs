using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// What a value is made from, followed through the locals of its function: whether it would be the same if it were made again, on
/// another turn or in another call.
/// </summary>
internal sealed class ValueSources
{
    private const int MaxDepth = 32;

    // Static members of the base library that give the same for the same arguments while a program runs, as far as anybody relies on it.
    private static readonly HashSet<string> steadyTypes = new(StringComparer.Ordinal)
    {
        "System.IO.Path", "System.IO.File", "System.IO.Directory", "System.Environment", "System.AppContext", "System.AppDomain", "System.Convert", "System.Math",
        "System.Text.Encoding", "System.Reflection.Assembly", "System.String", "System.Uri", "System.TimeSpan",
    };

    private static readonly string[] movingNames = ["Next", "Random", "NewGuid", "Now", "UtcNow", "Today", "ReadLine", "ReadKey", "Dequeue", "Pop", "Take", "Read", "Receive", "Prompt", "Ask", "Pick", "Rent", "GetTemp", "GetRandom", "MoveNext", "Current"];

    private readonly HotRegion? region;
    private readonly FunctionOf function;
    private readonly HashSet<ISymbol> seen = new(SymbolEqualityComparer.Default);
    private readonly HashSet<IParameterSymbol> parameters = new(SymbolEqualityComparer.Default);

    private ValueSources(HotRegion? region, FunctionOf function)
    {
        this.region = region;
        this.function = function;
    }

    /// <summary>The parameters of the function that the values are made from.</summary>
    public IReadOnlyCollection<IParameterSymbol> Parameters => this.parameters;

    /// <summary>Whether the values are made from parameters and from what stays the same only.</summary>
    public bool IsSteady { get; private set; }

    /// <summary>What the values are made from where they are made once per call of the function.</summary>
    public static ValueSources OfCall(FunctionOf function, IEnumerable<IOperation?> values) => Of(null, function, values);

    /// <summary>What the values are made from where they are made on every turn of the region.</summary>
    public static ValueSources OfTurn(HotRegion region, FunctionOf function, IEnumerable<IOperation?> values) => Of(region, function, values);

    private static ValueSources Of(HotRegion? region, FunctionOf function, IEnumerable<IOperation?> values)
    {
        var sources = new ValueSources(region, function);
        sources.IsSteady = values.All(value => sources.Visit(value, 0));
        return sources;
    }

    private bool Visit(IOperation? value, int depth)
    {
        if (value is null || value.ConstantValue.HasValue)
        {
            return true;
        }

        if (depth > MaxDepth)
        {
            return false;
        }

        switch (value)
        {
            case ILocalReferenceOperation local:
                return this.VisitLocal(local, depth);
            case IParameterReferenceOperation parameter:
                return this.VisitParameter(parameter);
            case IFieldReferenceOperation field:
                return this.VisitMember(field.Field, field.Instance, depth);
            case IPropertyReferenceOperation property:
                return !IsMoving(property.Property.Name) && this.VisitAll(property.Arguments, depth) && this.VisitMember(property.Property, property.Instance, depth);
            case IInvocationOperation call:
                return this.VisitCall(call, depth);
            case IInstanceReferenceOperation or IConditionalAccessInstanceOperation:
                return true;
            case IAnonymousFunctionOperation lambda:
                // options => options.X = captured
                return Operations.Inline(lambda.Body).All(inner => inner is not (ILocalReferenceOperation or IParameterReferenceOperation)
                    || IsOwn(lambda, inner) || this.Visit(inner, depth + 1));
            case IInvalidOperation or IDynamicInvocationOperation or IIncrementOrDecrementOperation:
                return false;
            default:
                return this.VisitAll(value.ChildOperations, depth);
        }
    }

    private bool VisitAll(IEnumerable<IOperation> values, int depth) => values.All(value => this.Visit(value, depth + 1));

    private bool VisitLocal(ILocalReferenceOperation reference, int depth)
    {
        var local = reference.Local;
        if (this.region is { } turns)
        {
            if (turns.IsInvariant(reference))
            {
                return true;
            }

            if (!IsDeclaredIn(local, turns.Body))
            {
                return false;
            }
        }

        if (!this.seen.Add(local))
        {
            return true;
        }

        var values = MemberIndex.Of(reference).ValuesOf(local);
        return !values.IsEmpty
            && values.All(value => this.Visit(value, depth + 1))
            && this.function.Body.DescendantsAndSelf().All(use => !Changes(use, local) || this.VisitAll(ArgumentsOf(use), depth));
    }

    private bool VisitParameter(IParameterReferenceOperation reference)
    {
        if (Operations.Same(reference.Parameter.ContainingSymbol, this.function.Symbol))
        {
            if (this.region is { } turns && !turns.IsInvariant(reference))
            {
                return false;
            }

            this.parameters.Add(reference.Parameter);
            return true;
        }

        // Of a lambda or local function: an element, or whatever its caller has.
        return this.region?.IsInvariant(reference) == true;
    }

    private bool VisitMember(ISymbol member, IOperation? instance, int depth)
    {
        if (instance is not (null or IInstanceReferenceOperation) && !this.Visit(instance, depth + 1))
        {
            return false;
        }

        if (member is IFieldSymbol { IsConst: true } or IFieldSymbol { IsReadOnly: true } || !this.seen.Add(member))
        {
            return true;
        }

        // What is assigned here counts as it does for a local: the path that was just given, the next of a list. In a loop, what
        // was assigned before it stays.
        var scope = this.region?.Body ?? this.function.Body;
        foreach (var part in scope.DescendantsAndSelf())
        {
            switch (part)
            {
                case ISimpleAssignmentOperation assignment when Names(assignment.Target, member):
                    if (!this.Visit(assignment.Value, depth + 1))
                    {
                        return false;
                    }

                    break;
                case ICompoundAssignmentOperation assignment when Names(assignment.Target, member):
                case IIncrementOrDecrementOperation increment when Names(increment.Target, member):
                case IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } argument when Names(argument.Value, member):
                    return false;
            }
        }

        return true;
    }

    private bool VisitCall(IInvocationOperation call, int depth)
    {
        var method = call.TargetMethod;
        if (IsMoving(method.Name) && !(method.IsStatic && IsSteadyType(method.ContainingType)))
        {
            return false;
        }

        // A method with nothing but what is steady: of this object, of something steady, or static.
        return this.Visit(call.Instance, depth + 1) && this.VisitAll(call.Arguments.Where(argument => argument.Parameter?.RefKind != RefKind.Out).Select(argument => argument.Value), depth);
    }

    private static bool IsSteadyType(INamedTypeSymbol type) => steadyTypes.Contains(Effects.FullName(type));

    private static bool IsMoving(string name) => movingNames.Any(moving => name.StartsWith(moving, StringComparison.Ordinal));

    private static bool IsOwn(IAnonymousFunctionOperation lambda, IOperation reference) =>
        Operations.VariableOf(reference) is { } symbol
        && symbol.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == lambda.Syntax.SyntaxTree && lambda.Syntax.Span.Contains(declaration.Span));

    private static bool IsDeclaredIn(ISymbol symbol, IOperation body) =>
        symbol.DeclaringSyntaxReferences.Any(declaration => declaration.SyntaxTree == body.Syntax.SyntaxTree && body.Syntax.Span.Contains(declaration.Span));

    private static bool Names(IOperation target, ISymbol member) => Operations.Same(Operations.VariableOf(target), member);

    // options.Append(x); options.Threads = x; list[i] = x
    private static bool Changes(IOperation use, ISymbol local) => use switch
    {
        IInvocationOperation { Instance: { } instance } => Operations.Same(Operations.VariableOf(instance), local),
        ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Instance: { } instance } } => Operations.Same(Operations.VariableOf(instance), local),
        ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation element } => Operations.Same(Operations.VariableOf(element.ArrayReference), local),
        _ => false,
    };

    private static IEnumerable<IOperation> ArgumentsOf(IOperation use) => use switch
    {
        IInvocationOperation call => call.Arguments.Select(argument => argument.Value),
        ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: { IsEmpty: false } indices }, Value: var value } => indices.Select(index => index.Value).Append(value),
        ISimpleAssignmentOperation { Target: IArrayElementReferenceOperation element, Value: var value } => element.Indices.Append(value),
        ISimpleAssignmentOperation assignment => [assignment.Value],
        _ => [],
    };
}

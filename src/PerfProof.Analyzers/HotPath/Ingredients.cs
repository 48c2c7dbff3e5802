using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>
/// What a value is made from, as far as a piece of code says: through locals, fields of <c>this</c>, buffers that a call or an indexer fills,
/// and the parameters of lambdas. Wide, since it takes every write for one that may count; it proves that something is <em>not</em> among
/// the ingredients, and makes it likely that something is.
/// </summary>
internal sealed class Ingredients
{
    private static readonly ConditionalWeakTable<IOperation, Ingredients> memo = new();

    private readonly Dictionary<ISymbol, List<(IOperation Value, IOperation? Call)>> feeders = new(SymbolEqualityComparer.Default);

    private Ingredients(IOperation body)
    {
        foreach (var operation in body.DescendantsAndSelf())
        {
            this.Add(operation);
        }
    }

    /// <summary>The ingredients of values in a body: of a loop, a lambda or a method.</summary>
    public static Ingredients In(IOperation body) => memo.GetValue(body, static body => new Ingredients(body));

    /// <summary>
    /// Every local, parameter and field of <c>this</c> that goes into these values, and every call on the way. What a call does with its
    /// arguments is left out for the call <paramref name="apart"/>, of which they are the input.
    /// </summary>
    public (HashSet<ISymbol> Symbols, HashSet<IOperation> Calls) Of(IEnumerable<IOperation> values, IOperation? apart = null)
    {
        var symbols = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var calls = new HashSet<IOperation>();
        var pending = new Stack<IOperation>(values);
        while (pending.Count > 0)
        {
            foreach (var part in pending.Pop().DescendantsAndSelf())
            {
                if (part is IInvocationOperation)
                {
                    calls.Add(part);
                }

                if (SymbolOf(part) is { } symbol && symbols.Add(symbol) && this.feeders.TryGetValue(symbol, out var writes))
                {
                    foreach (var (value, call) in writes)
                    {
                        if (call is null || call != apart)
                        {
                            pending.Push(value);
                        }
                    }
                }
            }
        }

        return (symbols, calls);
    }

    /// <summary>Whether a new value of the variable is made from an old one: <c>latents = Step(latents)</c>, <c>offset += length</c>.</summary>
    public bool IsMadeFromItself(ISymbol variable) =>
        this.feeders.TryGetValue(variable, out var writes) && this.Of(writes.Where(write => write.Call is null).Select(write => write.Value)).Symbols.Contains(variable);

    private void Add(IOperation operation)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer)?.Value is { } value:
                this.Feed(declarator.Symbol, value);
                break;
            case IAssignmentOperation assignment:
                foreach (var target in TargetsOf(assignment.Target))
                {
                    this.Feed(target, assignment.Value);
                    if (assignment is ICompoundAssignmentOperation)
                    {
                        this.Feed(target, assignment.Target);
                    }
                }

                break;
            case IForEachLoopOperation loop:
                foreach (var local in loop.Locals)
                {
                    this.Feed(local, loop.Collection);
                }

                break;
            case IIsPatternOperation match:
                foreach (var pattern in match.Pattern.DescendantsAndSelf().OfType<IDeclarationPatternOperation>())
                {
                    if (pattern.DeclaredSymbol is { } declared)
                    {
                        this.Feed(declared, match.Value);
                    }
                }

                break;
            case IInvocationOperation call:
                var given = call.Arguments.Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue).Select(argument => argument.Value);
                this.AddCall(call, call.Instance is { } instance ? [instance, .. given] : [.. given]);
                break;
            case IInvalidOperation unknown:
                // A call of a library that is not there.
                this.AddCall(unknown, [.. unknown.ChildOperations]);
                break;
        }
    }

    // What is handed to a call together may flow from one to the other: Fill(tensor, image), list.Add(value), image.Rows(row => ...).
    private void AddCall(IOperation call, List<IOperation> given)
    {
        foreach (var one in given)
        {
            var lambda = MemberIndex.LambdaIn(one);
            foreach (var target in lambda is not null ? lambda.Symbol.Parameters : CanBeFilled(one, call) ? TargetsOf(one) : [])
            {
                foreach (var other in given)
                {
                    // What a lambda does with the variables of the method stands in its own operations.
                    if (other != one && (lambda is not null || MemberIndex.LambdaIn(other) is null))
                    {
                        this.Feed(target, other, call);
                    }
                }
            }
        }
    }

    // A member that hands back something of its own (session.Run(inputs), x.to(device)) is taken to leave the rest as it is.
    private static bool CanBeFilled(IOperation value, IOperation call) =>
        value is IDeclarationExpressionOperation or { Parent: IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out } }
        || (ReturnsNothingOfItsOwn(call, value)
            && value.Type is { IsReferenceType: true, SpecialType: not SpecialType.System_String } or ITypeParameterSymbol or INamedTypeSymbol { IsRefLikeType: true } or { Name: "Memory" });

    private static bool ReturnsNothingOfItsOwn(IOperation call, IOperation value) =>
        call is IInvalidOperation
        || call.Type is null or { SpecialType: SpecialType.System_Void or SpecialType.System_Boolean or SpecialType.System_Int32 or SpecialType.System_Int64 } or { Name: "Task" or "ValueTask" }
        || (call is IInvocationOperation { Instance: { } receiver } && value == receiver && SymbolEqualityComparer.Default.Equals(call.Type, value.Type));

    private void Feed(ISymbol symbol, IOperation value, IOperation? call = null)
    {
        if (!this.feeders.TryGetValue(symbol, out var writes))
        {
            this.feeders.Add(symbol, writes = []);
        }

        writes.Add((value, call));
    }

    // buffer[i] = x, item.Vector = x and buffer.AsSpan() all fill what they begin with.
    private static IEnumerable<ISymbol> TargetsOf(IOperation target)
    {
        while (true)
        {
            target = Operations.Unwrap(target);
            if (SymbolOf(target) is { } symbol)
            {
                return [symbol];
            }

            switch (target)
            {
                case ITupleOperation tuple:
                    return tuple.Elements.SelectMany(TargetsOf);
                case IDeclarationExpressionOperation declaration:
                    target = declaration.Expression;
                    break;
                case IArrayElementReferenceOperation element:
                    target = element.ArrayReference;
                    break;
                case IMemberReferenceOperation { Instance: { } holder }:
                    target = holder;
                    break;
                case IInvocationOperation { Instance: { } holder }:
                    target = holder;
                    break;
                case IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments.Length: > 0 } extension:
                    target = extension.Arguments[0].Value;
                    break;
                default:
                    return [];
            }
        }
    }

    private static ISymbol? SymbolOf(IOperation operation) => operation switch
    {
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IFieldReferenceOperation { Instance: null or IInstanceReferenceOperation } field => field.Field,
        IPropertyReferenceOperation { Instance: null or IInstanceReferenceOperation, Arguments.Length: 0 } property => property.Property,
        _ => null,
    };
}

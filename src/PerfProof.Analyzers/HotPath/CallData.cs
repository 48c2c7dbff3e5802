using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>What of a function is the data of one call: its parameters, and what is made from them on the way.</summary>
internal sealed class CallData
{
    private const int MaxPasses = 6;

    private static readonly string[] contextNames = ["Options", "Config", "Configuration", "Settings", "Parameters", "Context", "Provider", "Factory", "Logger", "Builder", "Services"];

    private readonly HashSet<ISymbol> carriers = new(SymbolEqualityComparer.Default);
    private readonly IOperation body;

    private CallData(IOperation body) => this.body = body;

    /// <summary>Follows the parameters that hold data, all but <paramref name="except"/>, through the function; with the elements of its loops if so wanted.</summary>
    public static CallData Of(FunctionOf function, IReadOnlyCollection<ISymbol> except, bool withElements = false)
    {
        var data = new CallData(function.Body);
        if (withElements)
        {
            data.carriers.UnionWith(function.Body.DescendantsAndSelf().OfType<IForEachLoopOperation>().SelectMany(loop => loop.Locals));
        }

        foreach (var parameter in function.Symbol.Parameters)
        {
            if (IsData(parameter.Type) && !except.Contains(parameter, SymbolEqualityComparer.Default))
            {
                data.carriers.Add(parameter);
            }
        }

        for (var pass = 0; pass < MaxPasses && data.carriers.Count > 0; pass++)
        {
            var before = data.carriers.Count;
            foreach (var operation in data.body.DescendantsAndSelf())
            {
                data.Spread(operation, except);
            }

            if (data.carriers.Count == before)
            {
                break;
            }
        }

        return data;
    }

    /// <summary>Whether one of the calls works on the data: is given it, or something made from it.</summary>
    public bool Reaches(IEnumerable<IOperation> calls) => calls.Any(call => call switch
    {
        IInvocationOperation invocation => invocation.Arguments.Any(argument => this.Mentions(argument.Value)),
        IObjectCreationOperation creation => creation.Arguments.Any(argument => this.Mentions(argument.Value)),
        _ => false,
    });

    private void Spread(IOperation operation, IReadOnlyCollection<ISymbol> except)
    {
        switch (operation)
        {
            case IVariableDeclaratorOperation declarator when (declarator.Initializer ?? (declarator.Parent as IVariableDeclarationOperation)?.Initializer) is { } initializer && this.Mentions(initializer):
                Add(declarator.Symbol);
                break;
            case IForEachLoopOperation loop when this.Mentions(loop.Collection):
                foreach (var local in loop.Locals)
                {
                    Add(local);
                }

                break;
            case IAssignmentOperation assignment when this.Mentions(assignment.Value):
                AddAll(assignment.Target);
                break;
            case IInvocationOperation call when this.Mentions(call):
                // inputs.Add(x); Normalise(image, tensor); dictionary.TryGetValue(x, out var y); x.CopyTo(y)
                if (call.Instance is { } instance)
                {
                    AddAll(instance);
                }

                foreach (var argument in call.Arguments)
                {
                    if (argument.Parameter is not { RefKind: RefKind.None, Type: { IsValueType: true, IsRefLikeType: false } })
                    {
                        AddAll(argument.Value);
                    }
                }

                break;
        }

        void Add(ISymbol? symbol)
        {
            if (symbol is not null && !except.Contains(symbol, SymbolEqualityComparer.Default))
            {
                this.carriers.Add(symbol);
            }
        }

        void AddAll(IOperation target)
        {
            foreach (var part in target.DescendantsAndSelf())
            {
                Add(part is ILocalReferenceOperation or IFieldReferenceOperation ? Operations.VariableOf(part) : null);
            }
        }
    }

    private bool Mentions(IOperation operation) =>
        operation.DescendantsAndSelf().Any(part =>
            part is ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation
            && Operations.VariableOf(part) is { } symbol && this.carriers.Contains(symbol));

    // What a method is given to work with rather than on: tokens, flags, loggers, services, settings, delegates.
    private static bool IsData(ITypeSymbol type) =>
        type.TypeKind is not (TypeKind.Delegate or TypeKind.Enum)
        && type.SpecialType is not SpecialType.System_Boolean
        && type.Name is not ("CancellationToken" or "EventArgs" or "HttpContext" or "ILogger" or "IProgress")
        && !type.Name.EndsWith("EventArgs", StringComparison.Ordinal)
        && (type.SpecialType != SpecialType.System_Object)
        && !contextNames.Any(name => type.Name.EndsWith(name, StringComparison.Ordinal));
}

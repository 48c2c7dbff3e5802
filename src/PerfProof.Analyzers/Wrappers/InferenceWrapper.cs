using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.HotPath;

namespace PerfProof.Wrappers;

/// <summary>
/// Decides whether a method around the call of a model is one for an item of its own: it prepares what it is given, runs the model once, and
/// makes something of the result. A method that decodes step by step, or remembers the answer for the next call, is none.
/// </summary>
internal static class InferenceWrapper
{
    /// <summary>Ordinals of the parameters that go into the model; null where the method is no wrapper.</summary>
    /// <param name="operation">The call of the model, or of another wrapper.</param>
    /// <param name="inputs">What it is given.</param>
    /// <param name="body">The body that it stands in.</param>
    /// <param name="function">The method of that body.</param>
    public static ImmutableArray<int>? Of(IOperation operation, IEnumerable<IOperation> inputs, SyntaxNode body, ISymbol function)
    {
        if (function is IMethodSymbol { MethodKind: MethodKind.Constructor }
            || (HotRegion.Enclosing(operation) is { } region && body.Span.Contains(region.Owner.Syntax.Span) && !region.IsRetry))
        {
            return null;
        }

        var (symbols, calls) = Ingredients.In(Operations.RootOf(operation)).Of(inputs, operation);
        if (calls.Contains(operation))
        {
            return null;
        }

        var fed = symbols.OfType<IParameterSymbol>()
            .Where(parameter => SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function) && !WrapperBodies.IsPassenger(parameter.Type))
            .Select(parameter => parameter.Ordinal)
            .OrderBy(ordinal => ordinal)
            .ToImmutableArray();
        return fed.IsEmpty ? null : fed;
    }

    /// <summary>What the model is given: the value of the input where it is known, otherwise every argument that is written.</summary>
    public static IEnumerable<IOperation> InputsOf(RoleMatch match) =>
        match.InputValue is { } input ? [input]
        : match.Operation is IInvocationOperation call
            ? call.Arguments
                .Where(argument => argument.ArgumentKind != ArgumentKind.DefaultValue && !(call.TargetMethod.IsExtensionMethod && argument == call.Arguments[0]))
                .Select(argument => argument.Value)
            : [];
}

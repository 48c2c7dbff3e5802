using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace PerfProof.HotPath;

/// <summary>What makes code run again and again.</summary>
public enum RepetitionKind
{
    /// <summary>A loop, or a lambda that is called per element, here or around a call of the method.</summary>
    Turn,

    /// <summary>A request to a server.</summary>
    Request,

    /// <summary>An event: somebody clicks, a device reports.</summary>
    Event,
}

/// <summary>One way in which code comes to run again and again.</summary>
/// <param name="Kind">What repeats it.</param>
/// <param name="Region">The loop, for <see cref="RepetitionKind.Turn"/>; null otherwise.</param>
/// <param name="Site">The operation that stands in the loop or handler: the one asked about, or the call that leads to it.</param>
/// <param name="Path">The methods between <paramref name="Site"/> and the operation asked about, outermost first; empty when it stands there itself.</param>
public sealed record Repetition(RepetitionKind Kind, HotRegion? Region, IOperation Site, ImmutableArray<IMethodSymbol> Path);

/// <summary>
/// How often code runs, as far as the compilation shows: in a loop, for each request or event, in a method that is called so from
/// elsewhere. Nothing is assumed: what is not seen to repeat gives no answer.
/// </summary>
public static class CallFrequency
{
    private const int MaxDepth = 4;

    /// <summary>The ways in which the operation comes to run again and again, nearest first. Tests and measurements repeat nothing.</summary>
    public static IEnumerable<Repetition> Of(CompilationModel model, IOperation operation) =>
        Of(model, operation, ImmutableArray<IMethodSymbol>.Empty, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    /// <summary>
    /// Whether the method may well be called again and again although no loop or handler is seen to do so: somebody outside can call it,
    /// or something that may itself. Entry points, constructors, set-up, tests and what only they call may not.
    /// </summary>
    public static bool MayBeCalledOften(CompilationModel model, IOperation operation) =>
        FunctionOf.Around(operation) is { } function && MayRunOften(model, function, operation, 0, new HashSet<ISymbol>(SymbolEqualityComparer.Default));

    private static IEnumerable<Repetition> Of(CompilationModel model, IOperation operation, ImmutableArray<IMethodSymbol> path, HashSet<ISymbol> seen)
    {
        if (Measuring.IsMeasured(operation))
        {
            yield break;
        }

        for (var region = HotRegion.Enclosing(operation); region is not null; region = region.Outer)
        {
            if (region.TripCount is null or > 1 && !region.IsRetry && region.GuardOf(operation) is null && !IsAskedFor(region, operation))
            {
                yield return new(RepetitionKind.Turn, region, operation, path);
            }
        }

        if (FunctionOf.Around(operation) is not { } function || EntryPoints.IsTest(function.Symbol))
        {
            yield break;
        }

        if (HotRegion.IsPerRequest(operation))
        {
            yield return new(RepetitionKind.Request, null, operation, path);
        }
        else if (IsHandler(function))
        {
            yield return new(RepetitionKind.Event, null, operation, path);
        }

        if (function.IsLambda || function.Symbol.MethodKind is not (MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation)
            || path.Length >= MaxDepth || !seen.Add(function.Symbol))
        {
            yield break;
        }

        foreach (var use in model.CallSites.Of(function.Symbol).Uses)
        {
            foreach (var repetition in OfUse(model, use, path.Insert(0, function.Symbol), seen))
            {
                yield return repetition;
            }
        }
    }

    // while (true) { var line = Console.ReadLine(); if (line == "new") { ... } }: when somebody at the keyboard says so.
    private static bool IsAskedFor(HotRegion region, IOperation operation)
    {
        for (var current = operation; current is not null && current != region.Owner; current = current.Parent)
        {
            if (current.Parent is IConditionalOperation conditional && current != conditional.Condition || current.Parent is ISwitchCaseOperation)
            {
                return Operations.Inline(region.Body).Any(Operations.AsksAtTheConsole);
            }
        }

        return false;
    }

    private static IEnumerable<Repetition> OfUse(CompilationModel model, IOperation use, ImmutableArray<IMethodSymbol> path, HashSet<ISymbol> seen)
    {
        if (use is not IMethodReferenceOperation reference)
        {
            return Of(model, use, path, seen);
        }

        // Handed over by name: to LINQ or Parallel, to an event, to a route.
        var usage = RegionFinder.UseOf(reference, out var kind, out var call);
        return usage switch
        {
            DelegateUse.PerElement => [new Repetition(RepetitionKind.Turn, new HotRegion(kind, call!, reference, null), reference, path)],
            DelegateUse.Once => Of(model, reference, path, seen),
            _ when Requests.IsMapped(reference) => [new Repetition(RepetitionKind.Request, null, reference, path)],
            _ when IsSubscribed(reference) => [new Repetition(RepetitionKind.Event, null, reference, path)],
            _ => [],
        };
    }

    private static bool IsHandler(FunctionOf function) =>
        function.IsLambda
            ? function.Body.Parent is { } lambda && IsSubscribed(lambda)
            : EntryPoints.IsEventHandler(function.Symbol);

    // button.Click += handler
    private static bool IsSubscribed(IOperation handler)
    {
        var outer = handler.Parent;
        while (outer is IDelegateCreationOperation or IConversionOperation or IParenthesizedOperation)
        {
            outer = outer.Parent;
        }

        return outer is IEventAssignmentOperation { Adds: true };
    }

    private static bool MayRunOften(CompilationModel model, FunctionOf function, IOperation operation, int depth, HashSet<ISymbol> seen)
    {
        var method = function.Symbol;
        if (depth > MaxDepth || !seen.Add(method) || Measuring.IsMeasured(operation))
        {
            return false;
        }

        if (function.IsLambda)
        {
            // Who calls it is not known; what is handed its data is asked for each of them.
            return !method.Parameters.IsEmpty && EnclosingMethod(operation) is { } around && !EntryPoints.IsTest(around) && !EntryPoints.IsMain(around);
        }

        if (EntryPoints.RunsOnce(method) || EntryPoints.IsTest(method))
        {
            return false;
        }

        var found = model.CallSites.Of(method);
        var uses = found.Uses.Where(use => EnclosingMethod(use) is not { } caller || !EntryPoints.IsTest(caller)).ToList();
        if (uses.Count == 0 || !found.IsComplete)
        {
            return !found.IsComplete || (IsSeenOutside(method) && !IsProgram(method));
        }

        return uses.Any(use => FunctionOf.Around(use) is { } caller && MayRunOften(model, caller, use, depth + 1, seen));
    }

    private static IMethodSymbol? EnclosingMethod(IOperation operation)
    {
        var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        return symbol as IMethodSymbol;
    }

    // static void Example(): nothing goes in and nothing comes out. It is called as a program is: from a menu, a test or a page of samples.
    private static bool IsProgram(IMethodSymbol method) =>
        method.IsStatic && method.Parameters.IsEmpty
        && (method.ReturnsVoid || method.ReturnType is INamedTypeSymbol { Name: "Task" or "ValueTask", TypeArguments.IsEmpty: true });

    private static bool IsSeenOutside(IMethodSymbol method) =>
        method.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal
        || method.IsOverride
        || method.MethodKind == MethodKind.ExplicitInterfaceImplementation;
}

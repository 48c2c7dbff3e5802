using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using PerfProof.Catalog;
using PerfProof.HotPath;

namespace PerfProof.Rules;

/// <summary>The half arithmetic of a nest of loops, or of a lambda that runs per element: what to report, once.</summary>
/// <param name="Outermost">The outermost region of the nest.</param>
/// <param name="Innermost">The region that the arithmetic runs in.</param>
/// <param name="Arithmetic">The arithmetic that runs most often, as a whole expression.</param>
/// <param name="Trips">How often it runs per run of the nest, where the code states it.</param>
internal sealed record HalfNest(HotRegion Outermost, HotRegion Innermost, IOperation Arithmetic, long? Trips)
{
    /// <summary>A nest that runs at most this often is left alone.</summary>
    private const int FewTurns = 16;

    /// <summary>The arithmetic of the nest whose outermost loop or lambda this is; null where there is none worth a word.</summary>
    internal static HalfNest? Of(IOperation root, RoleCatalog catalog)
    {
        HalfNest? found = null;
        var foundDepth = 0;
        foreach (var operation in root.Descendants())
        {
            if (HalfArithmetic.Is(operation, catalog)
                && HotRegion.Enclosing(operation) is { } region
                && IsTight(region, catalog)
                && Chain(region, operation) is { } chain
                && chain.Depth > foundDepth
                && chain.Trips is null or > FewTurns)
            {
                found = new(chain.Outermost, region, HalfArithmetic.Whole(operation, catalog), chain.Trips);
                foundDepth = chain.Depth;
            }
        }

        return found;
    }

    /// <summary>Whether the nest that runs the operation starts with it: nothing further out runs it per element.</summary>
    internal static bool StartsAt(IOperation root) => root is IAnonymousFunctionOperation lambda
        ? lambda.Body.Operations.FirstOrDefault() is { } first
            && HotRegion.Enclosing(first) is { } region
            && region.Lambda == lambda
            && !IsWithin(region.Owner, region.Outer)
        : !IsWithin(root, HotRegion.Enclosing(root));

    // A local function that a loop calls runs in the loop, but is a nest of its own to look at.
    private static bool IsWithin(IOperation root, HotRegion? region) =>
        region is not null && region.Owner.Syntax.Span.Contains(root.Syntax.Span);

    private static (HotRegion Outermost, int Depth, long? Trips)? Chain(HotRegion region, IOperation operation)
    {
        var depth = 0;
        long? trips = 1;
        for (var current = region; ; depth++)
        {
            if (current.Kind == RegionKind.AsyncForEach || current.GuardOf(operation) is not null)
            {
                return null;
            }

            trips = trips is { } so && current.TripCount is { } count && count is >= 0 and < int.MaxValue && so < int.MaxValue ? so * count : null;
            if (current.Outer is not { } outer)
            {
                return (current, depth + 1, trips);
            }

            operation = current.Owner;
            current = outer;
        }
    }

    /// <summary>
    /// Whether the arithmetic is what a turn is about: it reads elements, or the turn calls nothing. A factor that decays once per
    /// turn of a training loop costs nothing beside the training.
    /// </summary>
    private static bool IsTight(HotRegion region, RoleCatalog catalog)
    {
        var readsElements = HalfTypes.IsHalf((region.Element as ILocalSymbol)?.Type ?? (region.Element as IParameterSymbol)?.Type, catalog);
        var callsOthers = false;
        foreach (var operation in region.Body.DescendantsAndSelf())
        {
            switch (operation)
            {
                case IAwaitOperation:
                    return false;
                case IInvocationOperation call when !IsFunctionOfNumbers(call.TargetMethod):
                case IObjectCreationOperation { Type.IsReferenceType: true } or IArrayCreationOperation or IDynamicInvocationOperation:
                    callsOthers = true;
                    break;
                default:
                    readsElements |= operation.Syntax is ElementAccessExpressionSyntax or PrefixUnaryExpressionSyntax { OperatorToken.RawKind: (int)Microsoft.CodeAnalysis.CSharp.SyntaxKind.AsteriskToken }
                        && HalfTypes.IsHalf(operation.Type, catalog);
                    break;
            }
        }

        return readsElements || !callsOthers;
    }

    private static bool IsFunctionOfNumbers(IMethodSymbol method) =>
        method.IsStatic && method.ReturnType.IsValueType && method.Parameters.All(parameter => parameter.Type.IsValueType)
        && method.ContainingType is { ContainingNamespace.Name: "System" };
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>Finds the before/after pairs in loaded code, and says what is wrong with those that cannot be compared.</summary>
public static class PairReader
{
    /// <summary>The pairs, in the order of the sources.</summary>
    /// <param name="code">The code as it is, with what is declared of it.</param>
    /// <param name="candidate">The code that the methods marked <c>After</c> are taken from; null when they stand beside the code as it is.</param>
    /// <param name="cancellation">Cancels.</param>
    public static async Task<ImmutableArray<DeclaredPair>> ReadAsync(LoadedCode code, LoadedCode? candidate, CancellationToken cancellation)
    {
        var marked = await MarkedAsync(code, cancellation).ConfigureAwait(false);
        var candidates = candidate is null ? [] : await MarkedAsync(candidate, cancellation).ConfigureAwait(false);
        var types = marked.GroupBy(method => method.Symbol.ContainingType, SymbolEqualityComparer.Default)
            .Where(group => candidate is null || group.Any(method => Has(method, "Before")))
            .ToList();
        return [.. types.Select(group =>
        {
            var after = candidate is null ? null : candidates.Where(method => Has(method, "After") && (types.Count == 1 || method.Symbol.ContainingType.Name == group.Key!.Name)).ToList();
            return Read(code, (INamedTypeSymbol)group.Key!, [.. group], after);
        })];
    }

    private static bool Has(PairMethod method, string attribute) => PairAttribute.Find(method.Symbol, attribute) is not null;

    private static async Task<List<PairMethod>> MarkedAsync(LoadedCode code, CancellationToken cancellation)
    {
        var found = new List<PairMethod>();
        foreach (var document in code.Projects.SelectMany(loaded => code.Solution.GetProject(loaded.Id)!.Documents))
        {
            var root = await document.GetSyntaxRootAsync(cancellation).ConfigureAwait(false);
            SemanticModel? model = null;
            foreach (var declaration in root!.DescendantNodes().OfType<MethodDeclarationSyntax>().Where(method => method.AttributeLists.Count > 0))
            {
                model ??= (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false))!;
                if (model.GetDeclaredSymbol(declaration, cancellation) is IMethodSymbol symbol
                    && new[] { "Before", "After", "Oracle" }.Any(name => PairAttribute.Find(symbol, name) is not null))
                {
                    found.Add(new(code, document.Project.Id, symbol));
                }
            }
        }

        return found;
    }

    private static DeclaredPair Read(LoadedCode code, INamedTypeSymbol type, List<PairMethod> methods, List<PairMethod>? candidates)
    {
        if (methods.Exists(method => KernelPairReader.IsKernel(method.Symbol)))
        {
            return ReadKernels(code, type, methods, candidates);
        }

        return ReadMethods(code, type, methods, candidates);
    }

    private static DeclaredPair ReadMethods(LoadedCode code, INamedTypeSymbol type, List<PairMethod> methods, List<PairMethod>? candidates)
    {
        var problems = ImmutableArray.CreateBuilder<SourceProblem>();
        var sizes = PairAttribute.Sizes(type, (place, message) => problems.Add(SourceProblem.At(code, place, null, message)));
        var before = Single("Before", methods, type.Locations[0], isNeeded: true);
        var after = Single("After", candidates ?? methods, before?.Symbol.Locations[0] ?? type.Locations[0], isNeeded: true);
        var oracle = Single("Oracle", methods, type.Locations[0], isNeeded: false);
        var hints = ImmutableDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (before is not null)
        {
            hints.AddRange(before.Symbol.Parameters.SelectMany(parameter => PairAttribute.Hints(parameter, (place, message) => problems.Add(SourceProblem.At(code, place, null, message)))));
            problems.AddRange(new[] { after, oracle }.OfType<PairMethod>().SelectMany(other => Mismatches(before, other, hints)));
        }

        var place = SourceProblem.At(code, (before?.Symbol ?? (ISymbol)type).Locations[0], null, "");
        var pair = before is null || after is null || problems.Count > 0 ? null : new Pair(
            type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat),
            before,
            after,
            oracle,
            sizes ?? Default(before.Symbol, hints),
            hints.ToImmutable(),
            PrecisionOf(after));
        if (pair is not null && PlanReader.IsPlan(pair.Before.Symbol))
        {
            void Report(PairMethod? method, Location? place, string message) => problems.Add(SourceProblem.At(method?.Code ?? code, place, null, message));
            pair = PlanPair(pair, sizes ?? SizePlan.Sweep(256, 1 << 20), candidates is not null, Report);
        }

        return new(type.Name, place.File, place.Line, pair, problems.ToImmutable());

        PairMethod? Single(string name, List<PairMethod> among, Location place, bool isNeeded)
        {
            var found = among.Where(method => Has(method, name)).ToList();
            if (found.Count > 1)
            {
                Problem(found[1], found[1].Symbol.Locations[0], $"{type.Name} has {found.Count} methods marked [{name}], and a pair has one: put each pair into a type of its own");
            }
            else if (found.Count == 0 && isNeeded)
            {
                problems.Add(SourceProblem.At(code, place, null, $"{type.Name} has no method marked [{name}]: mark the one to compare with"));
            }

            if (found is [{ Symbol: var symbol } only] && (!symbol.IsStatic || symbol.IsGenericMethod || symbol.ContainingType.IsGenericType))
            {
                Problem(only, symbol.Locations[0], $"{symbol.Name} must be a static method, not generic and not in a generic type");
            }

            return found.Count == 1 ? found[0] : null;
        }

        void Problem(PairMethod method, Location place, string message) => problems.Add(SourceProblem.At(method.Code, place, null, message));
    }

    private static DeclaredPair ReadKernels(LoadedCode code, INamedTypeSymbol type, List<PairMethod> methods, List<PairMethod>? candidates)
    {
        var problems = ImmutableArray.CreateBuilder<SourceProblem>();
        void Report(PairMethod? method, Location? place, string message) => problems.Add(SourceProblem.At(method?.Code ?? code, place, null, message));
        var sizes = PairAttribute.Sizes(type, (place, message) => Report(null, place, message)) ?? SizePlan.Sweep(256, 1 << 20);
        // In the order in which they stand.
        var before = methods.Where(method => Has(method, "Before")).ToList();
        var after = (candidates ?? methods).Where(method => Has(method, "After")).ToList();
        var oracle = methods.Where(method => Has(method, "Oracle")).ToList();
        foreach (var (name, side) in new[] { ("Before", before), ("After", after) }.Where(side => side.Item2.Count == 0))
        {
            Report(null, type.Locations[0], $"{type.Name} has no kernel marked [{name}]: mark those to compare");
        }

        var all = before.Concat(after).Concat(oracle).ToList();
        foreach (var plain in all.Where(method => !KernelPairReader.IsKernel(method.Symbol)))
        {
            Report(plain, plain.Symbol.Locations[0], $"{plain.Symbol.Name} takes no view, and {type.Name} is a pair of kernels: a kernel takes Index1D, views and numbers");
        }

        foreach (var twin in all.GroupBy(method => (method.Code, method.Symbol.Name)).Where(group => group.Select(method => method.Symbol).Distinct(SymbolEqualityComparer.Default).Count() > 1))
        {
            Report(twin.Last(), twin.Last().Symbol.Locations[0], $"two kernels are called {twin.Key.Name}: each needs a name of its own");
        }

        var precision = after.Select(PrecisionOf).FirstOrDefault(precision => precision != Pairs.Precision.Unchanged);
        var kernels = problems.Count > 0 ? null
            : new KernelPairReader(type, sizes, Report).Read(before, after, oracle, isApart: candidates is not null, PairPlanner.Declared(precision));
        var place = SourceProblem.At(code, (before.Select(method => (ISymbol)method.Symbol).FirstOrDefault() ?? type).Locations[0], null, "");
        var pair = kernels is null || problems.Count > 0 ? null
            : new Pair(type.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat), before[0], after[0], null, sizes, kernels.Hints, precision) { Kernels = kernels, Methods = [.. before, .. after] };
        return new(type.Name, place.File, place.Line, pair, problems.ToImmutable());
    }

    private static Pair? PlanPair(Pair pair, SizePlan sizes, bool isApart, Action<PairMethod?, Location?, string> report)
    {
        var launched = new List<PairMethod>();
        KernelSide? Side(PairMethod? method)
        {
            if (method is null)
            {
                return null;
            }

            var reader = new PlanReader(method, pair.Hints, method.Model(), report);
            var side = reader.Read();
            launched.AddRange(reader.Launched);
            return side;
        }

        var (before, after, truth) = (Side(pair.Before), Side(pair.After), Side(pair.Oracle));
        if (before is null || after is null || (truth is null && pair.Oracle is not null))
        {
            return null;
        }

        var hints = pair.Hints.RemoveRange(pair.Hints.Keys.Where(name => name.EndsWith(".Length", StringComparison.Ordinal)));
        return pair with
        {
            Oracle = null,
            Sizes = sizes,
            Hints = hints,
            // Plans are not run; kernels are.
            Methods = [.. launched],
            Kernels = KernelPair.Of($"{pair.Before.Display} against {pair.After.Display}", before, after, truth, sizes, PairPlanner.Declared(pair.Precision), hints, isApart),
        };
    }

    private static Pairs.Precision PrecisionOf(PairMethod after) =>
        PairAttribute.Find(after.Symbol, "After") is { } attribute ? (Pairs.Precision)PairAttribute.Named<int>(attribute, "Precision") : default;

    /// <summary>What keeps two methods from taking the same inputs: they are made up by the name and the type of a parameter.</summary>
    private static IEnumerable<SourceProblem> Mismatches(PairMethod before, PairMethod other, IReadOnlyDictionary<string, string> hints)
    {
        SourceProblem Problem(ISymbol at, string message) => SourceProblem.At(other.Code, at.Locations[0], null, message);
        var (expected, given) = (before.Symbol.Parameters, other.Symbol.Parameters);
        if (expected.Length != given.Length)
        {
            yield return Problem(other.Symbol, $"{other.Symbol.Name} has {given.Length} parameters and {before.Symbol.Name} has {expected.Length}: both take the same");
            yield break;
        }

        foreach (var (parameter, wanted) in given.Zip(expected))
        {
            if (parameter.Name != wanted.Name || parameter.RefKind != wanted.RefKind || parameter.Type.ToDisplayString() != wanted.Type.ToDisplayString())
            {
                yield return Problem(parameter, $"{other.Symbol.Name} takes '{parameter.Type.ToDisplayString()} {parameter.Name}' where {before.Symbol.Name} takes '{wanted.Type.ToDisplayString()} {wanted.Name}': both take the same, under the same names");
            }
            else if (PairAttribute.Hints(parameter, (_, _) => { }).FirstOrDefault(hint => !hints.TryGetValue(hint.Key, out var declared) || declared != hint.Value) is { Key: not null })
            {
                yield return Problem(parameter, $"what is declared of {parameter.Name} counts on the method marked [Before]: write it there");
            }
        }

        if (PairAttribute.Find(other.Symbol, "Oracle") is null && other.Symbol.ReturnType.ToDisplayString() != before.Symbol.ReturnType.ToDisplayString())
        {
            yield return Problem(other.Symbol, $"{other.Symbol.Name} returns {other.Symbol.ReturnType.ToDisplayString()} and {before.Symbol.Name} returns {before.Symbol.ReturnType.ToDisplayString()}: both return the same");
        }
    }

    private static SizePlan Default(IMethodSymbol before, IReadOnlyDictionary<string, string> hints) =>
        before.Parameters.Any(parameter => MethodPlanner.TakesSize(parameter) && !hints.ContainsKey(parameter.Name))
            ? SizePlan.Sweep(16, 1 << 18)
            : SizePlan.None;
}

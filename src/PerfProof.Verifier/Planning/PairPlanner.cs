using Microsoft.CodeAnalysis;
using PerfProof.Pairs;

namespace PerfProof.Planning;

/// <summary>Makes an experiment of a pair of methods.</summary>
/// <param name="newFolder">Makes an empty folder for the assemblies.</param>
public sealed class PairPlanner(Func<string, string> newFolder)
{
    private readonly Dictionary<(Solution, ProjectId), Task<EmittedProgram>> emitted = [];

    /// <summary>Why a pair is not run on inputs made up for it; null when it can be.</summary>
    public static async Task<string?> WhyNotAsync(Pair pair, CancellationToken cancellation)
    {
        foreach (var method in pair.Methods)
        {
            if (await new EffectScan(method.Code.Solution).EffectOfAsync(method.Symbol, cancellation).ConfigureAwait(false) is { } effect)
            {
                return $"{method.Display} {effect}, so it is not run on inputs made up for it";
            }
        }

        return null;
    }

    /// <summary>The experiment on a pair of methods, or why there is none.</summary>
    public async Task<Planned> PlanAsync(Pair pair, CancellationToken cancellation)
    {
        var before = await this.EmitAsync(pair.Before.Code.Solution, pair.Before.Project, cancellation).ConfigureAwait(false);
        var after = await this.EmitAsync(pair.After.Code.Solution, pair.After.Project, cancellation).ConfigureAwait(false);
        var oracle = pair.Oracle is { } truth ? MethodPlanner.Variant("oracle", before, truth.Symbol)
            : pair.Precision == Precision.Unchanged && !SumsInHalf(pair.Before) ? null
            : await this.WidenedAsync(pair.Before, cancellation).ConfigureAwait(false);
        return (before.Problem ?? after.Problem) is { } problem
            ? new(null, problem)
            : new(
                new Experiment(
                    ExperimentKind.Host,
                    Subject.Code,
                    "managed",
                    $"{pair.Before.Display} against {pair.After.Display}",
                    MethodPlanner.Variant("before", before, pair.Before.Symbol),
                    MethodPlanner.Variant("after", after, pair.After.Symbol))
                {
                    Oracle = oracle,
                    DeclaredChange = Declared(pair.Precision),
                    Tolerance = Owed(pair.Precision),
                    Sizes = pair.Sizes,
                    Hints = pair.Hints,
                    Frameworks = [.. before.Frameworks.Union(after.Frameworks)],
                },
                null);
    }

    // From the code as it is: made from the rewrite, it would make every mistake of the rewrite the truth.
    private async Task<KernelHost.VariantSpec?> WidenedAsync(PairMethod before, CancellationToken cancellation)
    {
        var document = before.Code.Solution.GetDocument(before.Symbol.DeclaringSyntaxReferences[0].SyntaxTree)!.Id;
        return await DoubleOracle.MakeAsync(before.Code.Solution, document, before.Symbol, cancellation).ConfigureAwait(false) is { } exact
            && await this.EmitAsync(exact, before.Project, cancellation).ConfigureAwait(false) is { Problem: null } program
                ? MethodPlanner.Variant("oracle", program, before.Symbol)
                : null;
    }

    // What such a sum is depends on the order of its terms by more than any tolerance: it is judged by how far it is from the truth itself.
    private static bool SumsInHalf(PairMethod before) => HalfWidener.Accumulates(before.Symbol.DeclaringSyntaxReferences[0].GetSyntax(), before.Model());

    private Task<EmittedProgram> EmitAsync(Solution solution, ProjectId id, CancellationToken cancellation)
    {
        if (!this.emitted.TryGetValue((solution, id), out var program))
        {
            this.emitted.Add((solution, id), program = ProgramEmitter.EmitAsync(solution, id, newFolder("build"), cancellation));
        }

        return program;
    }

    /// <summary>The change that a precision declares, in words; null for none.</summary>
    internal static string? Declared(Precision precision) => precision == Precision.Unchanged ? null : "computes in " + precision switch
    {
        Precision.BFloat16 => "bfloat16",
        Precision.Half => "half",
        Precision.Single => "float",
        _ => "double",
    };

    /// <summary>What is owed at a precision, relative to the magnitude: verification protocol, section 2.4.</summary>
    public static Tolerance Owed(Precision precision) => Tolerance.Exacting.AtLeast(precision switch
    {
        Precision.BFloat16 => 1.6e-2,
        Precision.Half => Tolerance.Exacting.Half,
        Precision.Single => Tolerance.Exacting.Single,
        _ => 0,
    });
}

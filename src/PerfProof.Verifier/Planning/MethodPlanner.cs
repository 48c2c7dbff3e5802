using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;
using PerfProof.KernelHost;

namespace PerfProof.Planning;

/// <summary>What planning came to: an experiment, or why there is none.</summary>
/// <param name="Experiment">The experiment; null when there is none.</param>
/// <param name="Problem">Why there is none; null when there is one.</param>
public sealed record Planned(Experiment? Experiment, string? Problem)
{
    /// <summary>Counts the calls that both sides make; null where they are not counted.</summary>
    public Func<CancellationToken, Task<ImmutableArray<CallCount>>>? CountCallsAsync { get; init; }

    /// <summary>Whether the problem leaves nothing worth trying: a model of code that does not compile would inform nobody.</summary>
    public bool IsFinal { get; init; }
}

/// <summary>
/// Experiments on the user's own code: the method that contains the finding, taken from the program as it is and from the
/// program with the fix, and called on inputs made up for its parameters. Where it cannot be called, its callers are tried.
/// </summary>
public sealed class MethodPlanner(Solution solution, Func<string, string> newFolder)
{
    private const int MaximumCallers = 4;

    private readonly Dictionary<ProjectId, Task<EmittedProgram>> before = [];
    private readonly EffectScan effects = new(solution);

    /// <summary>The experiments for a finding, most faithful first.</summary>
    /// <param name="context">The finding.</param>
    /// <param name="proof">How its rule is proved.</param>
    /// <param name="fix">Its fix.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <param name="usedBy">The sizes that a method is really called with, where a run of the program showed them; null where there was none.</param>
    public async Task<ImmutableArray<Planned>> PlanAsync(
        ProofContext context, RuleProof proof, AppliedFix fix, CancellationToken cancellation, Func<IMethodSymbol, UsedSizes?>? usedBy = null)
    {
        var project = context.Document.Project;
        var asIs = await this.BeforeAsync(project.Id, cancellation).ConfigureAwait(false);
        if (asIs.Problem is { } broken)
        {
            return [new(null, broken) { IsFinal = true }];
        }

        var withFix = await ProgramEmitter.EmitAsync(fix.Solution, project.Id, newFolder("build"), cancellation).ConfigureAwait(false);
        if (withFix.Problem is { } brokenFix)
        {
            return [new(null, $"the fix does not compile here: {brokenFix}") { IsFinal = true }];
        }

        var declared = proof.DeclaredChange(context);
        var oracle = declared is null ? null : await this.OracleAsync(context, fix, cancellation).ConfigureAwait(false);
        if (declared is not null && oracle is null)
        {
            return [new(null, $"the fix changes precision ({declared}), and the same code in float64, against which both must be held, could not be made")];
        }

        var planned = ImmutableArray.CreateBuilder<Planned>();
        await foreach (var method in this.MethodsAsync(context, cancellation).ConfigureAwait(false))
        {
            if (await this.effects.EffectOfAsync(method, cancellation).ConfigureAwait(false) is { } effect)
            {
                planned.Add(new(null, $"{Display(method)} {effect}, so it is not run on inputs made up for it; --entry measures it in the program"));
                continue;
            }

            var used = usedBy?.Invoke(method)?.Of(method);
            var hints = await CallHints.FindAsync(project, method, cancellation).ConfigureAwait(false);
            planned.Add(new(
                new Experiment(
                    ExperimentKind.Host,
                    Subject.Code,
                    "managed",
                    $"{Display(method)}{(used is null ? "" : " at sizes that the program uses")}, before and after: {fix.Title}",
                    Variant("before", asIs, method),
                    Variant("after", withFix, method))
                {
                    Oracle = oracle is null ? null : Variant("oracle", oracle, method),
                    DeclaredChange = declared,
                    Sizes = used?.Sizes ?? (HasSize(method) ? proof.Sizes(context) : SizePlan.None),
                    Hints = used is null ? hints : hints.SetItems(used.Value.Lengths),
                    Frameworks = asIs.Frameworks,
                },
                null));
        }

        return planned.Count > 0 ? planned.ToImmutable() : [new(null, "the code is not in a method that can be called")];
    }

    private async Task<EmittedProgram?> OracleAsync(ProofContext context, AppliedFix fix, CancellationToken cancellation) =>
        Enclosing(context, cancellation) is { } method
        && await DoubleOracle.MakeAsync(fix.Solution, context.Document.Id, method, cancellation).ConfigureAwait(false) is { } exact
        && await ProgramEmitter.EmitAsync(exact, context.Document.Project.Id, newFolder("build"), cancellation).ConfigureAwait(false) is { Problem: null } emitted
            ? emitted
            : null;

    private Task<EmittedProgram> BeforeAsync(ProjectId id, CancellationToken cancellation)
    {
        if (!this.before.TryGetValue(id, out var emitted))
        {
            this.before.Add(id, emitted = ProgramEmitter.EmitAsync(solution, id, newFolder("build"), cancellation));
        }

        return emitted;
    }

    /// <summary>The method that contains the finding, then those that call it.</summary>
    private async IAsyncEnumerable<IMethodSymbol> MethodsAsync(ProofContext context, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        if (Enclosing(context, cancellation) is not { } method)
        {
            yield break;
        }

        yield return method;
        var callers = await SymbolFinder.FindCallersAsync(method, solution, cancellation).ConfigureAwait(false);
        foreach (var caller in callers
            .Where(caller => caller.IsDirect)
            .Select(caller => caller.CallingSymbol)
            .OfType<IMethodSymbol>()
            .Where(caller => caller.MethodKind == MethodKind.Ordinary && caller.ContainingAssembly.Name == method.ContainingAssembly.Name)
            .OrderBy(caller => caller.Parameters.Length)
            .ThenBy(caller => caller.ToDisplayString(), StringComparer.Ordinal)
            .Take(MaximumCallers))
        {
            yield return caller;
        }
    }

    /// <summary>The method that contains a finding; null where it is none that can be called.</summary>
    internal static IMethodSymbol? Enclosing(ProofContext context, CancellationToken cancellation)
    {
        foreach (var node in context.Node.AncestorsAndSelf())
        {
            if (node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax
                || node is PropertyDeclarationSyntax { ExpressionBody: not null })
            {
                var symbol = context.Model.GetDeclaredSymbol(node, cancellation);
                return symbol switch
                {
                    IMethodSymbol { MethodKind: MethodKind.Ordinary or MethodKind.PropertyGet or MethodKind.ExplicitInterfaceImplementation } method => method,
                    IPropertySymbol { GetMethod: { } getter } => getter,
                    _ => null,
                };
            }
        }

        return null;
    }

    internal static VariantSpec Variant(string name, EmittedProgram program, IMethodSymbol method) => new(
        name,
        program.Assembly,
        program.Probing,
        MetadataName(method.ContainingType),
        method.MetadataName,
        [.. method.Parameters.Select(parameter => ReflectionName(parameter.Type) + (parameter.RefKind == RefKind.None ? "" : "&"))]);

    /// <summary>Whether anything in the signature takes a size; a method without is measured as it is.</summary>
    private static bool HasSize(IMethodSymbol method) => method.Parameters.Any(TakesSize);

    /// <summary>Whether what a parameter gets depends on the size.</summary>
    internal static bool TakesSize(IParameterSymbol parameter) =>
        parameter.Type.SpecialType is SpecialType.System_String or SpecialType.System_Int32 or SpecialType.System_Int64
        || parameter.Type.SpecialType == SpecialType.None;

    internal static string MetadataName(INamedTypeSymbol type) =>
        type.ContainingType is { } outer ? $"{MetadataName(outer)}+{type.MetadataName}"
        : type.ContainingNamespace is { IsGlobalNamespace: false } space ? $"{space.ToDisplayString()}.{type.MetadataName}"
        : type.MetadataName;

    // What System.Reflection calls the type by its short name.
    internal static string ReflectionName(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => ReflectionName(array.ElementType) + "[" + new string(',', array.Rank - 1) + "]",
        IPointerTypeSymbol pointer => ReflectionName(pointer.PointedAtType) + "*",
        _ => type.MetadataName,
    };

    internal static string Display(IMethodSymbol method) => method.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FindSymbols;

namespace PerfProof.Planning;

/// <summary>What stands for a finding in a kernel: the user's own kernel, or why that cannot be run.</summary>
/// <param name="Pattern">The kernel before and after as launch plans; null when it cannot be run.</param>
/// <param name="Problem">Why; null when it can.</param>
internal sealed record UserKernel(KernelPattern? Pattern, string? Problem)
{
    private const int MaximumDepth = 3;

    // Copies in and out are part of a call; so often that they do not hide what the kernel costs.
    private const int Launches = 16;

    /// <summary>The kernel that a finding stands in, or that uses the code that it stands in; null when there is none.</summary>
    public static async Task<UserKernel?> FindAsync(ProofContext context, RuleProof proof, AppliedFix fix, CancellationToken cancellation)
    {
        if (await KernelAsync(context, cancellation).ConfigureAwait(false) is not { } kernel)
        {
            return null;
        }

        var name = MethodPlanner.Display(kernel);
        try
        {
            return new(await PatternAsync(kernel, name, context, proof, fix, cancellation).ConfigureAwait(false), null);
        }
        catch (KernelSliceException exception)
        {
            return new(null, $"the kernel {name} is not run as it is: {exception.Message}");
        }
    }

    private static async Task<KernelPattern> PatternAsync(IMethodSymbol kernel, string name, ProofContext context, RuleProof proof, AppliedFix fix, CancellationToken cancellation)
    {
        var project = context.Document.Project;
        var before = (await project.GetCompilationAsync(cancellation).ConfigureAwait(false))!;
        kernel = In(before, kernel);
        var parameters = KernelParameters.Of(kernel, before.GetSemanticModel(kernel.DeclaringSyntaxReferences[0].SyntaxTree));
        if (!parameters.Any(parameter => parameter.IsWritten))
        {
            throw new KernelSliceException("it writes to none of its views, so that there is nothing to compare");
        }

        var isFlat = kernel.Parameters[0].Type.Name == "Index2D";
        var kernels = ImmutableArray.CreateBuilder<KernelSource>();
        LaunchPlan Side(string side, Compilation program)
        {
            var same = In(program, kernel);
            var entry = $"{side}_{kernel.Name}";
            var index = kernel.Parameters[0].Type.Name == "Index2D" ? "Index2D" : "Index1D";
            kernels.Add(new(
                entry,
                $"static void {entry}({string.Join(", ", parameters.Select(parameter => parameter.Declared).Prepend($"{index} index"))})\n{{\n"
                + $"    {side}.{KernelSlice.Path(same)}({string.Join(", ", parameters.Select(parameter => parameter.Passed).Prepend("index"))});\n}}\n"
                + KernelSlice.Of(program, same, side)));
            return Plan(entry, parameters, isFlat);
        }

        var asIs = Side("Before", before);
        var asItShouldBe = Side("After", (await fix.Solution.GetProject(project.Id)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!);
        LaunchPlan? truth = null;
        var declared = proof.DeclaredChange(context);
        if (declared is not null)
        {
            var changed = context.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } method ? context.Model.GetDeclaredSymbol(method, cancellation) : null;
            var exact = changed is null ? null : await DoubleOracle.MakeAsync(fix.Solution, context.Document.Id, changed, cancellation).ConfigureAwait(false);
            truth = exact is null
                ? throw new KernelSliceException($"the fix changes precision ({declared}), and the same code in float64, against which both must be held, could not be made")
                : Side("Truth", (await exact.GetProject(project.Id)!.GetCompilationAsync(cancellation).ConfigureAwait(false))!);
        }

        var isSquare = isFlat || parameters.Any(parameter => parameter.Buffer is { Length.PerSquare: > 0 });
        return new(
            $"{name}, before and after: {fix.Title}",
            kernels.ToImmutable(),
            [.. parameters.Select(parameter => parameter.Input).OfType<PlanInput>()],
            asIs,
            asItShouldBe,
            isSquare ? SizePlan.Sweep(16, 1 << 10) : SizePlan.Sweep(1 << 12, 1 << 20))
        {
            Oracle = truth,
            DeclaredChange = declared,
            WhyDeviceOnly = "what kernels cost is a device's matter, and there is none here",
        };
    }

    private static IMethodSymbol In(Compilation program, IMethodSymbol kernel) =>
        DocumentationCommentId.GetFirstSymbolForDeclarationId(kernel.GetDocumentationCommentId()!, program) as IMethodSymbol
        ?? throw new KernelSliceException("it has another name or other parameters with the fix");

    private static LaunchPlan Plan(string entry, ImmutableArray<KernelParameter> parameters, bool isFlat)
    {
        var buffers = parameters.Where(parameter => parameter.Buffer is not null).ToList();
        var launch = new LaunchStep(entry, Amount.Size, [.. parameters.SelectMany(parameter => parameter.Arguments)]) { ExtentY = isFlat ? Amount.Size : null };
        // What a kernel both reads and writes is other input for its next launch.
        var repeats = !buffers.Exists(parameter => parameter is { IsRead: true, IsWritten: true });
        return new(
            [.. buffers.Select(parameter => parameter.Buffer!)],
            [.. buffers.Where(parameter => parameter.IsWritten).Select(parameter => new PlanOutput(parameter.Name, parameter.Buffer!.Kind, parameter.Buffer.Length))],
            [
                // What it writes is filled too: it need not write all of it.
                .. buffers.Select(parameter => new UploadStep(parameter.Name, parameter.Name)),
                repeats ? new RepeatStep(Launches, [launch]) : launch,
                new SynchroniseStep(),
                .. buffers.Where(parameter => parameter.IsWritten).Select(parameter => new DownloadStep(parameter.Name, parameter.Name)),
            ]);
    }

    /// <summary>The kernel around a finding; where it stands in a method that kernels call, the first of those.</summary>
    private static async Task<IMethodSymbol?> KernelAsync(ProofContext context, CancellationToken cancellation)
    {
        if (context.Node.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } declaration || context.Model.GetDeclaredSymbol(declaration, cancellation) is not { } method)
        {
            return null;
        }

        List<IMethodSymbol> level = [method];
        for (var depth = 0; depth <= MaximumDepth && level.Count > 0; depth++)
        {
            if (level.Find(IsKernel) is { } kernel)
            {
                return kernel;
            }

            var callers = new List<IMethodSymbol>();
            foreach (var called in level.Where(called => called.IsStatic))
            {
                callers.AddRange((await SymbolFinder.FindCallersAsync(called, context.Document.Project.Solution, cancellation).ConfigureAwait(false))
                    .Where(caller => caller.IsDirect).Select(caller => caller.CallingSymbol).OfType<IMethodSymbol>()
                    .Where(caller => SymbolEqualityComparer.Default.Equals(caller.ContainingAssembly, method.ContainingAssembly)));
            }

            level = [.. callers.Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).OrderBy(caller => caller.ToDisplayString(), StringComparer.Ordinal)];
        }

        return null;
    }

    // Kernels that are launched by groups say nothing about how large those are.
    private static bool IsKernel(IMethodSymbol method) => method is
    {
        IsStatic: true, ReturnsVoid: true, IsGenericMethod: false, ContainingType.IsGenericType: false, MethodKind: MethodKind.Ordinary,
        Parameters: [{ Type: { Name: "Index1D" or "LongIndex1D" or "Index2D", ContainingNamespace: { Name: "ILGPU", ContainingNamespace.IsGlobalNamespace: true } } }, ..],
    };
}

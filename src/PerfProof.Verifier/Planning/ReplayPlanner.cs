using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.KernelHost;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>The entry that was asked for cannot be run. The message is one line for the user.</summary>
public sealed class EntryException(string message) : Exception(message);

/// <summary>
/// Experiments on the user's whole program: built as it is and with the fix, in two copies of its tree, by its own build;
/// the entry of both is then run.
/// </summary>
public sealed class ReplayPlanner
{
    private static readonly TimeSpan buildLimit = TimeSpan.FromMinutes(5);

    private readonly Solution solution;
    private readonly IMethodSymbol entry;
    private readonly Project project;
    private readonly string? framework;
    private readonly Func<string, string> newFolder;
    private Task<Built>? before;
    private TreeCopy? rewritten;

    private ReplayPlanner(Solution solution, IMethodSymbol entry, Project project, string? framework, Func<string, string> newFolder)
    {
        this.solution = solution;
        this.entry = entry;
        this.project = project;
        this.framework = framework;
        this.newFolder = newFolder;
    }

    /// <summary>Finds the entry.</summary>
    /// <param name="code">The code.</param>
    /// <param name="entry"><c>Namespace.Type.Method</c>.</param>
    /// <param name="newFolder">Makes a scratch folder.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="EntryException">There is no such method, or it cannot be run without arguments.</exception>
    public static async Task<ReplayPlanner> CreateAsync(LoadedCode code, string entry, Func<string, string> newFolder, CancellationToken cancellation)
    {
        var dot = entry.LastIndexOf('.');
        if (dot <= 0)
        {
            throw new EntryException($"'{entry}' is no entry: name a method as Namespace.Type.Method.");
        }

        var (type, name) = (entry[..dot], entry[(dot + 1)..]);
        foreach (var loaded in code.Projects)
        {
            var project = code.Solution.GetProject(loaded.Id)!;
            var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
            if (compilation?.Assembly.GetTypeByMetadataName(type) is not { } declaring)
            {
                continue;
            }

            if (project.FilePath is null)
            {
                throw new EntryException("--entry needs a project with a build of its own; loose files have none.");
            }

            // Top-level statements are a Main to whoever wrote them.
            var methods = declaring.GetMembers(name).Concat(name == "Main" ? declaring.GetMembers(WellKnownMemberNames.TopLevelStatementsEntryPointMethodName) : [])
                .OfType<IMethodSymbol>()
                .ToList();
            if (methods.Count == 0)
            {
                throw new EntryException($"The entry {entry} does not exist: {type} has no method {name}. It has {Names(declaring)}.");
            }

            return methods.FirstOrDefault(IsRunnable) is { } method
                ? new(code.Solution, method, project, loaded.Framework, newFolder)
                : throw new EntryException($"The entry {entry} needs arguments: name a method without parameters, or one with a string[] for the command line, static or on a class with a parameterless constructor.");
        }

        throw new EntryException($"The entry {entry} does not exist: no project that was loaded has a type {type}.");
    }

    /// <summary>The experiment for a finding.</summary>
    public async Task<Planned> PlanAsync(ProofContext context, RuleProof proof, AppliedFix fix, CancellationToken cancellation)
    {
        try
        {
            return await this.PlanInCopiesAsync(context, proof, fix, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is LoadException or IOException or UnauthorizedAccessException)
        {
            return new(null, $"the program cannot be built in a copy of its tree: {exception.Message}");
        }
    }

    private async Task<Planned> PlanInCopiesAsync(ProofContext context, RuleProof proof, AppliedFix fix, CancellationToken cancellation)
    {
        var asIs = await (this.before ??= this.BuildAsync(TreeCopy.Create(this.solution, this.newFolder("tree")), cancellation)).ConfigureAwait(false);
        if (asIs.Problem is { } broken)
        {
            return new(null, $"the program does not build in a copy of its tree: {broken}");
        }

        this.rewritten ??= TreeCopy.Create(this.solution, this.newFolder("tree"));
        Built withFix;
        try
        {
            if (await this.rewritten.WriteAsync(fix.Solution, this.solution, cancellation).ConfigureAwait(false) is { } outside)
            {
                return new(null, $"the fix changes {outside}, which is outside the folders of the projects, so there is no copy of the program with it");
            }

            withFix = await this.BuildAsync(this.rewritten, cancellation).ConfigureAwait(false);
        }
        finally
        {
            // The next finding starts from the program as it is.
            await this.rewritten.WriteAsync(this.solution, fix.Solution, CancellationToken.None).ConfigureAwait(false);
        }

        return withFix.Problem is { } brokenFix
            ? new(null, $"with the fix the program does not build: {brokenFix}")
            : new(
                new Experiment(
                    ExperimentKind.Replay,
                    Subject.Program,
                    "managed",
                    $"{this.entry.ToDisplayString(SymbolDisplayFormat.CSharpShortErrorMessageFormat)}, before and after: {fix.Title}",
                    this.Variant("before", asIs),
                    this.Variant("after", withFix))
                {
                    Sizes = SizePlan.None,
                    DeclaredChange = proof.DeclaredChange(context),
                    Frameworks = asIs.Frameworks,
                },
                null);
    }

    private sealed record Built(string Assembly, ImmutableArray<string> Probing, ImmutableArray<string> Frameworks, string? Problem);

    private async Task<Built> BuildAsync(TreeCopy tree, CancellationToken cancellation)
    {
        var path = tree.PathOf(this.project.FilePath!)!;
        // A folder of its own for the output: the same tree is built again for the next finding.
        var output = this.newFolder("built");
        var result = await DotnetCommand.RunAsync(
            Path.GetDirectoryName(path)!,
            ["build", path, "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "-p:GenerateDocumentationFile=false", .. this.Framework()],
            buildLimit,
            cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            var error = result.Output.Select(BuildError.Parse).OfType<BuildError>().FirstOrDefault();
            return new("", [], [], error is null ? result.Output.LastOrDefault() ?? "the build failed" : $"{error.Message} ({error.Code})");
        }

        var assembly = Path.Combine(output, this.entry.ContainingAssembly.Name + ".dll");
        var frameworks = File.Exists(Path.ChangeExtension(assembly, ".runtimeconfig.json"))
            && (await File.ReadAllTextAsync(Path.ChangeExtension(assembly, ".runtimeconfig.json"), cancellation).ConfigureAwait(false)).Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal)
                ? ImmutableArray.Create("Microsoft.AspNetCore.App")
                : [];
        return File.Exists(assembly)
            ? new(assembly, [.. Directory.GetFiles(output, "*.dll")], frameworks, null)
            : new("", [], [], $"its build did not produce {Path.GetFileName(assembly)}");
    }

    // A project with several frameworks must be told which.
    private string[] Framework() => this.framework is { Length: > 0 } framework ? ["-f", framework] : [];

    private VariantSpec Variant(string name, Built built) => new(
        name,
        built.Assembly,
        built.Probing,
        MethodPlanner.MetadataName(this.entry.ContainingType),
        this.entry.MetadataName,
        [.. this.entry.Parameters.Select(parameter => MethodPlanner.ReflectionName(parameter.Type))]);

    private static bool IsRunnable(IMethodSymbol method) =>
        method is { MethodKind: MethodKind.Ordinary, IsGenericMethod: false, IsAbstract: false }
        && (method.Parameters.IsEmpty
            || method.Parameters.All(parameter => parameter.HasExplicitDefaultValue)
            || (method.Parameters.Length == 1 && method.Parameters[0].Type is IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String }))
        && (method.IsStatic || method.ContainingType.InstanceConstructors.Any(constructor => constructor.Parameters.IsEmpty));

    private static string Names(INamedTypeSymbol type) =>
        string.Join(", ", type.GetMembers().OfType<IMethodSymbol>().Where(method => method.MethodKind == MethodKind.Ordinary).Select(method => method.Name).Distinct().Take(8));
}

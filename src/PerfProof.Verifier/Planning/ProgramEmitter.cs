using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace PerfProof.Planning;

/// <summary>A project compiled to disk, ready to be loaded by a child.</summary>
/// <param name="Assembly">Path of its assembly.</param>
/// <param name="Probing">Paths of what it needs besides the framework.</param>
/// <param name="Frameworks">Shared frameworks besides Microsoft.NETCore.App.</param>
/// <param name="Problem">Why it does not compile; null when it does.</param>
public sealed record EmittedProgram(string Assembly, ImmutableArray<string> Probing, ImmutableArray<string> Frameworks, string? Problem)
{
    /// <summary>A project that does not compile.</summary>
    public static EmittedProgram Failed(string problem) => new("", [], [], problem);
}

/// <summary>Compiles a project and those it references, optimised, into a folder of ours.</summary>
public static class ProgramEmitter
{
    /// <summary>Compiles it.</summary>
    public static async Task<EmittedProgram> EmitAsync(Solution solution, ProjectId id, string folder, CancellationToken cancellation)
    {
        var probing = ImmutableArray.CreateBuilder<string>();
        var frameworks = new SortedSet<string>(StringComparer.Ordinal);
        var assembly = "";
        foreach (var project in Closure(solution, id))
        {
            var compilation = await project.GetCompilationAsync(cancellation).ConfigureAwait(false);
            if (compilation is null)
            {
                return EmittedProgram.Failed($"{project.Name} is not compiled by Roslyn");
            }

            // Optimised whatever the configuration: nobody wants to know how fast a debug build is. Keys and their files are left out.
            compilation = compilation.WithOptions(compilation.Options
                .WithOptimizationLevel(OptimizationLevel.Release)
                .WithStrongNameProvider(null)
                .WithCryptoKeyFile(null)
                .WithDelaySign(null)
                .WithPublicSign(false));
            var path = Path.Combine(folder, (compilation.AssemblyName ?? project.Name) + ".dll");
            Microsoft.CodeAnalysis.Emit.EmitResult result;
            await using (var stream = File.Create(path))
            {
                result = compilation.Emit(stream, cancellationToken: cancellation);
            }

            if (!result.Success)
            {
                var error = result.Diagnostics.First(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
                return EmittedProgram.Failed($"{project.Name} does not compile: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)} ({error.Id}, {error.Location.GetLineSpan()})");
            }

            if (project.Id == id)
            {
                assembly = path;
            }

            probing.Add(path);
            foreach (var reference in project.MetadataReferences.OfType<PortableExecutableReference>())
            {
                if (reference.FilePath is { } file && IsRuntime(file, frameworks))
                {
                    probing.Add(file);
                }
            }
        }

        return new(assembly, [.. probing.Distinct()], [.. frameworks], null);
    }

    private static IEnumerable<Project> Closure(Solution solution, ProjectId id)
    {
        var graph = solution.GetProjectDependencyGraph();
        return graph.GetProjectsThatThisProjectTransitivelyDependsOn(id).Append(id).Select(id => solution.GetProject(id)!);
    }

    // Reference packs describe a shared framework, which the child gets from its own installation.
    private static bool IsRuntime(string file, SortedSet<string> frameworks)
    {
        var normalised = file.Replace('\\', '/');
        if (normalised.Contains("/packs/Microsoft.AspNetCore.App.Ref/", StringComparison.OrdinalIgnoreCase)
            || normalised.Contains("/microsoft.aspnetcore.app.ref/", StringComparison.OrdinalIgnoreCase))
        {
            frameworks.Add("Microsoft.AspNetCore.App");
            return false;
        }

        return !normalised.Contains(".App.Ref/", StringComparison.OrdinalIgnoreCase)
            && !normalised.Contains("/shared/Microsoft.NETCore.App/", StringComparison.OrdinalIgnoreCase);
    }
}

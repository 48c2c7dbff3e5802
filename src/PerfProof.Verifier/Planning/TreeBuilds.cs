using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>A program that the user's own build made.</summary>
/// <param name="Assembly">Path of the entry's assembly.</param>
/// <param name="Probing">Paths of what it needs besides the framework.</param>
/// <param name="Frameworks">Shared frameworks besides Microsoft.NETCore.App.</param>
/// <param name="Problem">Why it did not build; null when it did.</param>
internal sealed record BuiltProgram(string Assembly, ImmutableArray<string> Probing, ImmutableArray<string> Frameworks, string? Problem)
{
    public static BuiltProgram Failed(string problem) => new("", [], [], problem);
}

/// <summary>
/// A copy of the user's tree in which versions of the program are built one after the other, by its own build, each into a folder of its own. Each begins
/// with the tree as it is, so that only what a version changes is compiled again; and all stand at the same paths, which some programs print.
/// </summary>
/// <param name="solution">The code as it is.</param>
/// <param name="newFolder">Makes a scratch folder.</param>
internal sealed class TreeBuilds(Solution solution, Func<string, string> newFolder)
{
    private static readonly TimeSpan limit = TimeSpan.FromMinutes(5);

    private readonly HashSet<string> built = [];
    private TreeCopy? copy;

    /// <summary>Builds a version.</summary>
    /// <param name="entry">From where it is run.</param>
    /// <param name="version">The code with changes in its documents.</param>
    /// <param name="arguments">What else the build is told.</param>
    /// <param name="cancellation">Cancels.</param>
    /// <exception cref="LoadException">The SDK cannot be run.</exception>
    public async Task<BuiltProgram> BuildAsync(Entry entry, Solution version, ImmutableArray<string> arguments, CancellationToken cancellation)
    {
        this.copy ??= TreeCopy.Create(solution, newFolder("tree"));
        try
        {
            return await this.copy.WriteAsync(version, solution, cancellation).ConfigureAwait(false) is { } outside
                ? BuiltProgram.Failed($"{outside} is outside the folders of the projects, so that there is no copy of it to change")
                : await this.BuildAsync(this.copy.PathOf(entry.Project.FilePath!)!, entry, arguments, cancellation).ConfigureAwait(false);
        }
        finally
        {
            await this.copy.WriteAsync(solution, version, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<BuiltProgram> BuildAsync(string path, Entry entry, ImmutableArray<string> arguments, CancellationToken cancellation)
    {
        // A folder of its own for the output: the same tree is built again for the next version.
        var output = newFolder("built");
        var isRestored = this.built.Contains(path) || TreeCopy.IsRestored(path);
        var result = await RunAsync(isRestored).ConfigureAwait(false);
        if (result.ExitCode != 0 && isRestored && !this.built.Contains(path))
        {
            // What the user restored may not be what this configuration needs.
            result = await RunAsync(false).ConfigureAwait(false);
        }

        if (result.ExitCode != 0)
        {
            var error = result.Output.Select(BuildError.Parse).OfType<BuildError>().FirstOrDefault();
            return BuiltProgram.Failed(error is null ? result.Output.LastOrDefault() ?? "the build failed" : $"{error.Message} ({error.Code})");
        }

        this.built.Add(path);
        var assembly = Path.Combine(output, entry.Method.ContainingAssembly.Name + ".dll");
        var config = Path.ChangeExtension(assembly, ".runtimeconfig.json");
        var frameworks = File.Exists(config) && (await File.ReadAllTextAsync(config, cancellation).ConfigureAwait(false)).Contains("Microsoft.AspNetCore.App", StringComparison.Ordinal)
            ? ImmutableArray.Create("Microsoft.AspNetCore.App")
            : [];
        return File.Exists(assembly)
            ? new(assembly, [.. Directory.GetFiles(output, "*.dll")], frameworks, null)
            : BuiltProgram.Failed($"its build did not produce {Path.GetFileName(assembly)}");

        Task<DotnetResult> RunAsync(bool isRestored) => DotnetCommand.RunAsync(
            Path.GetDirectoryName(path)!,
            [
                // What analyzers say changes nothing that is run.
                "build", path, "-c", "Release", "-o", output, "-v", "quiet", "-nologo", "-nodeReuse:false", "-p:GenerateDocumentationFile=false", "-p:RunAnalyzers=false",
                .. entry.Framework is { Length: > 0 } framework ? ["-f", framework] : ImmutableArray<string>.Empty,
                .. isRestored ? ["--no-restore"] : ImmutableArray<string>.Empty,
                // What a version changes is little, and takes less time than to start processes for it.
                .. this.built.Contains(path) ? ["-m:1"] : ImmutableArray<string>.Empty,
                .. arguments,
            ],
            limit,
            cancellation);
    }
}

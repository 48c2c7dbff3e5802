using System.Collections.Immutable;

namespace PerfProof.Loading;

/// <summary>The first stage: from a path to code that can be analysed.</summary>
public static class CodeLoader
{
    /// <summary>Loads a solution, a project, a folder or a file.</summary>
    /// <exception cref="LoadException">Nothing could be loaded.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing is left behind.</exception>
    public static Task<LoadedCode> LoadAsync(LoadRequest request, CancellationToken cancellation)
    {
        string path;
        try
        {
            path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(request.Path));
        }
        catch (ArgumentException exception)
        {
            throw new LoadException($"'{request.Path}' is not a path ({exception.Message.TrimEnd('.')}).");
        }

        if (Directory.Exists(path))
        {
            return LoadFolderAsync(path, request, cancellation);
        }

        if (!File.Exists(path))
        {
            throw new LoadException($"{path} does not exist: name a solution, a C# project, a folder or a C# file.");
        }

        if (SolutionFile.IsSolution(path))
        {
            return ProjectLoader.LoadAsync(path, Path.GetDirectoryName(path)!, SolutionFile.Projects(path), request, cancellation);
        }

        var extension = Path.GetExtension(path).ToLowerInvariant();
        return extension switch
        {
            ".csproj" => ProjectLoader.LoadAsync(path, Path.GetDirectoryName(path)!, [path], request, cancellation),
            ".cs" => LooseFiles.LoadAsync(path, Path.GetDirectoryName(path)!, [path], request, cancellation),
            _ when extension.EndsWith("proj", StringComparison.Ordinal) => throw new LoadException($"{path} is not a C# project: perfproof reads C# only."),
            _ => throw new LoadException($"{path} is neither a solution, a C# project, a folder nor a C# file."),
        };
    }

    private static Task<LoadedCode> LoadFolderAsync(string folder, LoadRequest request, CancellationToken cancellation)
    {
        if (request.AsFolder)
        {
            return LoadLooseAsync(folder, request, cancellation);
        }

        var solutions = Directory.GetFiles(folder).Where(SolutionFile.IsSolution).Where(file => !file.EndsWith(".slnf", StringComparison.OrdinalIgnoreCase)).ToList();
        if (Single(folder, "solutions", PreferNewFormat(solutions)) is { } solution)
        {
            return ProjectLoader.LoadAsync(solution, folder, SolutionFile.Projects(solution), request, cancellation);
        }

        if (Single(folder, "projects", [.. Directory.GetFiles(folder, "*.csproj")]) is { } project)
        {
            return ProjectLoader.LoadAsync(project, folder, [project], request, cancellation);
        }

        var below = SourceFolder.Files(folder, ".csproj");
        return below.Count > 0
            ? ProjectLoader.LoadAsync(folder, folder, [.. below], request, cancellation)
            : LoadLooseAsync(folder, request, cancellation);
    }

    private static Task<LoadedCode> LoadLooseAsync(string folder, LoadRequest request, CancellationToken cancellation)
    {
        var files = SourceFolder.Files(folder, ".cs");
        return files.Count > 0
            ? LooseFiles.LoadAsync(folder, folder, files, request, cancellation)
            : throw new LoadException($"{folder} has neither a solution, a C# project nor a C# file.");
    }

    // The same solution in both formats, as a migration leaves it.
    private static List<string> PreferNewFormat(List<string> solutions) =>
        [.. solutions.GroupBy(Path.GetFileNameWithoutExtension).Select(group => group.OrderByDescending(file => file.Length).First())];

    private static string? Single(string folder, string what, List<string> files) => files.Count <= 1
        ? files.FirstOrDefault()
        : throw new LoadException($"{folder} has several {what} ({string.Join(", ", files.Select(Path.GetFileName).Order(StringComparer.Ordinal))}): name one of them, or read all sources together with --folder.");
}

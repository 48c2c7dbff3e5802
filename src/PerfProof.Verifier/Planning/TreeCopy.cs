using Microsoft.CodeAnalysis;
using PerfProof.Loading;

namespace PerfProof.Planning;

/// <summary>
/// A copy of the user's tree in a folder of ours: every project's folder, the build's settings that stand above them, and what a restore has left for the
/// projects, so that it need not be done again. The user's own tree is never written to.
/// </summary>
public sealed class TreeCopy
{
    // What a build looks for in the folders above a project.
    private static readonly string[] settings =
        ["Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "global.json", "nuget.config", "NuGet.config", "NuGet.Config", ".editorconfig", ".globalconfig"];

    // Where a restore leaves what it found, unless the project says otherwise; then it is done again.
    private const string RestoreFolder = "obj";
    private const string RestoredFile = "project.assets.json";

    private readonly string from;
    private readonly string to;

    private TreeCopy(string from, string to)
    {
        this.from = from;
        this.to = to;
    }

    /// <summary>Copies what the projects of a solution need to be built.</summary>
    public static TreeCopy Create(Solution solution, string folder)
    {
        var (top, files) = FilesOf(solution);
        foreach (var file in files.Concat(ProjectFolders(solution).SelectMany(RestoredFiles)))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(top, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }

        return new(top, folder);
    }

    /// <summary>Whether a project has been restored.</summary>
    /// <param name="project">Path of its file.</param>
    internal static bool IsRestored(string project) => File.Exists(Path.Combine(Path.GetDirectoryName(project)!, RestoreFolder, RestoredFile));

    /// <summary>What a copy of the tree would consist of, as a hash of names and contents.</summary>
    /// <param name="solution">Whose tree.</param>
    /// <param name="without">Full paths of files that do not count.</param>
    internal static string Digest(Solution solution, IReadOnlyCollection<string> without)
    {
        var (top, files) = FilesOf(solution);
        var hash = new ContentHash();
        foreach (var file in files.Except(without, CompilerCommands.PathComparer).Order(StringComparer.Ordinal))
        {
            hash.Add(Path.GetRelativePath(top, file), ContentHash.OfFile(file));
        }

        return hash.ToString();
    }

    private static (string Top, IEnumerable<string> Files) FilesOf(Solution solution)
    {
        var root = ProjectFolders(solution).Aggregate(CommonFolder);
        var above = new List<string>();
        for (var parent = Path.GetDirectoryName(root); parent is not null; parent = Path.GetDirectoryName(parent))
        {
            above.AddRange(settings.Select(name => Path.Combine(parent, name)).Where(File.Exists));
        }

        // The chain of folders above is kept as deep as its topmost setting, so that each stands where a build looks for it.
        return (above.Count > 0 ? Path.GetDirectoryName(above[^1])! : root, above.Concat(SourceFolder.Enumerate(root, _ => true)));
    }

    private static IEnumerable<string> ProjectFolders(Solution solution) =>
        solution.Projects.Select(project => project.FilePath).OfType<string>().Select(path => Path.GetDirectoryName(path)!).Distinct();

    // The files, and not the folders beside them, which builds write.
    private static IEnumerable<string> RestoredFiles(string project) =>
        Path.Combine(project, RestoreFolder) is var folder && File.Exists(Path.Combine(folder, RestoredFile)) ? Directory.EnumerateFiles(folder) : [];

    /// <summary>Where a file of the user's tree is in the copy; null for a file outside it.</summary>
    public string? PathOf(string file)
    {
        var relative = Path.GetRelativePath(this.from, file);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? null : Path.Combine(this.to, relative);
    }

    /// <summary>Makes the copy equal to a solution that differs from another in some documents.</summary>
    /// <returns>A changed file that has no place in the copy; null when all have.</returns>
    public async Task<string?> WriteAsync(Solution changed, Solution original, CancellationToken cancellation)
    {
        foreach (var project in changed.GetChanges(original).GetProjectChanges())
        {
            foreach (var id in project.GetRemovedDocuments())
            {
                if (original.GetDocument(id)!.FilePath is { } path && this.PathOf(path) is { } copy)
                {
                    File.Delete(copy);
                }
            }

            foreach (var id in project.GetChangedDocuments().Concat(project.GetAddedDocuments()))
            {
                var document = changed.GetDocument(id)!;
                if (document.FilePath is not { } path || this.PathOf(path) is not { } copy)
                {
                    return document.FilePath ?? document.Name;
                }

                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                await File.WriteAllTextAsync(copy, (await document.GetTextAsync(cancellation).ConfigureAwait(false)).ToString(), cancellation).ConfigureAwait(false);
            }
        }

        return null;
    }

    private static string CommonFolder(string a, string b)
    {
        while (!IsBelow(b, a))
        {
            a = Path.GetDirectoryName(a) ?? throw new LoadException($"The projects have no folder in common, so their tree cannot be copied: {b}.");
        }

        return a;
    }

    private static bool IsBelow(string path, string folder) =>
        path == folder || path.StartsWith(Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar, StringComparison.Ordinal);
}

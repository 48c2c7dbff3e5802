using System.Text.RegularExpressions;

namespace PerfProof.Build.Repositories;

/// <summary>Finds what the paths of project files mean, without evaluating them.</summary>
/// <param name="root">The repository.</param>
/// <param name="projects">Its projects, as full paths with forward slashes.</param>
public sealed partial class ProjectPaths(string root, IReadOnlyList<string> projects)
{
    private readonly string root = Slashed(root);

    /// <summary>The nearest file of this name at or above a folder, within the repository; null when there is none.</summary>
    public string? FindAbove(string folder, string name)
    {
        for (var current = Slashed(folder); current is not null && this.IsWithin(current); current = Parent(current))
        {
            var path = $"{current}/{name}";
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }

    /// <summary>
    /// The full path, or pattern of paths, that a project file means; null when that cannot be told or lies outside the repository. A
    /// property at the beginning is nearly always a folder above (<c>$(RepoRoot)</c>, <c>$(SrcDir)</c>): the nearest one below
    /// which the rest exists.
    /// </summary>
    public string? Resolve(string text, string file, string project)
    {
        var folder = Slashed(Path.GetDirectoryName(file)!);
        if (FileAbove().Match(text) is { Success: true } above)
        {
            return Parent(folder) is { } parent ? this.FindAbove(parent, above.Groups["name"].Value) : null;
        }

        var path = Slashed(text.Trim())
            .Replace("$(MSBuildThisFileDirectory)", folder + "/", StringComparison.OrdinalIgnoreCase)
            .Replace("$(MSBuildProjectDirectory)", Slashed(Path.GetDirectoryName(project)!), StringComparison.OrdinalIgnoreCase)
            .Replace("$(ProjectDir)", Slashed(Path.GetDirectoryName(project)!) + "/", StringComparison.OrdinalIgnoreCase);
        if (LeadingProperty().Match(path) is { Success: true } property)
        {
            return this.BelowSomeFolder(property.Groups["rest"].Value, folder);
        }

        if (path.Length == 0 || path.Contains("$(", StringComparison.Ordinal) || path.Contains("@(", StringComparison.Ordinal))
        {
            return null;
        }

        var full = Full(path, folder);
        return full is not null && this.IsWithin(full) ? full : null;
    }

    private string? BelowSomeFolder(string rest, string folder)
    {
        if (rest.Length == 0 || rest.Contains("$(", StringComparison.Ordinal))
        {
            return null;
        }

        var fixedPart = PathPattern.IsPattern(rest) ? rest[..(rest.AsSpan(0, rest.AsSpan().IndexOfAny('*', '?')).LastIndexOf('/') + 1)] : rest;
        if (fixedPart.Length == 0)
        {
            return null;
        }

        for (var current = folder; current is not null && this.IsWithin(current); current = Parent(current))
        {
            if (Path.Exists($"{current}/{fixedPart}"))
            {
                return Full(rest, current);
            }
        }

        // Not above, but named as only one project is.
        var ending = "/" + rest;
        return projects.Where(candidate => candidate.EndsWith(ending, StringComparison.Ordinal)).Take(2).ToList() is [var only] ? only : null;
    }

    private bool IsWithin(string path) => path.Length >= this.root.Length
        && path.StartsWith(this.root, StringComparison.Ordinal)
        && (path.Length == this.root.Length || path[this.root.Length] == '/');

    private static string? Full(string path, string folder)
    {
        try
        {
            return Slashed(Path.GetFullPath(path, folder));
        }
        catch (ArgumentException)
        {
            // A character that no path has: the text means something else.
            return null;
        }
    }

    private static string? Parent(string folder) => Path.GetDirectoryName(folder) is { } parent ? Slashed(parent) : null;

    internal static string Slashed(string path) => path.Replace('\\', '/');

    [GeneratedRegex("""GetPathOfFileAbove\(\s*'?(?<name>[\w.\-]+)'?""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex FileAbove();

    [GeneratedRegex("""^\$\([\w.]+\)/*(?<rest>.*)$""", RegexOptions.CultureInvariant)]
    private static partial Regex LeadingProperty();
}

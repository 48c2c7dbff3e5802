using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace PerfProof.Loading;

/// <summary>The project files that a solution names: <c>.sln</c>, <c>.slnx</c> or <c>.slnf</c>.</summary>
internal static partial class SolutionFile
{
    // Folders of a solution are written as projects of this type.
    private const string FolderType = "2150E333-8FDC-42A3-9474-1A3956D46DE8";

    /// <summary>Whether this is the name of a solution.</summary>
    public static bool IsSolution(string path) =>
        Path.GetExtension(path).ToLowerInvariant() is ".sln" or ".slnx" or ".slnf";

    /// <summary>Full paths of the projects of any kind, existing or not.</summary>
    /// <exception cref="LoadException">The file cannot be read as a solution.</exception>
    public static ImmutableArray<string> Projects(string path)
    {
        try
        {
            var text = File.ReadAllText(path);
            var folder = Path.GetDirectoryName(path)!;
            var names = Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".slnx" => Xml(text),
                ".slnf" => Filter(text, ref folder),
                _ => Classic(path, text),
            };
            return [.. names.Select(name => Path.GetFullPath(name.Replace('\\', Path.DirectorySeparatorChar), folder)).Distinct()];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or XmlException or JsonException
            or InvalidOperationException or KeyNotFoundException or ArgumentException)
        {
            throw new LoadException($"{path} cannot be read as a solution ({exception.Message.TrimEnd('.')}): repair it, or name one of its projects instead.");
        }
    }

    private static List<string> Classic(string path, string text)
    {
        if (!text.Contains("Microsoft Visual Studio Solution File", StringComparison.Ordinal))
        {
            throw new LoadException($"{path} cannot be read as a solution (its header is missing): repair it, or name one of its projects instead.");
        }

        return [.. ProjectLine().Matches(text)
            .Where(match => !match.Groups["type"].Value.Equals(FolderType, StringComparison.OrdinalIgnoreCase))
            .Select(match => match.Groups["path"].Value)];
    }

    private static List<string> Xml(string text) =>
        [.. XDocument.Parse(text).Descendants("Project").Select(project => project.Attribute("Path")?.Value).OfType<string>()];

    private static List<string> Filter(string text, ref string folder)
    {
        using var json = JsonDocument.Parse(text, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        var solution = json.RootElement.GetProperty("solution");
        var path = Path.GetFullPath(solution.GetProperty("path").GetString()!.Replace('\\', Path.DirectorySeparatorChar), folder);
        folder = Path.GetDirectoryName(path)!;
        return [.. solution.GetProperty("projects").EnumerateArray().Select(project => project.GetString()).OfType<string>()];
    }

    [GeneratedRegex("""^\s*Project\("\{(?<type>[^}"]*)\}"\)\s*=\s*"[^"]*"\s*,\s*"(?<path>[^"]*)"\s*,""", RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex ProjectLine();
}

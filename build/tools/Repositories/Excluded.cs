using System.Text.RegularExpressions;

namespace PerfProof.Build.Repositories;

/// <summary>Folders that are left out: by path below the repository, or by name wherever they lie.</summary>
public sealed class Excluded
{
    private readonly Regex pattern;
    private readonly bool isName;

    private Excluded(Regex pattern, bool isName)
    {
        this.pattern = pattern;
        this.isName = isName;
    }

    /// <summary>Reads a pattern: <c>src/Native</c>, <c>**/Generated</c>, or a bare name such as <c>*Tests</c>.</summary>
    public static Excluded Create(string text)
    {
        var path = ProjectPaths.Slashed(text).Trim('/');
        return new(PathPattern.ToRegex(path), !path.Contains('/', StringComparison.Ordinal));
    }

    /// <summary>Whether a file, below the repository, lies in such a folder.</summary>
    public bool Matches(string file)
    {
        var start = 0;
        for (var end = file.IndexOf('/'); end >= 0; end = file.IndexOf('/', end + 1))
        {
            if (this.pattern.IsMatch(this.isName ? file[start..end] : file[..end]))
            {
                return true;
            }

            start = end + 1;
        }

        return false;
    }
}

using System.IO.Enumeration;

namespace PerfProof.Loading;

/// <summary>Files below a folder, without what a build or a tool put there.</summary>
internal static class SourceFolder
{
    private static readonly string[] skipped = ["bin", "obj", "node_modules", "packages", "TestResults", "artifacts"];

    /// <summary>Every file with this extension below the folder, in a stable order.</summary>
    public static List<string> Files(string folder, string extension) =>
        Enumerate(folder, name => name.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    /// <summary>Every file below the folder whose name is wanted, in a stable order.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="wanted">Which names.</param>
    /// <param name="includesOutput">Whether to look into the folders that builds write to.</param>
    public static List<string> Enumerate(string folder, Func<string, bool> wanted, bool includesOutput = false)
    {
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true, AttributesToSkip = FileAttributes.System };
        var files = new FileSystemEnumerable<string>(folder, static (ref FileSystemEntry entry) => entry.ToFullPath(), options)
        {
            ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && wanted(entry.FileName.ToString()),

            // A link to a folder may lead back up.
            ShouldRecursePredicate = (ref FileSystemEntry entry) =>
                (entry.Attributes & FileAttributes.ReparsePoint) == 0 && (includesOutput || !IsSkipped(entry.FileName)),
        };
        var result = files.ToList();
        result.Sort(StringComparer.Ordinal);
        return result;
    }

    private static bool IsSkipped(ReadOnlySpan<char> name)
    {
        if (name.Length > 0 && name[0] == '.')
        {
            return true;
        }

        foreach (var skip in skipped)
        {
            if (name.Equals(skip, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}

using PerfProof.Verdicts;

namespace PerfProof.Loading;

/// <summary>Where the analyzers look for what was measured: as the targets of the package do.</summary>
internal static class IndexFiles
{
    /// <summary>The name that 'perfproof verify' gives the index when nothing else is said. It serves all projects below.</summary>
    public const string DefaultName = "perfproof.evidence" + VerdictIndex.Extension;

    /// <summary>The index files of a project: those beside it, and the nearest of the default name above.</summary>
    /// <param name="folder">Full path of the project's folder.</param>
    public static IEnumerable<string> Of(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*" + VerdictIndex.Extension).Order(StringComparer.Ordinal))
        {
            yield return file;
        }

        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Combine(above, DefaultName) is var file && File.Exists(file))
            {
                yield return file;
                yield break;
            }
        }
    }
}

using PerfProof.Catalog;

namespace PerfProof.Loading;

/// <summary>Where catalogs of the user's own lie: as the targets of the package look for them.</summary>
internal static class CatalogFiles
{
    /// <summary>The catalogs of a project: the nearest of the default name at or above it, and those beside it that end in that name.</summary>
    /// <param name="folder">Full path of the project's folder.</param>
    public static IEnumerable<string> Of(string folder)
    {
        for (var above = folder; above is not null; above = Path.GetDirectoryName(above))
        {
            if (Path.Combine(above, UserCatalog.FileName) is var file && File.Exists(file))
            {
                yield return file;
                break;
            }
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*." + UserCatalog.FileName).Order(StringComparer.Ordinal))
        {
            yield return file;
        }
    }
}

namespace PerfProof.Build;

/// <summary>Where things lie in a checkout of this repository.</summary>
/// <param name="Root">The folder of Analyzers.sln.</param>
public sealed record Checkout(string Root)
{
    /// <summary>One folder an area, in it one folder a rule.</summary>
    public string Rules => this.PathOf("src", "Rules");

    /// <summary>Pages of the rules.</summary>
    public string RulePages => this.PathOf("docs", "rules");

    /// <summary>The release tracking file of what is not yet shipped.</summary>
    public string UnshippedReleases => this.PathOf("src", "PerfProof.Analyzers", "AnalyzerReleases.Unshipped.md");

    /// <summary>A path below the root.</summary>
    public string PathOf(params string[] parts) => Path.Combine([this.Root, .. parts]);

    /// <summary>A path as people write it: below the root, with slashes.</summary>
    public string Display(string path) => Path.GetRelativePath(this.Root, path).Replace('\\', '/');

    /// <summary>The page of a rule.</summary>
    public string PageOf(string id) => Path.Combine(this.RulePages, id + ".md");

    /// <summary>The folder of a rule's sources; null when there is none.</summary>
    public string? FolderOf(string id) => FindFolder(this.Rules, id);

    /// <summary>The folder of a rule's tests; null when there is none.</summary>
    public string? TestFolderOf(string id) => FindFolder(this.PathOf("tests", "PerfProof.Tests", "Rules"), id);

    private static string? FindFolder(string parent, string id) => Directory.Exists(parent)
        ? Directory.EnumerateDirectories(parent)
            .SelectMany(area => Directory.EnumerateDirectories(area, id + "_*"))
            .Order(StringComparer.Ordinal)
            .FirstOrDefault()
        : null;
}

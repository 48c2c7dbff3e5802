namespace PerfProof.Build.Site;

/// <summary>Whether links between the pages of the repository lead somewhere. Addresses are not looked up.</summary>
public static class LinkCheck
{
    /// <summary>A line for each link that leads nowhere.</summary>
    /// <param name="checkout">The repository.</param>
    /// <param name="files">The pages to look through.</param>
    public static IEnumerable<string> Problems(Checkout checkout, IReadOnlyCollection<MarkdownFile> files)
    {
        var pages = files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        foreach (var file in files)
        {
            foreach (var link in file.Links)
            {
                if (file.Target(link) is { } target && Problem(target) is { } problem)
                {
                    yield return $"{file.Path}, line {link.Line + 1}: '{link.Url}' {problem}.";
                }
            }
        }

        string? Problem((string Path, string Anchor) target)
        {
            var path = checkout.PathOf(target.Path);
            if (target.Path.Length == 0 || (!pages.ContainsKey(target.Path) && !File.Exists(path) && !Directory.Exists(path)))
            {
                return "leads to nothing";
            }

            if (target.Anchor.Length == 0 || !target.Path.EndsWith(".md", StringComparison.Ordinal))
            {
                return null;
            }

            var page = pages.TryGetValue(target.Path, out var known) ? known : pages[target.Path] = MarkdownFile.Read(checkout, target.Path);
            return page.Headings.Any(heading => heading.Anchor == target.Anchor) ? null : "leads to a heading that is not there";
        }
    }
}

using System.Collections.Immutable;
using System.Reflection;

namespace PerfProof.Catalog;

/// <summary>
/// The catalog files that ship with PerfProof, embedded in this assembly. Each is parsed once per process, and only when something asks for a
/// library that it speaks of: most programs use none of them.
/// </summary>
public static class BuiltInCatalog
{
    private const string Prefix = "PerfProof.Catalog.";
    private const string Header = "library ";

    private static readonly Lazy<ImmutableArray<Entry>> entries = new(Read);

    /// <summary>Every built-in file by name (<c>TorchSharp.txt</c>).</summary>
    public static ImmutableArray<(string File, CatalogText Text)> Files => entries.Value.Select(static entry => (entry.File, entry.Text.Value)).ToImmutableArray();

    /// <summary>Every library that the files have lines for.</summary>
    public static IEnumerable<string> Libraries => entries.Value.SelectMany(static entry => entry.Libraries).Distinct(StringComparer.Ordinal);

    /// <summary>The files in which a library that is there has lines.</summary>
    /// <param name="isPresent">Whether a library, by the name of its assembly, is there.</param>
    public static IEnumerable<CatalogText> FilesOf(Func<string, bool> isPresent) =>
        entries.Value.Where(entry => entry.Libraries.Any(isPresent)).Select(static entry => entry.Text.Value);

    private static ImmutableArray<Entry> Read()
    {
        var assembly = typeof(BuiltInCatalog).GetTypeInfo().Assembly;
        var result = ImmutableArray.CreateBuilder<Entry>();
        foreach (var name in assembly.GetManifestResourceNames().OrderBy(name => name, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            var text = reader.ReadToEnd();
            result.Add(new(name.Substring(Prefix.Length), LibrariesOf(text), new(() => CatalogText.Parse(text))));
        }

        return result.ToImmutable();
    }

    private static ImmutableArray<string> LibrariesOf(string text)
    {
        var libraries = ImmutableArray.CreateBuilder<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            end = end < 0 ? text.Length : end;
            if (string.CompareOrdinal(text, start, Header, 0, Header.Length) == 0)
            {
                var name = text.Substring(start + Header.Length, end - start - Header.Length);
                var comment = name.IndexOf(" #", StringComparison.Ordinal);
                libraries.Add((comment < 0 ? name : name.Substring(0, comment)).Trim());
            }

            start = end + 1;
        }

        return libraries.ToImmutable();
    }

    private sealed record Entry(string File, ImmutableArray<string> Libraries, Lazy<CatalogText> Text);
}

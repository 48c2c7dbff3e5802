using System.Collections.Immutable;
using System.Reflection;

namespace PerfProof.Catalog;

/// <summary>The catalog files that ship with PerfProof, embedded in this assembly; parsed once per process.</summary>
public static class BuiltInCatalog
{
    private const string Prefix = "PerfProof.Catalog.";

    private static readonly Lazy<ImmutableArray<(string File, CatalogText Text)>> files = new(Read);

    /// <summary>Every built-in file by name (<c>TorchSharp.txt</c>).</summary>
    public static ImmutableArray<(string File, CatalogText Text)> Files => files.Value;

    private static ImmutableArray<(string, CatalogText)> Read()
    {
        var assembly = typeof(BuiltInCatalog).GetTypeInfo().Assembly;
        var result = ImmutableArray.CreateBuilder<(string, CatalogText)>();
        foreach (var name in assembly.GetManifestResourceNames().OrderBy(name => name, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal))
            {
                continue;
            }

            using var stream = assembly.GetManifestResourceStream(name)!;
            using var reader = new StreamReader(stream);
            result.Add((name.Substring(Prefix.Length), CatalogText.Parse(reader.ReadToEnd())));
        }

        return result.ToImmutable();
    }
}

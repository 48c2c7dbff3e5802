using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Catalog;

/// <summary>The user's own catalog files: AdditionalFiles named <c>PerfProof.Apis.txt</c> or <c>*.PerfProof.Apis.txt</c>.</summary>
public static class UserCatalog
{
    /// <summary>The name, or the end of the name, of a user's catalog file.</summary>
    public const string FileName = "PerfProof.Apis.txt";

    // An editor asks again at every key stroke, with the same text.
    private static readonly ConditionalWeakTable<SourceText, CatalogText> parsed = new();

    /// <summary>Whether this additional file is a catalog.</summary>
    public static bool IsCatalog(AdditionalText file)
    {
        var name = Path.GetFileName(file.Path);
        return name.Equals(FileName, StringComparison.OrdinalIgnoreCase)
            || name.EndsWith("." + FileName, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text of a file; null when it cannot be read, for whatever reason: a catalog never stops an analysis.</summary>
    public static SourceText? Text(AdditionalText file, CancellationToken cancellation)
    {
        try
        {
            return file.GetText(cancellation);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // Reported by PP0001 in the same words as a text that is not there.
            return null;
        }
    }

    /// <summary>Parses a text, once.</summary>
    public static CatalogText Parse(SourceText text) => parsed.GetValue(text, static text => CatalogText.Parse(text.ToString()));

    /// <summary>Reads one file; null when it cannot be read.</summary>
    public static CatalogText? Read(AdditionalText file, CancellationToken cancellation) =>
        Text(file, cancellation) is { } text ? Parse(text) : null;

    /// <summary>Reads every catalog among the additional files.</summary>
    public static ImmutableArray<CatalogText> ReadAll(ImmutableArray<AdditionalText> files, CancellationToken cancellation) =>
        files.Where(IsCatalog)
            .Select(file => Read(file, cancellation))
            .OfType<CatalogText>()
            .ToImmutableArray();
}

namespace RagService.Documents;

/// <summary>Reads the handbook: markdown pages and plain text notes.</summary>
public static class DocumentReader
{
    public static string DefaultFolder { get; } = Path.Combine(
        Path.GetDirectoryName(typeof(DocumentReader).Assembly.Location) ?? AppContext.BaseDirectory,
        "data");

    public static async Task<IReadOnlyList<Document>> ReadAsync(string folder)
    {
        var documents = new List<Document>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Path.GetExtension(path) is ".md" or ".txt")
            {
                var text = (await File.ReadAllTextAsync(path)).ReplaceLineEndings("\n");
                var title = text.AsSpan(0, text.IndexOf('\n')).TrimStart("# ").ToString();
                documents.Add(new Document(Path.GetFileName(path), title, text));
            }
        }

        return documents;
    }

    /// <summary>Cuts a markdown page at its headings.</summary>
    public static IEnumerable<Section> ReadSections(Document document)
    {
        var heading = document.Title;
        var paragraphs = new List<string>();
        foreach (var paragraph in document.Text.Split("\n\n", StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (!paragraph.StartsWith('#'))
            {
                paragraphs.Add(paragraph);
                continue;
            }

            if (paragraphs.Count > 0)
            {
                yield return new Section(heading, paragraphs);
            }

            heading = paragraph.TrimStart('#', ' ');
            paragraphs = [];
        }

        if (paragraphs.Count > 0)
        {
            yield return new Section(heading, paragraphs);
        }
    }
}

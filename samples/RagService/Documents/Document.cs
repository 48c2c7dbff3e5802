namespace RagService.Documents;

public sealed record Document(string Id, string Title, string Text)
{
    public bool IsMarkdown => Id.EndsWith(".md", StringComparison.Ordinal);
}

namespace RagService.Chunking;

/// <summary>A passage of a document, short enough to be quoted in a prompt.</summary>
public sealed record Chunk(string DocumentId, string Heading, string Text);

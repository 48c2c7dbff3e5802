namespace RagService.Documents;

public sealed record Section(string Heading, IReadOnlyList<string> Paragraphs);

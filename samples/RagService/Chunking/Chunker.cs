using System.Text;
using RagService.Documents;
using RagService.Retrieval;
using RagService.Tokenization;

namespace RagService.Chunking;

/// <summary>Cuts documents into passages that leave room for the rest of the prompt.</summary>
public sealed class Chunker(ITokenCounter counter, int maxPromptTokens = 512, int maxChunkTokens = 160)
{
    public List<Chunk> Split(Document document)
    {
        if (!document.IsMarkdown)
        {
            return [.. MergeLines(document.Text.Split('\n')).Select(text => new Chunk(document.Id, document.Title, text))];
        }

        var chunks = new List<Chunk>();
        foreach (var section in DocumentReader.ReadSections(document))
        {
            var header = Prompt.Header($"{document.Title}: {section.Heading}");
            foreach (var text in PackParagraphs(header, section.Paragraphs))
            {
                chunks.Add(new Chunk(document.Id, section.Heading, text));
            }
        }

        return chunks;
    }

    /// <summary>Puts as many whole paragraphs into a passage as fit into a prompt that starts with the header.</summary>
    public List<string> PackParagraphs(string header, IReadOnlyList<string> paragraphs)
    {
        var passages = new List<string>();
        var current = new List<string>();
        var used = 0;
        foreach (var paragraph in paragraphs)
        {
            var budget = maxPromptTokens - counter.Count(header);
            var tokens = counter.Count(paragraph);
            if (current.Count > 0 && used + tokens > budget)
            {
                passages.Add(string.Join("\n\n", current));
                current.Clear();
                used = 0;
            }

            current.Add(paragraph);
            used += tokens;
        }

        if (current.Count > 0)
        {
            passages.Add(string.Join("\n\n", current));
        }

        return passages;
    }

    /// <summary>Adds line after line to a passage until it is full.</summary>
    public List<string> MergeLines(IReadOnlyList<string> lines)
    {
        var passages = new List<string>();
        var current = new StringBuilder();
        foreach (var line in lines)
        {
            if (current.Length > 0 && counter.Count(current + line) > maxChunkTokens)
            {
                passages.Add(current.ToString().Trim());
                current.Clear();
            }

            current.Append(line).Append('\n');
        }

        if (!string.IsNullOrWhiteSpace(current.ToString()))
        {
            passages.Add(current.ToString().Trim());
        }

        return passages;
    }
}

using System.Collections.Generic;
using Microsoft.ML.Tokenizers;

namespace Samples.PP2001.Bad;

/// <summary>Packs paragraphs into chunks that fit into a prompt.</summary>
public sealed class Packer(Tokenizer tokenizer, int maxTokens)
{
    public List<string> Pack(string header, IReadOnlyList<string> paragraphs)
    {
        var chunks = new List<string>();
        var current = "";
        foreach (var paragraph in paragraphs)
        {
            // The header is the same for every paragraph.
            var budget = maxTokens - tokenizer.CountTokens(header);

            // The chunk is encoded from its start for every paragraph.
            if (current.Length > 0 && tokenizer.CountTokens(current + paragraph) > budget)
            {
                chunks.Add(current);
                current = "";
            }

            current += paragraph;
        }

        chunks.Add(current);
        return chunks;
    }

    public string Cut(string query)
    {
        while (tokenizer.CountTokens(query) > maxTokens)
        {
            query = query.Substring(0, query.Length - 100);
        }

        return query;
    }
}

using System.Collections.Generic;
using System.Text;
using Microsoft.ML.Tokenizers;

namespace Samples.PP2001.Good;

/// <summary>Packs paragraphs into chunks that fit into a prompt.</summary>
public sealed class Packer(Tokenizer tokenizer, int maxTokens)
{
    // Tokens that may form across the seam of two paragraphs.
    private const int Margin = 2;

    public List<string> Pack(string header, IReadOnlyList<string> paragraphs)
    {
        var chunks = new List<string>();
        var current = new StringBuilder();
        var used = 0;
        var budget = maxTokens - tokenizer.CountTokens(header);
        foreach (var paragraph in paragraphs)
        {
            var tokens = tokenizer.CountTokens(paragraph) + Margin;
            if (current.Length > 0 && used + tokens > budget)
            {
                chunks.Add(current.ToString());
                current.Clear();
                used = 0;
            }

            current.Append(paragraph);
            used += tokens;
        }

        chunks.Add(current.ToString());
        return chunks;
    }

    public string Cut(string query) =>
        query.Substring(0, tokenizer.GetIndexByTokenCount(query, maxTokens, out _, out _, considerNormalization: false));
}

// libraries: Microsoft.ML.Tokenizers
// PP2005, as people write it.
using System;
using System.Collections.Generic;
using Microsoft.ML.Tokenizers;

namespace Samples.PP2005.Bad;

/// <summary>Fills a prompt with passages.</summary>
public sealed class PromptBuilder(Tokenizer tokenizer, int maxTokens)
{
    public List<string> Choose(IEnumerable<string> passages)
    {
        var chosen = new List<string>();
        var used = 0;
        foreach (var passage in passages)
        {
            if (used + tokenizer.CountTokens(passage) > maxTokens)
            {
                break;
            }

            Console.WriteLine($"{tokenizer.CountTokens(passage)} tokens");
            used += tokenizer.CountTokens(passage);
            chosen.Add(passage);
        }

        return chosen;
    }
}

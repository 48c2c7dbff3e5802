// libraries: Microsoft.ML.Tokenizers
// PP2005, as it should be.
using System;
using System.Collections.Generic;
using Microsoft.ML.Tokenizers;

namespace Samples.PP2005.Good;

/// <summary>Fills a prompt with passages.</summary>
public sealed class PromptBuilder(Tokenizer tokenizer, int maxTokens)
{
    public List<string> Choose(IEnumerable<string> passages)
    {
        var chosen = new List<string>();
        var used = 0;
        foreach (var passage in passages)
        {
            var tokens = tokenizer.CountTokens(passage);
            if (used + tokens > maxTokens)
            {
                break;
            }

            Console.WriteLine($"{tokens} tokens");
            used += tokens;
            chosen.Add(passage);
        }

        return chosen;
    }
}

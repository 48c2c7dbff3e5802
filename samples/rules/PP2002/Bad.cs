// libraries: SharpToken
// PP2002, as people write it.
using System.Collections.Generic;
using SharpToken;

namespace Samples.PP2002.Bad;

/// <summary>Counts what a prompt may hold.</summary>
public sealed class TokenCounter
{
    private static readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");

    public int Count(string text)
    {
        List<int> tokens = encoding.Encode(text);
        return tokens.Count;
    }

    public bool Fits(string text, int maxTokens) => encoding.Encode(text).Count <= maxTokens;
}

// libraries: SharpToken
// PP2002, as it should be.
using SharpToken;

namespace Samples.PP2002.Good;

/// <summary>Counts what a prompt may hold.</summary>
public sealed class TokenCounter
{
    private static readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");

    public int Count(string text)
    {
        int tokenCount = encoding.CountTokens(text);
        return tokenCount;
    }

    public bool Fits(string text, int maxTokens) => encoding.CountTokens(text) <= maxTokens;
}

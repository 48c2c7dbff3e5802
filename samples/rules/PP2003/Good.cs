// libraries: SharpToken
// PP2003, as it should be.
using SharpToken;

namespace Samples.PP2003.Good;

/// <summary>Counts tokens.</summary>
public sealed class TokenCounter
{
    private static readonly GptEncoding encoding = GptEncoding.GetEncoding("cl100k_base");

    public int Count(string text) => encoding.CountTokens(text);
}

// libraries: SharpToken
// PP2003, as people write it.
using SharpToken;

namespace Samples.PP2003.Bad;

/// <summary>Counts tokens.</summary>
public sealed class TokenCounter
{
    public int Count(string text)
    {
        var encoding = GptEncoding.GetEncoding("cl100k_base");
        return encoding.CountTokens(text);
    }
}

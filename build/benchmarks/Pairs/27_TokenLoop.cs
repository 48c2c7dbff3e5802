using PerfProof.Pairs;

/// <summary>A loop that counts the tokens of the same text before each turn, against once.</summary>
[Sizes(1_000)]
public static class P27TokenLoop
{
    private static int CountTokens(string text)
    {
        var count = text.Length > 0 ? 1 : 0;
        foreach (var letter in text)
        {
            count += letter == ' ' ? 1 : 0;
        }

        return count;
    }

    [Before]
    public static List<int> Before(string text)
    {
        var lengths = new List<int>();
        for (var i = 0; i < CountTokens(text); i += 10)
        {
            lengths.Add((i * 31) ^ text[i % text.Length]);
        }

        return lengths;
    }

    [After]
    public static List<int> After(string text)
    {
        var lengths = new List<int>();
        var count = CountTokens(text);
        for (var i = 0; i < count; i += 10)
        {
            lengths.Add((i * 31) ^ text[i % text.Length]);
        }

        return lengths;
    }
}

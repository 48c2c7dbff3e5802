namespace Samples;

/// <summary>Counts the tokens of a text; Good.PerfProof.Apis.txt says so.</summary>
public sealed class TokenCounter
{
    public int Count(string text) => text.Length / 4;

    public int[] Encode(string text) => new int[this.Count(text)];
}

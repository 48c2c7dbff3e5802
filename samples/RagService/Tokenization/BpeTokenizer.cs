using System.Text;
using System.Text.RegularExpressions;

namespace RagService.Tokenization;

/// <summary>A byte-pair tokenizer: bytes, merged pair by pair in the order in which training found the pairs.</summary>
public sealed partial class BpeTokenizer
{
    private const int ByteCount = 256;

    private readonly Dictionary<(int Left, int Right), int> _merges = [];

    public BpeTokenizer()
        : this(HandbookMerges.Text)
    {
    }

    /// <param name="merges">Pairs of symbols, separated by white space, the first one merged first.</param>
    public BpeTokenizer(string merges)
    {
        var ids = ByteSymbols();
        var symbols = merges.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        foreach (var pair in symbols.Chunk(2))
        {
            var id = ByteCount + _merges.Count;
            _merges.Add((ids[pair[0]], ids[pair[1]]), id);
            ids.TryAdd(pair[0] + pair[1], id);
        }
    }

    public int VocabularySize => ByteCount + _merges.Count;

    public IReadOnlyList<int> Encode(string text)
    {
        var tokens = new List<int>(text.Length / 3);
        foreach (var piece in Pieces().EnumerateMatches(text))
        {
            Tokenize(text.AsSpan(piece.Index, piece.Length), tokens);
        }

        return tokens;
    }

    public int CountTokens(string text)
    {
        var count = 0;
        foreach (var piece in Pieces().EnumerateMatches(text))
        {
            count += Tokenize(text.AsSpan(piece.Index, piece.Length), tokens: null);
        }

        return count;
    }

    private int Tokenize(ReadOnlySpan<char> piece, List<int>? tokens)
    {
        Span<byte> bytes = stackalloc byte[256];
        var length = Encoding.UTF8.GetBytes(piece, bytes);
        Span<int> symbols = stackalloc int[length];
        for (var i = 0; i < length; i++)
        {
            symbols[i] = bytes[i];
        }

        while (length > 1)
        {
            // A pair that training found earlier has the smaller id, and goes first.
            var best = int.MaxValue;
            var at = -1;
            for (var i = 0; i + 1 < length; i++)
            {
                if (_merges.TryGetValue((symbols[i], symbols[i + 1]), out var id) && id < best)
                {
                    best = id;
                    at = i;
                }
            }

            if (at < 0)
            {
                break;
            }

            symbols[at] = best;
            symbols[(at + 2)..length].CopyTo(symbols[(at + 1)..]);
            length--;
        }

        tokens?.AddRange(symbols[..length]);
        return length;
    }

    /// <summary>The printable character that stands for each byte in a list of merges, as GPT-2 has it.</summary>
    private static Dictionary<string, int> ByteSymbols()
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        var next = ByteCount;
        for (var value = 0; value < ByteCount; value++)
        {
            var printable = value is (>= '!' and <= '~') or (>= 0xA1 and <= 0xAC) or (>= 0xAE and <= 0xFF);
            ids.Add(((char)(printable ? value : next++)).ToString(), value);
        }

        return ids;
    }

    // Words, numbers, punctuation and white space are never merged with each other.
    [GeneratedRegex(@"'(?:[sdmt]|ll|ve|re)| ?\p{L}{1,64}| ?\p{N}{1,3}| ?[^\s\p{L}\p{N}]{1,64}|\s{1,64}(?!\S)|\s{1,64}")]
    private static partial Regex Pieces();
}

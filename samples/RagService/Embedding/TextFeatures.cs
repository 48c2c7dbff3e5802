using System.Numerics.Tensors;

namespace RagService.Embedding;

/// <summary>Turns a text into a vector of hashed words and word pairs, of length one.</summary>
internal static class TextFeatures
{
    private const float PairWeight = 0.4f;

    private static readonly string[] Endings = ["ing", "ies", "ed", "es", "s", "e", "y"];

    private static readonly HashSet<string> StopWords = new(StringComparer.Ordinal)
    {
        "a", "after", "all", "an", "and", "any", "are", "as", "at", "be", "been", "before", "but", "by", "can", "do",
        "does", "for", "from", "had", "has", "have", "how", "i", "if", "in", "into", "is", "it", "its", "long", "may",
        "more", "much", "must", "no", "not", "of", "on", "one", "only", "or", "our", "out", "should", "so", "than",
        "that", "the", "their", "them", "then", "there", "they", "this", "to", "up", "was", "we", "were", "what",
        "when", "where", "which", "who", "why", "will", "with", "you", "your",
    };

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> StopWordLookup =
        StopWords.GetAlternateLookup<ReadOnlySpan<char>>();

    public static void Extract(string text, Span<float> features)
    {
        features.Clear();

        var remaining = text.ToLowerInvariant().AsSpan();
        uint previous = 0;
        while (TryReadWord(ref remaining, out var word))
        {
            if (StopWordLookup.Contains(word))
            {
                continue;
            }

            var hash = Hash(Stem(word));
            Add(features, hash, 1f);
            if (previous != 0)
            {
                Add(features, previous * 31 + hash, PairWeight);
            }

            previous = hash;
        }

        // A word that occurs ten times does not say ten times as much.
        foreach (ref var feature in features)
        {
            if (feature != 0f)
            {
                feature = MathF.CopySign(MathF.Log(1f + MathF.Abs(feature)), feature);
            }
        }

        var norm = TensorPrimitives.Norm(features);
        if (norm > 0f)
        {
            TensorPrimitives.Divide(features, norm, features);
        }
    }

    private static bool TryReadWord(ref ReadOnlySpan<char> text, out ReadOnlySpan<char> word)
    {
        var start = 0;
        while (start < text.Length && !char.IsLetterOrDigit(text[start]))
        {
            start++;
        }

        var end = start;
        while (end < text.Length && char.IsLetterOrDigit(text[end]))
        {
            end++;
        }

        word = text[start..end];
        text = text[end..];
        return word.Length > 0;
    }

    /// <summary>Takes off the commonest English endings.</summary>
    private static ReadOnlySpan<char> Stem(ReadOnlySpan<char> word)
    {
        foreach (var ending in Endings)
        {
            if (word.Length >= ending.Length + 3 && word.EndsWith(ending, StringComparison.Ordinal))
            {
                return word[..^ending.Length];
            }
        }

        return word;
    }

    /// <summary>FNV-1a: <see cref="string.GetHashCode()"/> differs from run to run.</summary>
    private static uint Hash(ReadOnlySpan<char> word)
    {
        var hash = 2166136261u;
        foreach (var c in word)
        {
            hash = (hash ^ c) * 16777619u;
        }

        return hash;
    }

    private static void Add(Span<float> features, uint hash, float weight)
    {
        hash = (hash ^ hash >> 15) * 0x85EBCA6Bu;
        var index = (int)(hash % (uint)features.Length);
        features[index] += hash >> 31 == 0 ? weight : -weight;
    }
}

using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof;

/// <summary>Whether a source file names something at all, found out without parsing or binding; remembered per file.</summary>
public static class TextScan
{
    private const int ChunkLength = 16 * 1024;

    private static readonly ConditionalWeakTable<SyntaxTree, ConcurrentDictionary<string, bool>> memo = new();

    /// <summary>Whether the text of the file contains one of the words.</summary>
    public static bool Contains(SyntaxTree tree, ImmutableArray<string> words)
    {
        var known = memo.GetOrCreateValue(tree);
        foreach (var word in words)
        {
            if (known.GetOrAdd(word, word => tree.TryGetText(out var text) ? Contains(text, word) : true))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Contains(SourceText text, string word)
    {
        var buffer = ArrayPool<char>.Shared.Rent(ChunkLength);
        try
        {
            for (var start = 0; start < text.Length; start += ChunkLength - word.Length)
            {
                var count = Math.Min(ChunkLength, text.Length - start);
                text.CopyTo(start, buffer, 0, count);
                if (buffer.AsSpan(0, count).IndexOf(word.AsSpan()) >= 0)
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }
}

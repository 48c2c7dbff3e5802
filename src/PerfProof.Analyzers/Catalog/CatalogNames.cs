using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Catalog;

/// <summary>
/// Which names of the built-in catalog stand in a file: one pass over its text for all roles together, remembered per file. It decides
/// whether anything is parsed further, so that a program that uses none of the libraries pays for this pass and no more.
/// </summary>
internal static class CatalogNames
{
    private const int ChunkLength = 16 * 1024;

    private static readonly ConditionalWeakTable<SyntaxTree, HashSet<string>> memo = new();
    private static readonly Lazy<WordTable> words = new(static () =>
        new WordTable(BuiltInCatalog.Files.SelectMany(static file => file.Text.Lines)
            .SelectMany(static line => new[] { line.Parts.SourceName, line.NamespaceWord })
            .Where(static word => word.Length > 0)));

    /// <summary>Whether one of the names is written in the file. True when it cannot be told.</summary>
    public static bool AreIn(SyntaxTree tree, ImmutableHashSet<string> names)
    {
        var found = memo.GetValue(tree, static tree => Scan(tree));
        if (found.Overlaps(names))
        {
            return true;
        }

        // Names of the user's own catalog are not in the table.
        var others = names.Where(static name => !words.Value.Has(name)).ToImmutableArray();
        return !others.IsEmpty && TextScan.Contains(tree, others);
    }

    private static HashSet<string> Scan(SyntaxTree tree)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        if (!tree.TryGetText(out var text))
        {
            text = tree.GetText();
        }

        var buffer = ArrayPool<char>.Shared.Rent(ChunkLength);
        try
        {
            Scan(text, buffer, found);
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }

        return found;
    }

    private static void Scan(SourceText text, char[] buffer, HashSet<string> found)
    {
        var table = words.Value;
        for (var start = 0; start < text.Length;)
        {
            var count = Math.Min(ChunkLength, text.Length - start);
            text.CopyTo(start, buffer, 0, count);
            var isLast = start + count == text.Length;
            var position = 0;
            while (position < count)
            {
                if (!IsPart(buffer[position]))
                {
                    position++;
                    continue;
                }

                var begin = position;
                var hash = 0;
                while (position < count && IsPart(buffer[position]))
                {
                    hash = WordTable.Next(hash, buffer[position]);
                    position++;
                }

                // A word that the chunk cuts is read again as the beginning of the next one.
                if (position == count && !isLast && begin > 0)
                {
                    count = begin;
                    break;
                }

                if (table.Find(buffer, begin, position - begin, hash) is { } word)
                {
                    found.Add(word);
                }
            }

            start += count;
        }
    }

    // The names of the catalog are ASCII; any other letter ends no word of theirs by mistake, since the table compares whole words.
    private static bool IsPart(char c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9 || c == '_' || c > 127;

    /// <summary>An open-addressed set of words that is looked up by characters, without making a string of them.</summary>
    private sealed class WordTable
    {
        private readonly string?[] slots;
        private readonly int mask;

        public WordTable(IEnumerable<string> source)
        {
            var distinct = source.Distinct(StringComparer.Ordinal).ToList();
            var size = 16;
            while (size < distinct.Count * 4)
            {
                size *= 2;
            }

            this.slots = new string?[size];
            this.mask = size - 1;
            foreach (var word in distinct)
            {
                var slot = word.Aggregate(0, Next) & this.mask;
                while (this.slots[slot] is not null)
                {
                    slot = (slot + 1) & this.mask;
                }

                this.slots[slot] = word;
            }
        }

        public static int Next(int hash, char c) => (hash * 31) + c;

        public bool Has(string word) => this.Find(word.ToCharArray(), 0, word.Length, word.Aggregate(0, Next)) is not null;

        public string? Find(char[] buffer, int start, int length, int hash)
        {
            for (var slot = hash & this.mask; this.slots[slot] is { } word; slot = (slot + 1) & this.mask)
            {
                if (word.Length == length && word.AsSpan().SequenceEqual(buffer.AsSpan(start, length)))
                {
                    return word;
                }
            }

            return null;
        }
    }
}

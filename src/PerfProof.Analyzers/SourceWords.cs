using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof;

/// <summary>
/// Which files of a compilation write a name. It decides what is looked at at all: one pass over the text of each file, remembered with the
/// file, and no syntax. Comments and texts count too, so that it may say yes where it should say no, and never the reverse.
/// </summary>
public sealed class SourceWords
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileWords> memo = new();

    // The next file to be read of each compilation.
    private static readonly ConditionalWeakTable<Compilation, StrongBox<int>> reading = new();

    private readonly ImmutableArray<(SyntaxTree Tree, FileWords Words)> files;
    private readonly ConcurrentDictionary<string, ImmutableArray<SyntaxTree>> byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> used = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> parts = new(StringComparer.Ordinal);

    internal SourceWords(Compilation compilation) =>
        this.files = compilation.SyntaxTrees.Select(static tree => (tree, Of(tree))).ToImmutableArray();

    /// <summary>Reads the files of a compilation. Rules that start at once share the work rather than wait for one of them.</summary>
    internal static void Read(Compilation compilation)
    {
        var next = reading.GetOrCreateValue(compilation);
        var trees = compilation.SyntaxTrees as ImmutableArray<SyntaxTree>? ?? compilation.SyntaxTrees.ToImmutableArray();
        for (var i = Interlocked.Increment(ref next.Value) - 1; i < trees.Length; i = Interlocked.Increment(ref next.Value) - 1)
        {
            Of(trees[i]);
        }
    }

    /// <summary>Whether any file writes this name.</summary>
    public bool Has(string name) => !this.FilesWith(name).IsEmpty;

    /// <summary>The files that write this name: as a whole word, in code, a comment or a text.</summary>
    public ImmutableArray<SyntaxTree> FilesWith(string name) => this.byName.GetOrAdd(name, this.Find);

    /// <summary>Whether the code of any file uses this name; what comments and texts say does not count.</summary>
    public bool Uses(string name) => this.used.GetOrAdd(name, name => this.FilesWith(name).Any(tree =>
        tree.GetRoot().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name)));

    /// <summary>Whether any file writes this name, as a whole word or a part of one.</summary>
    public bool HasPart(string part) => this.parts.GetOrAdd(part, part => !this.FilesWithPart(ImmutableArray.Create(part)).IsEmpty);

    /// <summary>The files that write one of these names, as a whole word or a part of one, in their order.</summary>
    public ImmutableArray<SyntaxTree> FilesWithPart(ImmutableArray<string> parts) =>
        this.files.Where(file => file.Words.HasPart(parts)).Select(static file => file.Tree).ToImmutableArray();

    private static FileWords Of(SyntaxTree tree) => memo.GetValue(tree, static tree => FileWords.Read(tree));

    private ImmutableArray<SyntaxTree> Find(string name)
    {
        var hash = FileWords.Hash(name);
        var found = ImmutableArray.CreateBuilder<SyntaxTree>();
        foreach (var (tree, words) in this.files)
        {
            if (words.Has(name, hash))
            {
                found.Add(tree);
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The distinct words of one file: their letters one after the other, and a table of where each begins.</summary>
    private sealed class FileWords
    {
        private const int ChunkLength = 16 * 1024;
        private const char Separator = ' ';

        // Compiled once and for good: it runs over the text of a whole program before the runtime would have got round to it.
        private const MethodImplOptions Optimized = (MethodImplOptions)512;

        // Of each slot the hash of its word, and where the word begins in the letters; the first letter is a separator, so that 0 is nowhere.
        private int[] hashes = new int[512];
        private int[] starts = new int[512];
        private char[] letters = new char[4096];
        private int count;
        private int end = 1;

        private FileWords() => this.letters[0] = Separator;

        public static int Hash(string word)
        {
            var hash = 0;
            foreach (var c in word)
            {
                hash = (hash * 31) + c;
            }

            return hash;
        }

        public static FileWords Read(SyntaxTree tree)
        {
            var words = new FileWords();
            var text = tree.TryGetText(out var known) ? known : tree.GetText();
            var buffer = ArrayPool<char>.Shared.Rent(ChunkLength);
            try
            {
                words.Read(text, buffer);
            }
            finally
            {
                ArrayPool<char>.Shared.Return(buffer);
            }

            Array.Resize(ref words.letters, words.end);
            return words;
        }

        public bool Has(string word, int hash)
        {
            var mask = this.hashes.Length - 1;
            for (var slot = SlotOf(hash, mask); this.starts[slot] != 0; slot = (slot + 1) & mask)
            {
                if (this.hashes[slot] == hash && this.IsAt(this.starts[slot], word.AsSpan()))
                {
                    return true;
                }
            }

            return false;
        }

        public bool HasPart(ImmutableArray<string> parts)
        {
            foreach (var part in parts)
            {
                if (this.letters.AsSpan().IndexOf(part.AsSpan()) >= 0)
                {
                    return true;
                }
            }

            return false;
        }

        private static int SlotOf(int hash, int mask) => (hash ^ (hash >> 15)) & mask;

        private bool IsAt(int start, ReadOnlySpan<char> word) =>
            start + word.Length < this.end && this.letters[start + word.Length] == Separator && this.letters.AsSpan(start, word.Length).SequenceEqual(word);

        [MethodImpl(Optimized)]
        private void Read(SourceText text, char[] buffer)
        {
            // A word that a chunk cuts is read again with the next one; one as long as a chunk is no name.
            for (var start = 0; start < text.Length;)
            {
                var length = Math.Min(ChunkLength, text.Length - start);
                text.CopyTo(start, buffer, 0, length);
                var (hash, first) = (0, -1);
                for (var i = 0; i < length; i++)
                {
                    var c = buffer[i];
                    if ((uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9 || c == '_' || c > 127)
                    {
                        first = first < 0 ? i : first;
                        hash = (hash * 31) + c;
                    }
                    else if (first >= 0)
                    {
                        this.Add(hash, buffer.AsSpan(first, i - first));
                        (hash, first) = (0, -1);
                    }
                }

                if (first > 0 && start + length < text.Length)
                {
                    start += first;
                    continue;
                }

                if (first >= 0)
                {
                    this.Add(hash, buffer.AsSpan(first, length - first));
                }

                start += length;
            }
        }

        [MethodImpl(Optimized)]
        private void Add(int hash, ReadOnlySpan<char> word)
        {
            var mask = this.hashes.Length - 1;
            var slot = SlotOf(hash, mask);
            for (; this.starts[slot] != 0; slot = (slot + 1) & mask)
            {
                if (this.hashes[slot] == hash && this.IsAt(this.starts[slot], word))
                {
                    return;
                }
            }

            (this.hashes[slot], this.starts[slot]) = (hash, this.end);
            this.Append(word);
            if (++this.count * 2 > this.hashes.Length)
            {
                this.Grow();
            }
        }

        private void Append(ReadOnlySpan<char> word)
        {
            var needed = this.end + word.Length + 1;
            if (needed > this.letters.Length)
            {
                Array.Resize(ref this.letters, Math.Max(needed, this.letters.Length * 2));
            }

            word.CopyTo(this.letters.AsSpan(this.end));
            this.letters[needed - 1] = Separator;
            this.end = needed;
        }

        private void Grow()
        {
            var (oldHashes, oldStarts) = (this.hashes, this.starts);
            this.hashes = new int[oldHashes.Length * 2];
            this.starts = new int[oldHashes.Length * 2];
            var mask = this.hashes.Length - 1;
            for (var i = 0; i < oldHashes.Length; i++)
            {
                if (oldStarts[i] != 0)
                {
                    var slot = SlotOf(oldHashes[i], mask);
                    while (this.starts[slot] != 0)
                    {
                        slot = (slot + 1) & mask;
                    }

                    (this.hashes[slot], this.starts[slot]) = (oldHashes[i], oldStarts[i]);
                }
            }
        }
    }
}

using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof;

/// <summary>
/// Which files of a compilation write a name. It decides what is looked at at all: one pass over the text of each file, remembered with the
/// file, and no syntax. Words are kept as hashes, so that it now and then says yes where it should say no, and never the reverse.
/// </summary>
public sealed class SourceWords
{
    private static readonly ConditionalWeakTable<SyntaxTree, FileWords> memo = new();
    private static readonly ImmutableArray<SyntaxTree> nowhere = ImmutableArray<SyntaxTree>.Empty;

    private readonly Lazy<Dictionary<int, List<SyntaxTree>>> files;

    internal SourceWords(Compilation compilation) => this.files = new(() => Invert(compilation));

    /// <summary>Whether any file writes this name.</summary>
    public bool Has(string name) => this.files.Value.ContainsKey(FileWords.Hash(name));

    /// <summary>The files that write this name: as a whole word, in code, a comment or a text.</summary>
    public IReadOnlyList<SyntaxTree> FilesWith(string name) => this.files.Value.TryGetValue(FileWords.Hash(name), out var trees) ? trees : nowhere;

    private static Dictionary<int, List<SyntaxTree>> Invert(Compilation compilation)
    {
        var files = new Dictionary<int, List<SyntaxTree>>();
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var hash in memo.GetValue(tree, static tree => FileWords.Read(tree)).Hashes)
            {
                if (!files.TryGetValue(hash, out var trees))
                {
                    files.Add(hash, trees = new(1));
                }

                trees.Add(tree);
            }
        }

        return files;
    }

    /// <summary>The hashes of the words of one file.</summary>
    private sealed class FileWords
    {
        private const int ChunkLength = 16 * 1024;

        // Compiled once and for good: it runs over the text of a whole program before the runtime would have got round to it.
        private const MethodImplOptions Optimized = (MethodImplOptions)512;

        private int[] slots = new int[256];
        private int count;

        public ImmutableArray<int> Hashes { get; private set; }

        public static int Hash(string word)
        {
            var hash = 0;
            foreach (var c in word)
            {
                hash = (hash * 31) + c;
            }

            return hash == 0 ? 1 : hash;
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

            var hashes = ImmutableArray.CreateBuilder<int>(words.count);
            foreach (var slot in words.slots)
            {
                if (slot != 0)
                {
                    hashes.Add(slot);
                }
            }

            words.Hashes = hashes.MoveToImmutable();
            words.slots = [];
            return words;
        }

        [MethodImpl(Optimized)]
        private void Read(SourceText text, char[] buffer)
        {
            // A word that a chunk cuts goes on with the hash of its beginning.
            var hash = 0;
            var isInside = false;
            for (var start = 0; start < text.Length; start += ChunkLength)
            {
                var length = Math.Min(ChunkLength, text.Length - start);
                text.CopyTo(start, buffer, 0, length);
                for (var i = 0; i < length; i++)
                {
                    var c = buffer[i];
                    if ((uint)((c | 0x20) - 'a') <= 'z' - 'a' || (uint)(c - '0') <= 9 || c == '_' || c > 127)
                    {
                        hash = (hash * 31) + c;
                        isInside = true;
                    }
                    else if (isInside)
                    {
                        this.Add(hash);
                        hash = 0;
                        isInside = false;
                    }
                }
            }

            if (isInside)
            {
                this.Add(hash);
            }
        }

        [MethodImpl(Optimized)]
        private void Add(int hash)
        {
            hash = hash == 0 ? 1 : hash;
            var mask = this.slots.Length - 1;
            var slot = (hash ^ (hash >> 15)) & mask;
            while (this.slots[slot] != 0)
            {
                if (this.slots[slot] == hash)
                {
                    return;
                }

                slot = (slot + 1) & mask;
            }

            this.slots[slot] = hash;
            if (++this.count * 2 > this.slots.Length)
            {
                this.Grow();
            }
        }

        private void Grow()
        {
            var old = this.slots;
            this.slots = new int[old.Length * 2];
            this.count = 0;
            foreach (var hash in old)
            {
                if (hash != 0)
                {
                    this.Add(hash);
                }
            }
        }
    }
}

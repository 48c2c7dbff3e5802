// Signature-only stub of Microsoft.ML.Tokenizers 1.0 and later, from its documentation ids.
using System;
using System.Collections.Generic;
using System.IO;

namespace Microsoft.ML.Tokenizers
{
    public readonly struct EncodedToken
    {
        public int Id => throw null!;
        public string Value => throw null!;
        public Range Offset => throw null!;
    }

    public abstract class Normalizer { }

    public abstract class PreTokenizer { }

    public abstract class Tokenizer
    {
        public IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(string text, int maxTokenCount, out string? normalizedText, out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int charsConsumed, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<EncodedToken> EncodeToTokens(string text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<EncodedToken> EncodeToTokens(ReadOnlySpan<char> text, out string? normalizedText, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int CountTokens(string text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int CountTokens(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int GetIndexByTokenCount(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int GetIndexByTokenCount(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int GetIndexByTokenCountFromEnd(string text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int GetIndexByTokenCountFromEnd(ReadOnlySpan<char> text, int maxTokenCount, out string? normalizedText, out int tokenCount, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public virtual string? Decode(IEnumerable<int> ids) => throw null!;
    }

    public sealed class TiktokenTokenizer : Tokenizer
    {
        internal TiktokenTokenizer() { }
        public static TiktokenTokenizer CreateForModel(string modelName, IReadOnlyDictionary<string, int>? extraSpecialTokens = null, Normalizer? normalizer = null) => throw null!;
        public static TiktokenTokenizer CreateForEncoding(string encodingName, IReadOnlyDictionary<string, int>? extraSpecialTokens = null, Normalizer? normalizer = null) => throw null!;
        public static TiktokenTokenizer Create(Stream vocabStream, PreTokenizer? preTokenizer, Normalizer? normalizer, IReadOnlyDictionary<string, int>? specialTokens = null, int cacheSize = 8192) => throw null!;
    }

    public class WordPieceTokenizer : Tokenizer
    {
        internal WordPieceTokenizer() { }
    }

    public sealed class BertOptions { }

    public sealed class BertTokenizer : WordPieceTokenizer
    {
        internal BertTokenizer() { }
        public static BertTokenizer Create(string vocabFilePath, BertOptions? options = null) => throw null!;
        public new IReadOnlyList<int> EncodeToIds(string text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public new IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(string text, bool addSpecialTokens, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool addSpecialTokens, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
    }

    public class SentencePieceTokenizer : Tokenizer
    {
        internal SentencePieceTokenizer() { }
        public IReadOnlyList<int> EncodeToIds(string text, bool addBeginningOfSentence, bool addEndOfSentence, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public IReadOnlyList<int> EncodeToIds(ReadOnlySpan<char> text, bool addBeginningOfSentence, bool addEndOfSentence, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int CountTokens(string text, bool addBeginningOfSentence, bool addEndOfSentence, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
        public int CountTokens(ReadOnlySpan<char> text, bool addBeginningOfSentence, bool addEndOfSentence, bool considerPreTokenization = true, bool considerNormalization = true) => throw null!;
    }

    public sealed class LlamaTokenizer : SentencePieceTokenizer
    {
        internal LlamaTokenizer() { }
        public static LlamaTokenizer Create(Stream modelStream, bool addBeginOfSentence = true, bool addEndOfSentence = false, IReadOnlyDictionary<string, int>? specialTokens = null) => throw null!;
    }
}

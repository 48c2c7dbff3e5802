// Signature-only stub of LLamaSharp 0.27, from its documentation ids.
using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;

namespace Microsoft.Extensions.Logging
{
    public interface ILogger { }
}

namespace LLama.Abstractions
{
    public interface IContextParams { }

    public interface IModelParams { }
}

namespace LLama.Abstractions
{
    public interface IInferenceParams
    {
        int MaxTokens { get; set; }
        IReadOnlyList<string> AntiPrompts { get; set; }
    }

    public interface ILLamaExecutor
    {
        IAsyncEnumerable<string> InferAsync(string text, IInferenceParams? inferenceParams = null, CancellationToken token = default);
    }
}

namespace LLama.Common
{
    using LLama.Abstractions;

    public record InferenceParams : IInferenceParams
    {
        public int TokensKeep { get; set; }
        public int MaxTokens { get; set; } = -1;
        public IReadOnlyList<string> AntiPrompts { get; set; } = [];
    }

    public class ChatHistory
    {
        public class Message
        {
            public Message(string content) { }
        }
    }

    public class ModelParams : IModelParams, IContextParams
    {
        public ModelParams(string modelPath) { }
    }
}

namespace LLama.Native
{
    public readonly struct LLamaToken { }

    public readonly struct LLamaPos
    {
        public static implicit operator LLamaPos(int value) => throw null!;
    }

    public sealed class SafeLLamaContextHandle
    {
        internal SafeLLamaContextHandle() { }
        public void Synchronize() => throw null!;
        public Span<float> GetLogits(int numTokens = 1) => throw null!;
        public Span<float> GetLogitsIth(int i) => throw null!;
        public Span<float> GetEmbeddingsIth(LLamaPos pos) => throw null!;
        public LLamaToken[] Tokenize(string text, bool add_bos, bool special, Encoding encoding) => throw null!;
    }

    public sealed class SafeLlamaModelHandle
    {
        internal SafeLlamaModelHandle() { }
        public LLamaToken[] Tokenize(string text, bool addBos, bool special, Encoding encoding) => throw null!;
    }
}

namespace LLama
{
    using LLama.Abstractions;
    using LLama.Native;

    public sealed class LLamaWeights : IDisposable
    {
        internal LLamaWeights() { }
        public void Dispose() => throw null!;
        public static LLamaWeights LoadFromFile(IModelParams @params) => throw null!;
        public static Task<LLamaWeights> LoadFromFileAsync(IModelParams @params, CancellationToken token = default, IProgress<float>? progressReporter = null) => throw null!;
        public LLamaContext CreateContext(IContextParams @params, Microsoft.Extensions.Logging.ILogger? logger = null) => throw null!;
        public LLamaToken[] Tokenize(string text, bool add_bos, bool special, Encoding encoding) => throw null!;
    }

    public class StatelessExecutor : ILLamaExecutor
    {
        public StatelessExecutor(LLamaWeights weights, IContextParams @params) { }
        public IAsyncEnumerable<string> InferAsync(string prompt, IInferenceParams? inferenceParams = null, CancellationToken cancellationToken = default) => throw null!;
    }

    public class ChatSession
    {
        public ChatSession(ILLamaExecutor executor) { }
        public IAsyncEnumerable<string> ChatAsync(LLama.Common.ChatHistory.Message message, IInferenceParams? inferenceParams = null, CancellationToken cancellationToken = default) => throw null!;
    }

    public sealed class LLamaContext : IDisposable
    {
        internal LLamaContext() { }
        public SafeLLamaContextHandle NativeHandle => throw null!;
        public void Dispose() => throw null!;
        public LLamaToken[] Tokenize(string text, bool addBos = true, bool special = false) => throw null!;
    }

    public sealed class LLamaEmbedder : IDisposable, IEmbeddingGenerator<string, Embedding<float>>
    {
        public LLamaEmbedder(LLamaWeights weights, IContextParams @params, Microsoft.Extensions.Logging.ILogger? logger = null) { }
        public void Dispose() => throw null!;
        public int EmbeddingSize => throw null!;
        public Task<IReadOnlyList<float[]>> GetEmbeddings(string input, CancellationToken cancellationToken = default) => throw null!;
        Task<GeneratedEmbeddings<Embedding<float>>> IEmbeddingGenerator<string, Embedding<float>>.GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options, CancellationToken cancellationToken) => throw null!;
        object? IEmbeddingGenerator.GetService(Type serviceType, object? serviceKey) => throw null!;
    }
}

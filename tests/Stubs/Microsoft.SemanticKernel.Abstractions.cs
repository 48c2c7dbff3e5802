// Signature-only stub of Microsoft.SemanticKernel.Abstractions 1.x: its own embedding services, which predate
// Microsoft.Extensions.AI. (The real ones carry [Obsolete]; a stub that did would make every test a warning.)
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;

namespace Microsoft.SemanticKernel
{
    public sealed class Kernel { }
}

namespace Microsoft.SemanticKernel.Services
{
    public interface IAIService
    {
        IReadOnlyDictionary<string, object?> Attributes { get; }
    }
}

namespace Microsoft.SemanticKernel.Embeddings
{
    using Microsoft.SemanticKernel.Services;

    public interface IEmbeddingGenerationService<TValue, TEmbedding> : IAIService where TEmbedding : unmanaged
    {
        Task<IList<ReadOnlyMemory<TEmbedding>>> GenerateEmbeddingsAsync(IList<TValue> data, Kernel? kernel = null, CancellationToken cancellationToken = default);
    }

    public interface ITextEmbeddingGenerationService : IEmbeddingGenerationService<string, float> { }

    public static class EmbeddingGenerationExtensions
    {
        public static Task<ReadOnlyMemory<TEmbedding>> GenerateEmbeddingAsync<TValue, TEmbedding>(this IEmbeddingGenerationService<TValue, TEmbedding> generator, TValue value, Kernel? kernel = null, CancellationToken cancellationToken = default) where TEmbedding : unmanaged => throw null!;
    }
}

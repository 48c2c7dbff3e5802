using Microsoft.Extensions.AI;
using RagService.Chunking;
using RagService.Storage;

namespace RagService.Indexing;

/// <summary>Embeds passages and puts them into the store.</summary>
public sealed class Indexer(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    /// <returns>The number of passages that were new.</returns>
    public async Task<int> IndexAsync(IReadOnlyList<Chunk> chunks, VectorStore store)
    {
        foreach (var embedded in await EmbedAsync(chunks))
        {
            store.Add(embedded);
        }

        return chunks.Count - store.RemoveNearDuplicates();
    }

    public async Task<List<EmbeddedChunk>> EmbedAsync(IReadOnlyList<Chunk> chunks)
    {
        var embedded = new List<EmbeddedChunk>();
        foreach (var chunk in chunks)
        {
            var vector = await generator.GenerateVectorAsync(chunk.Text);
            embedded.Add(new EmbeddedChunk(chunk, vector.ToArray()));
        }

        return embedded;
    }
}

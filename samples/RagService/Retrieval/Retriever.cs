using Microsoft.Extensions.AI;
using RagService.Storage;

namespace RagService.Retrieval;

/// <summary>Finds the passages that may answer a question.</summary>
public sealed class Retriever(IEmbeddingGenerator<string, Embedding<float>> generator, VectorStore store)
{
    public async Task<List<List<SearchHit>>> SearchAsync(IReadOnlyList<string> questions, int count = 3)
    {
        var embeddings = await generator.GenerateAsync(questions);
        return [.. embeddings.Select(embedding => store.Search(embedding.Vector.ToArray(), count))];
    }

    /// <summary>Follows a trail: each search adds the best new passage to what the next search looks for.</summary>
    public async Task<List<SearchHit>> FollowAsync(string question, int steps)
    {
        var trail = new List<SearchHit>();
        var query = question;
        for (var step = 0; step < steps; step++)
        {
            var vector = await generator.GenerateVectorAsync(query);
            var next = store.Search(vector.ToArray(), trail.Count + 1).First(hit => trail.All(seen => seen.Chunk != hit.Chunk));
            trail.Add(next);
            query = $"{question} {next.Chunk.Text}";
        }

        return trail;
    }
}

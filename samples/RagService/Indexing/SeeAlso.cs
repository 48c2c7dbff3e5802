using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace RagService.Indexing;

/// <summary>Finds the page that a reader of a page may want to read next.</summary>
public sealed class SeeAlso(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    /// <returns>For each text the position of the other text that is most like it.</returns>
    public async Task<int[]> FindAsync(IReadOnlyList<string> texts)
    {
        var vectors = await EmbedAllAsync(texts);
        var nearest = new int[vectors.Length];
        for (var i = 0; i < vectors.Length; i++)
        {
            var best = float.NegativeInfinity;
            for (var j = 0; j < vectors.Length; j++)
            {
                var similarity = TensorPrimitives.CosineSimilarity(vectors[i], vectors[j]);
                if (i != j && similarity > best)
                {
                    best = similarity;
                    nearest[i] = j;
                }
            }
        }

        return nearest;
    }

    public async Task<float[][]> EmbedAllAsync(IReadOnlyList<string> texts)
    {
        return await Task.WhenAll(texts.Select(async text =>
        {
            var embedding = await generator.GenerateAsync(text);
            return embedding.Vector.ToArray();
        }));
    }
}

using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;

namespace Samples.PP4001.Good;

public sealed class Passage
{
    public required string Text { get; init; }

    public ReadOnlyMemory<float> Vector { get; set; }
}

/// <summary>Embeds passages and search terms.</summary>
public sealed class Indexer(IEmbeddingGenerator<string, Embedding<float>> generator)
{
    public async Task IndexAsync(IReadOnlyList<Passage> passages, CancellationToken cancellation)
    {
        var embeddings = new List<Embedding<float>>();
        foreach (var batch in passages.Select(passage => passage.Text).Chunk(64))
        {
            embeddings.AddRange(await generator.GenerateAsync(batch, cancellationToken: cancellation));
        }

        var index = 0;
        foreach (var passage in passages)
        {
            passage.Vector = embeddings[index++].Vector;
        }
    }

    public async Task<float[][]> EmbedTermsAsync(IReadOnlyList<string> terms)
    {
        var embeddings = await generator.GenerateAsync(terms.Select(term => "query: " + term));
        return embeddings.Select(embedding => embedding.Vector.ToArray()).ToArray();
    }
}

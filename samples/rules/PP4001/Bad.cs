using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;

namespace Samples.PP4001.Bad;

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
        foreach (var passage in passages)
        {
            passage.Vector = await generator.GenerateVectorAsync(passage.Text, cancellationToken: cancellation);
        }
    }

    public async Task<float[][]> EmbedTermsAsync(IReadOnlyList<string> terms)
    {
        // At the same time, and still a request for each term.
        return await Task.WhenAll(terms.Select(async term =>
        {
            var embedding = await generator.GenerateAsync("query: " + term);
            return embedding.Vector.ToArray();
        }));
    }
}

// libraries: Microsoft.ML.OnnxRuntime
// PP4003, as it should be: one run for all, and the single item as a batch of one.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

public sealed class Embedder(InferenceSession session)
{
    private const int Length = 256;

    public float[] Embed(long[] tokens) => this.EmbedBatch([tokens])[0];

    public float[][] EmbedBatch(IReadOnlyList<long[]> texts)
    {
        var ids = new long[texts.Count * Length];
        for (var i = 0; i < texts.Count; i++)
        {
            texts[i].CopyTo(ids.AsSpan(i * Length, Length));
        }

        var tensor = new DenseTensor<long>(ids, new[] { texts.Count, Length });
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("ids", tensor)]);
        var values = results[0].AsEnumerable<float>().ToArray();
        return values.Chunk(values.Length / texts.Count).ToArray();
    }
}

// libraries: Microsoft.ML.OnnxRuntime
// PP4003, as people write it: the interface promises a batch, and the first version loops. It stays.
using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

public sealed class Embedder(InferenceSession session)
{
    private const int Length = 256;

    public float[][] EmbedBatch(IReadOnlyList<long[]> texts)
    {
        var vectors = new float[texts.Count][];
        for (var i = 0; i < texts.Count; i++)
        {
            vectors[i] = this.Embed(texts[i]);
        }

        return vectors;
    }

    public float[] Embed(long[] tokens)
    {
        var ids = tokens.Concat(new long[Length - tokens.Length]).ToArray();
        var tensor = new DenseTensor<long>(ids, new[] { 1, Length });
        using var results = session.Run([NamedOnnxValue.CreateFromTensor("ids", tensor)]);
        return results[0].AsEnumerable<float>().ToArray();
    }
}

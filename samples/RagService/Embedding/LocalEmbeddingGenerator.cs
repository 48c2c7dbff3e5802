using System.Numerics.Tensors;
using Microsoft.Extensions.AI;

namespace RagService.Embedding;

/// <summary>
/// Embeds texts on this machine: hashed word features through a two-layer perceptron with fixed weights.
/// </summary>
public sealed class LocalEmbeddingGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int Features = 2048;
    private const int Hidden = 4096;
    private const int MaxRows = 64;

    private readonly EmbeddingGeneratorMetadata _metadata;
    private readonly DenseLayer _hidden;
    private readonly DenseLayer _output;

    public LocalEmbeddingGenerator(int dimensions = 384)
    {
        _metadata = new EmbeddingGeneratorMetadata("local", defaultModelId: "hashed-mlp", defaultModelDimensions: dimensions);
        _hidden = new DenseLayer(Features, Hidden, scale: 1.5f, seed: 1);
        _output = new DenseLayer(Hidden, dimensions, scale: 0.02f, seed: 2);
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var result = new GeneratedEmbeddings<Embedding<float>>();
        foreach (var texts in values.Chunk(MaxRows))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var vector in Embed(texts))
            {
                result.Add(new Embedding<float>(vector) { ModelId = _metadata.DefaultModelId });
            }
        }

        return Task.FromResult(result);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    public void Dispose()
    {
    }

    private float[][] Embed(string[] texts)
    {
        var rows = texts.Length;
        var features = new float[rows * Features];
        for (var row = 0; row < rows; row++)
        {
            TextFeatures.Extract(texts[row], features.AsSpan(row * Features, Features));
        }

        var hidden = new float[rows * Hidden];
        _hidden.Forward(features, hidden, rows);
        TensorPrimitives.Tanh(hidden, hidden);

        var output = new float[rows * _output.Outputs];
        _output.Forward(hidden, output, rows);

        var vectors = new float[rows][];
        for (var row = 0; row < rows; row++)
        {
            var vector = output.AsSpan(row * _output.Outputs, _output.Outputs);
            TensorPrimitives.Divide(vector, TensorPrimitives.Norm(vector), vector);
            vectors[row] = vector.ToArray();
        }

        return vectors;
    }
}

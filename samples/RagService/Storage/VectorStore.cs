using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using RagService.Chunking;
using RagService.Indexing;

namespace RagService.Storage;

/// <summary>Keeps passages and their vectors in memory.</summary>
public sealed class VectorStore
{
    private const float DuplicateThreshold = 0.97f;
    private const int CandidatesPerHit = 8;

    private readonly List<Chunk> _chunks = [];
    private readonly List<Half[]> _vectors = [];

    public int Count => _chunks.Count;

    public long VectorBytes => _vectors.Sum(vector => (long)vector.Length * Unsafe.SizeOf<Half>());

    public void Add(EmbeddedChunk embedded)
    {
        _chunks.Add(embedded.Chunk);
        _vectors.Add(HalfVectors.Compress(embedded.Vector));
    }

    public int RemoveNearDuplicates()
    {
        var duplicates = NearDuplicates.Find(_vectors, DuplicateThreshold);
        for (var i = duplicates.Count - 1; i >= 0; i--)
        {
            _chunks.RemoveAt(duplicates[i]);
            _vectors.RemoveAt(duplicates[i]);
        }

        return duplicates.Count;
    }

    /// <summary>Finds candidates by their compact vectors, and ranks these in single precision.</summary>
    public List<SearchHit> Search(float[] query, int count)
    {
        var compact = HalfVectors.Compress(query);
        return [.. Enumerable.Range(0, Count)
            .OrderByDescending(i => HalfVectors.Dot(compact, _vectors[i]))
            .Take(count * CandidatesPerHit)
            .Select(i => new SearchHit(_chunks[i], TensorPrimitives.CosineSimilarity(query, HalfVectors.Expand(_vectors[i]))))
            .OrderByDescending(hit => hit.Score)
            .Take(count)];
    }

    /// <summary>The mean of all vectors: what the handbook is about, on the whole.</summary>
    public float[] Center()
    {
        var center = new float[_vectors.Count > 0 ? _vectors[0].Length : 0];
        var expanded = new float[center.Length];
        foreach (var vector in _vectors)
        {
            TensorPrimitives.ConvertToSingle(vector, expanded);
            TensorPrimitives.Add(center, expanded, center);
        }

        TensorPrimitives.Divide(center, Math.Max(1, _vectors.Count), center);
        return center;
    }
}

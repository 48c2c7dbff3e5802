using RagService.Chunking;

namespace RagService.Storage;

public sealed record SearchHit(Chunk Chunk, float Score);

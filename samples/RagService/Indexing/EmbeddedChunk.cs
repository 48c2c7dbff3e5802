using RagService.Chunking;

namespace RagService.Indexing;

public sealed record EmbeddedChunk(Chunk Chunk, float[] Vector);

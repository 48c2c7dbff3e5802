// Signature-only stub of Whisper.net 1.9, from its documentation ids.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading;

namespace Whisper.net
{
    public class SegmentData
    {
        public string Text => throw null!;
    }

    public sealed class WhisperFactory : IDisposable
    {
        internal WhisperFactory() { }
        public static WhisperFactory FromPath(string path) => throw null!;
        public static WhisperFactory FromBuffer(Memory<byte> bufferedModel) => throw null!;
        public WhisperProcessorBuilder CreateBuilder() => throw null!;
        public void Dispose() => throw null!;
    }

    public class WhisperProcessorBuilder
    {
        internal WhisperProcessorBuilder() { }
        public WhisperProcessorBuilder WithLanguage(string language) => throw null!;
        public WhisperProcessor Build() => throw null!;
    }

    public sealed class WhisperProcessor : IDisposable
    {
        internal WhisperProcessor() { }
        public IAsyncEnumerable<SegmentData> ProcessAsync(Stream waveStream, CancellationToken cancellationToken = default) => throw null!;
        public void Dispose() => throw null!;
    }
}

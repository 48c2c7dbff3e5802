// Signature-only stub of ONNX Runtime GenAI 0.15, from its documentation ids.
using System;

namespace Microsoft.ML.OnnxRuntimeGenAI
{
    public class Model : IDisposable
    {
        public Model(string modelPath) { }
        public void Dispose() => throw null!;
    }

    public class Sequences : IDisposable
    {
        internal Sequences() { }
        public void Dispose() => throw null!;
    }

    public class Tokenizer : IDisposable
    {
        public Tokenizer(Model model) { }
        public void Dispose() => throw null!;
        public Sequences Encode(string str) => throw null!;
        public string Decode(ReadOnlySpan<int> sequence) => throw null!;
    }

    public class GeneratorParams : IDisposable
    {
        public GeneratorParams(Model model) { }
        public void Dispose() => throw null!;
        public void SetSearchOption(string searchOption, double value) => throw null!;
        public void SetSearchOption(string searchOption, bool value) => throw null!;
    }

    public class Generator : IDisposable
    {
        public Generator(Model model, GeneratorParams generatorParams) { }
        public void Dispose() => throw null!;
        public bool IsDone() => throw null!;
        public void GenerateNextToken() => throw null!;
        public void AppendTokenSequences(Sequences sequences) => throw null!;
        public ReadOnlySpan<int> GetSequence(ulong index) => throw null!;
    }
}

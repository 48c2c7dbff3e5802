using Microsoft.CodeAnalysis;
using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4003.</summary>
public sealed class HollowBatchTests
{
    private static readonly RuleTest<HollowBatch> test = new()
    {
        Libraries = ["Microsoft.ML.Data", "Microsoft.ML.OnnxRuntime", "TorchSharp", "Microsoft.Extensions.AI.Abstractions", "LLamaSharp"],
        Usings = UnbatchedInferenceTests.Usings.Replace("using Microsoft.Extensions.ML;", "using Microsoft.Extensions.AI;", StringComparison.Ordinal),
    };

    private const string Session = """
            public float[] Embed(string text)
            {
                var ids = text.Select(letter => (long)letter).ToArray();
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(ids, new[] { 1, ids.Length })) });
                return results[0].AsEnumerable<float>().ToArray();
            }
        """;

    [Theory]
    [InlineData("public float[][] EmbedBatch(string[] texts) { var all = new float[texts.Length][]; for (int i = 0; i < texts.Length; i++) { all[i] = [|Embed(texts[i])|]; } return all; }")]
    [InlineData("public List<float[]> EmbedMany(IEnumerable<string> texts) { var all = new List<float[]>(); foreach (var text in texts) { all.Add([|Embed(text)|]); } return all; }")]
    [InlineData("public IReadOnlyList<float[]> GenerateEmbeddings(IReadOnlyList<string> texts) => texts.Select(text => [|Embed(text)|]).ToList();")]
    [InlineData("public async Task<List<float[]>> EmbedBatchAsync(IEnumerable<string> texts) { var list = texts.ToList(); var all = new List<float[]>(list.Count); foreach (var text in list) { await Task.Yield(); all.Add([|Embed(text)|]); } return all; }")]
    [InlineData("public Task<float[][]> EmbedAllAsync(List<string> texts) => Task.WhenAll(texts.Select(text => Task.Run(() => [|Embed(text)|])));")]
    [InlineData("public IEnumerable<float[]> EncodeTexts2(List<string> texts) { foreach (var text in texts) { yield return [|Embed(text)|]; } }")]
    public Task BatchMethod_ThatLoopsTheSingleRun_Reports(string method) => test.Reports($$"""
        class Embedder(InferenceSession session)
        {
            {{method}}
        {{Session}}
        }
        """);

    [Fact]
    public Task RunItself_WithBuffersThatAreUsedAgain_Reports() => test.Reports("""
        class Service(InferenceSession session, RunOptions options)
        {
            private readonly long[] types = new long[512];

            public async Task<IList<ReadOnlyMemory<float>>> GenerateEmbeddingsAsync(IList<string> data, CancellationToken cancellation = default)
            {
                int count = data.Count;
                var shape = new long[] { 1, 0 };
                var values = new OrtValue[2];
                var results = new ReadOnlyMemory<float>[count];
                for (int i = 0; i < count; i++)
                {
                    string text = data[i];
                    cancellation.ThrowIfCancellationRequested();
                    long[] ids = text.Select(letter => (long)letter).ToArray();
                    shape[1] = ids.Length;
                    using OrtValue input = OrtValue.CreateTensorValueFromMemory(ids, shape);
                    using OrtValue type = OrtValue.CreateTensorValueFromMemory(types, shape);
                    values[0] = input;
                    values[1] = type;
                    using var outputs = [|session.Run(options, new Dictionary<string, OrtValue> { ["ids"] = values[0], ["types"] = values[1] }, session.OutputNames)|];
                    results[i] = outputs[0].GetTensorDataAsSpan<float>().ToArray();
                }

                return results;
            }
        }
        """);

    [Fact]
    public Task EmbedderOfAnInterface_ThatHasNoListForm_Reports() => test.Reports("""
        interface IClient { Task<float[]> EmbedAsync(string text); }
        class Client(IEmbeddingGenerator<string, Embedding<float>> generator) : IClient
        {
            public async Task<float[]> EmbedAsync(string text) => (await generator.GenerateVectorAsync(text)).ToArray();
        }
        class Generator(IClient client)
        {
            public async Task<float[]> GenerateAsync(string text)
            {
                if (string.IsNullOrWhiteSpace(text)) { throw new ArgumentException("empty", nameof(text)); }
                var vector = await client.EmbedAsync(text);
                return vector;
            }

            public async Task<List<float[]>> GenerateBatchAsync(IEnumerable<string> texts, CancellationToken cancellation = default)
            {
                var list = texts.ToList();
                var vectors = new List<float[]>(list.Count);
                foreach (var text in list)
                {
                    cancellation.ThrowIfCancellationRequested();
                    vectors.Add(await [|GenerateAsync(text)|]);
                }

                return vectors;
            }
        }
        """);

    [Fact]
    public async Task Message_NamesTheMethodAndTheWay_Reports()
    {
        var found = Assert.Single(await test.Diagnose($$"""
            class Embedder(InferenceSession session)
            {
                public float[][] EmbedBatch(string[] texts) => texts.Select(text => Embed(text)).ToArray();
            {{Session}}
            }
            """));

        Assert.Equal("'EmbedBatch' takes a list, and runs the model by Embedder.Embed once for each element of it: who hands it a batch still pays for every item", found.GetMessage());
    }

    [Theory]
    [InlineData("public void Index(string[] texts) { foreach (var text in texts) { Console.WriteLine(Embed(text).Length); } }")]
    [InlineData("public float[] Mean(string[] texts) { var sum = new float[8]; foreach (var text in texts) { sum[0] += Embed(text)[0]; } return sum; }")]
    [InlineData("public List<float[]> Process(string[] texts) => texts.Select(Shorten).Select(text => Embed(text)).ToList(); static string Shorten(string text) => text.Trim();")]
    [InlineData("public List<float[]> FileVectors(string folder) => Directory.GetFiles(folder).Select(file => Embed(file)).ToList();")]
    [InlineData("public List<float[]> EmbedBatch(string[] texts) { var all = new List<float[]>(); foreach (var text in texts) { if (all.Count % 50 == 0) { all.Add(Embed(text)); } } return all; }")]
    [InlineData("public List<float[]> WarmUpRuns(string[] texts) => texts.Select(text => Embed(text)).ToList();")]
    [InlineData("public List<float[]> EmbedBatch(string[] texts, string instruction) { var all = new List<float[]>(); foreach (var text in texts) { all.Add(Embed(instruction)); } return all; }")]
    [InlineData("public List<int> CountAll(string[] texts) => texts.Select(text => text.Length).ToList();")]
    public Task MethodThatPromisesNoBatch_OrKeepsThePromise_IsSilent(string method) => test.IsSilent($$"""
        class Embedder(InferenceSession session)
        {
            {{method}}
        {{Session}}
        }
        """);

    [Fact]
    public Task LibraryCalledDirectly_WithAListForm_IsSilent() => test.IsSilent("""
        class Generator(IEmbeddingGenerator<string, Embedding<float>> generator)
        {
            public async Task<List<ReadOnlyMemory<float>>> EmbedBatchAsync(List<string> texts)
            {
                var vectors = new List<ReadOnlyMemory<float>>();
                foreach (var text in texts) { vectors.Add(await generator.GenerateVectorAsync(text)); }
                return vectors;
            }
        }
        """);

    [Fact]
    public Task OneRunForAll_IsSilent() => test.IsSilent("""
        class Embedder(InferenceSession session)
        {
            public float[][] EmbedBatch(long[][] texts)
            {
                var ids = new long[texts.Length * 256];
                for (int i = 0; i < texts.Length; i++) { texts[i].CopyTo(ids.AsSpan(i * 256)); }
                using var results = session.Run(new[] { NamedOnnxValue.CreateFromTensor("ids", new DenseTensor<long>(ids, new[] { texts.Length, 256 })) });
                return results[0].AsEnumerable<float>().Chunk(8).ToArray();
            }

            public float[][] EmbedAll(long[][] texts)
            {
                var all = new List<float[]>();
                foreach (var chunk in texts.Chunk(32)) { all.AddRange(EmbedBatch(chunk)); }
                return all.ToArray();
            }
        }
        """);
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4001 where it must report: one request per element.</summary>
public class UnbatchedEmbeddingTests
{
    internal const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text;
        using System.Threading; using System.Threading.Tasks; using Microsoft.Extensions.AI; using Microsoft.SemanticKernel.Embeddings;
        using Generator = Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>>;
        class Chunk { public string Text = ""; public string Title { get; set; } = ""; public ReadOnlyMemory<float> Vector { get; set; } }
        interface IStore { Task UpsertAsync(Chunk chunk, CancellationToken cancellation = default); }

        """;

    internal static readonly RuleTest<UnbatchedEmbedding> Rule = new()
    {
        Libraries = ["Microsoft.Extensions.AI.Abstractions", "OpenAI", "System.ClientModel", "LLamaSharp", "Microsoft.SemanticKernel.Abstractions"],
        Usings = Usings,
    };

    [Theory]
    [InlineData("foreach (var chunk in chunks) { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; await store.UpsertAsync(chunk); }")]
    [InlineData("foreach (Chunk chunk in chunks) { var text = chunk.Title + chunk.Text; var vector = await [|generator.GenerateVectorAsync(text)|]; chunk.Vector = vector; }")]
    [InlineData("for (var i = 0; i < chunks.Count; i++) { chunks[i].Vector = (await [|generator.GenerateAsync(chunks[i].Text)|]).Vector; }")]
    [InlineData("for (int i = 0; i < chunks.Count; ++i) { var chunk = chunks[i]; chunk.Vector = (await ([|generator.GenerateAsync(chunk.Text, cancellationToken: default)|])).Vector; }")]
    [InlineData("await Task.WhenAll(chunks.Select(async chunk => chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]));")]
    [InlineData("var tasks = chunks.Select(chunk => Task.Run(async () => { chunk.Vector = (await [|generator.GenerateAsync(chunk.Text)|]).Vector; })); await Task.WhenAll(tasks);")]
    [InlineData("var vectors = await Task.WhenAll(chunks.Select(chunk => [|generator.GenerateVectorAsync(chunk.Text)|])); chunks[0].Vector = vectors[0];")]
    [InlineData("foreach (var chunk in chunks) { await store.UpsertAsync(new Chunk { Text = chunk.Text, Vector = await [|generator.GenerateVectorAsync(chunk.Text)|] }); }")]
    [InlineData("foreach (var chunk in chunks) { chunk.Vector = (await [|generator.GenerateAsync([chunk.Text])|])[0].Vector; }")]
    [InlineData("foreach (var chunk in chunks) { var all = await [|generator.GenerateAsync(new[] { chunk.Text })|]; chunk.Vector = all[0].Vector; }")]
    [InlineData("foreach (var chunk in chunks) { chunk.Vector = (await [|generator.GenerateAsync(new List<string> { chunk.Text })|])[0].Vector; }")]
    [InlineData("foreach (var chunk in chunks) { var pair = await [|generator.GenerateAsync([chunk.Title, chunk.Text])|]; chunk.Vector = pair[1].Vector; }")]
    [InlineData("foreach (var (one, other) in new[] { (\"a\", \"b\"), (\"c\", \"d\") }) { var pair = await [|generator.GenerateAsync([one, other])|]; Console.WriteLine(pair[1].Vector.Length); }")]
    [InlineData("await Parallel.ForEachAsync(chunks, async (chunk, ct) => { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text, cancellationToken: ct)|]; });")]
    [InlineData("var queue = new Queue<Chunk>(chunks); while (queue.Count > 0) { var chunk = queue.Dequeue(); chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }")]
    [InlineData("var i = 0; while (i < chunks.Count) { chunks[i].Vector = await [|generator.GenerateVectorAsync(chunks[i].Text)|]; i++; }")]
    [InlineData("foreach (var path in Directory.GetFiles(\"docs\")) { var text = await File.ReadAllTextAsync(path); chunks.Add(new Chunk { Text = text, Vector = await [|generator.GenerateVectorAsync(text)|] }); }")]
    [InlineData("foreach (var chunk in chunks) { try { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; } catch (IOException e) { Console.WriteLine(e); } }")]
    public Task OneByOne_HoweverTheLoopIsWritten_Reports(string loop) => Rule.Reports($$"""
        class C
        {
            async Task M(Generator generator, IStore store, List<Chunk> chunks)
            {
                {{loop}}
            }
        }
        """);

    [Fact]
    public Task Wrapper_OfTheCompilation_Reports() => Rule.Reports("""
        class Embedder(Generator generator)
        {
            public async Task<float[]> EmbedAsync(string text)
            {
                var vector = await generator.GenerateVectorAsync(text);
                return vector.ToArray();
            }
        }
        class Indexer(Embedder embedder)
        {
            public async Task<List<float[]>> IndexAsync(IEnumerable<string> texts)
            {
                var vectors = new List<float[]>();
                foreach (var text in texts)
                {
                    vectors.Add(await [|embedder.EmbedAsync(text)|]);
                }

                return vectors;
            }
        }
        """);

    [Fact]
    public Task BatchMethod_ThatLoopsTheSingleCall_Reports() => Rule.Reports("""
        class Generators(Generator inner)
        {
            public async Task<List<Embedding<float>>> GenerateBatchAsync(IEnumerable<string> texts, CancellationToken cancellation)
            {
                var embeddings = new List<Embedding<float>>();
                foreach (var text in texts.ToList())
                {
                    cancellation.ThrowIfCancellationRequested();
                    embeddings.Add(await [|inner.GenerateAsync(text, cancellationToken: cancellation)|]);
                }

                return embeddings;
            }
        }
        """);

    [Fact]
    public Task OpenAIClient_Reports() => Rule.Reports("""
        class C
        {
            async Task M(OpenAI.Embeddings.EmbeddingClient client, List<Chunk> chunks)
            {
                foreach (var chunk in chunks)
                {
                    var result = await [|client.GenerateEmbeddingAsync(chunk.Text)|];
                    chunk.Vector = result.Value.ToFloats();
                }

                foreach (var chunk in chunks)
                {
                    chunk.Vector = [|client.GenerateEmbedding(chunk.Text)|].Value.ToFloats();
                }
            }
        }
        """);

    [Fact]
    public Task SemanticKernel_Reports() => Rule.Reports("""
        class C
        {
            async Task M(ITextEmbeddingGenerationService service, List<Chunk> chunks)
            {
                foreach (var chunk in chunks)
                {
                    chunk.Vector = await [|service.GenerateEmbeddingAsync(chunk.Text)|];
                }
            }
        }
        """);

    [Fact]
    public async Task Facts_NameCounterpartAndCap()
    {
        const string source = """
            class C
            {
                async Task M(Generator generator, List<Chunk> chunks)
                {
                    await Task.WhenAll(chunks.Select(async chunk => chunk.Vector = await generator.GenerateVectorAsync(chunk.Text)));
                    foreach (var text in new[] { "a", "b", "c" }) { Console.WriteLine((await generator.GenerateAsync([text]))[0].Vector.Length); }
                }
            }
            """;
        var diagnostics = await Rule.Diagnose(source);
        Assert.Equal("'GenerateVectorAsync' embeds one input per call, once for each element (calls that run at the same time are still one request each): 'GenerateAsync' takes a list", diagnostics[0].GetMessage(null));
        Assert.Equal("one", diagnostics[0].Properties[Facts.Shape]);
        Assert.Equal("64", diagnostics[0].Properties[Facts.MaxBatch]);
        Assert.StartsWith("M:Microsoft.Extensions.AI.IEmbeddingGenerator`2.GenerateAsync(", diagnostics[0].Properties[Facts.Counterpart], StringComparison.Ordinal);
        Assert.Equal("literal-list", diagnostics[1].Properties[Facts.Shape]);

        var limited = new RuleTest<UnbatchedEmbedding>
        {
            Libraries = Rule.Libraries,
            Usings = Usings,
            Options = ImmutableDictionary<string, string>.Empty.Add("perfproof.max_batch", "16"),
        };
        Assert.Equal("16", (await limited.Diagnose(source))[0].Properties[Facts.MaxBatch]);
    }

    [Fact]
    public Task InterfaceThatSaysEmbed_WithAFakeAndOneThatRefuses_Reports() => Rule.Reports("""
        interface IClient { Task<float[]> GenerateEmbedding(string text); }
        class Real(Generator generator) : IClient { public async Task<float[]> GenerateEmbedding(string text) => (await generator.GenerateVectorAsync(text)).ToArray(); }
        class Refusing : IClient { public Task<float[]> GenerateEmbedding(string text) => throw new NotSupportedException(); }
        class Fake : IClient { public Task<float[]> GenerateEmbedding(string text) => Task.FromResult(new float[text.Length]); }
        class Store(IClient client, IStore texts)
        {
            public async Task<bool> StoreEmbedding(string key, string text)
            {
                var vector = await client.GenerateEmbedding($"{key}: {text}");
                await texts.UpsertAsync(new Chunk { Title = key, Text = text, Vector = vector });
                return true;
            }

            public async Task<bool> Embed(string name)
            {
                name = name.Trim();
                var text = await File.ReadAllTextAsync(name);
                return await StoreEmbedding(name, text);
            }
        }
        class C
        {
            async Task M(Store store, List<string> files)
            {
                foreach (var file in files) { await [|store.Embed(file)|]; }
            }
        }
        """);
}

using System.Collections.Immutable;
using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>The fix of PP4001 for loops.</summary>
public class UnbatchedEmbeddingFixTests
{
    private static readonly RuleTest<UnbatchedEmbedding> rule = UnbatchedEmbeddingTests.Rule;

    private static string Method(string body) => $$"""
        class C
        {
            async Task M(Generator generator, IStore store, List<Chunk> chunks, IEnumerable<string> texts, List<ReadOnlyMemory<float>> vectors, CancellationToken cancellation)
            {
        {{body}}
            }
        }
        """;

    private static Task Fixes(string before, string after) => rule.Fixes<UnbatchedEmbeddingFix>(Method(before), Method(after));

    [Fact]
    public Task ForEach_EmbedsBeforeTheLoop() => Fixes(
        """
                // Index the chunks.
                foreach (var chunk in chunks)
                {
                    // The vector is searched for.
                    chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text, cancellationToken: cancellation)|].ConfigureAwait(false); // float
                    await store.UpsertAsync(chunk, cancellation).ConfigureAwait(false);
                }
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch, cancellationToken: cancellation).ConfigureAwait(false));
                }

                var index = 0;
                // Index the chunks.
                foreach (var chunk in chunks)
                {
                    // The vector is searched for.
                    chunk.Vector = embeddings[index++].Vector; // float
                    await store.UpsertAsync(chunk, cancellation).ConfigureAwait(false);
                }
        """);

    [Fact]
    public Task ForEach_OverALazySequence_EvaluatesItOnce() => Fixes(
        """
                var count = 0;

                foreach (var text in texts)
                {
                    vectors.Add((await [|generator.GenerateAsync(text)|]).Vector);
                }
        """,
        """
                var count = 0;

                var items = texts.ToList();
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in items.Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                var index = 0;
                foreach (var text in items)
                {
                    vectors.Add(embeddings[index++].Vector);
                }
        """.Replace("items", "texts2", StringComparison.Ordinal));

    [Fact]
    public Task LocalOfTheTurn_GoesIntoTheSelector() => Fixes(
        """
                foreach (var chunk in chunks) {
                    var text = $"{chunk.Title}\n{chunk.Text.Trim()}";
                    var options = await [|generator.GenerateVectorAsync("passage: " + text)|];
                    chunk.Vector = options;
                }
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(chunk => "passage: " + $"{chunk.Title}\n{chunk.Text.Trim()}").Chunk(64)) {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                var index = 0;
                foreach (var chunk in chunks) {
                    var text = $"{chunk.Title}\n{chunk.Text.Trim()}";
                    var options = embeddings[index++].Vector;
                    chunk.Vector = options;
                }
        """);

    [Fact]
    public Task TextThatMayBeNull_KeepsItsMark_AndOtherKeysMayBeWritten() => rule.Fixes<UnbatchedEmbeddingFix>(
        """
        class C
        {
            async Task M(Generator generator, List<Dictionary<string, object?>> records)
            {
                foreach (var record in records)
                {
                    record["Vector"] = await [|generator.GenerateVectorAsync((string)record["Text"]!)|];
                }
            }
        }
        """,
        """
        class C
        {
            async Task M(Generator generator, List<Dictionary<string, object?>> records)
            {
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in records.Select(record => (string)record["Text"]!).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                var index = 0;
                foreach (var record in records)
                {
                    record["Vector"] = embeddings[index++].Vector;
                }
            }
        }
        """);

    [Fact]
    public Task For_KeepsItsIndex() => Fixes(
        """
                for (var i = 0; i < chunks.Count; i++)
                {
                    chunks[i].Vector = (await [|generator.GenerateAsync([chunks[i].Text])|])[0].Vector;
                }
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(item => item.Text).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                for (var i = 0; i < chunks.Count; i++)
                {
                    chunks[i].Vector = embeddings[i].Vector;
                }
        """);

    [Fact]
    public Task For_WithALocalForTheElement() => Fixes(
        """
                for (var i = 0; i < chunks.Count; i++)
                {
                    var chunk = chunks[i];
                    chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|];
                }
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(item => item.Text).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                for (var i = 0; i < chunks.Count; i++)
                {
                    var chunk = chunks[i];
                    chunk.Vector = embeddings[i].Vector;
                }
        """);

    [Fact]
    public async Task Cap_ComesFromTheOption_AndTheTitleSaysIt()
    {
        var limited = new RuleTest<UnbatchedEmbedding>
        {
            Libraries = rule.Libraries,
            Usings = rule.Usings,
            Options = ImmutableDictionary<string, string>.Empty.Add("perfproof.max_batch", "16"),
        };
        var before = Method("        foreach (var chunk in chunks) { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }");
        Assert.Equal(
            ["Embed the list in requests of up to 16 (before the loop, results in order; a failed request fails its whole chunk)"],
            await limited.FixTitles<UnbatchedEmbeddingFix>(before));
        await limited.Fixes<UnbatchedEmbeddingFix>(before, Method("""
                    var embeddings = new List<Embedding<float>>();
                    foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(16)) {
                        embeddings.AddRange(await generator.GenerateAsync(batch));
                    }

                    var index = 0;
                    foreach (var chunk in chunks) { chunk.Vector = embeddings[index++].Vector; }
            """));
    }

    [Fact]
    public Task OpenAI_ValueIsTakenFromTheList() => rule.Fixes<UnbatchedEmbeddingFix>(
        """
        class C
        {
            async Task M(OpenAI.Embeddings.EmbeddingClient client, List<Chunk> chunks)
            {
                foreach (var chunk in chunks)
                {
                    chunk.Vector = (await [|client.GenerateEmbeddingAsync(chunk.Text)|]).Value.ToFloats();
                }
            }
        }
        """,
        """
        class C
        {
            async Task M(OpenAI.Embeddings.EmbeddingClient client, List<Chunk> chunks)
            {
                var embeddings = new List<OpenAI.Embeddings.OpenAIEmbedding>();
                foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(64))
                {
                    embeddings.AddRange((await client.GenerateEmbeddingsAsync(batch)).Value);
                }

                var index = 0;
                foreach (var chunk in chunks)
                {
                    chunk.Vector = embeddings[index++].ToFloats();
                }
            }
        }
        """);

    [Fact]
    public Task SemanticKernel_KernelAndTokenGoByName() => rule.Fixes<UnbatchedEmbeddingFix>(
        """
        class C
        {
            async Task M(ITextEmbeddingGenerationService service, Chunk[] chunks, Microsoft.SemanticKernel.Kernel kernel, CancellationToken cancellation)
            {
                foreach (var chunk in chunks)
                {
                    chunk.Vector = await [|service.GenerateEmbeddingAsync(chunk.Text, kernel, cancellation)|];
                }
            }
        }
        """,
        """
        class C
        {
            async Task M(ITextEmbeddingGenerationService service, Chunk[] chunks, Microsoft.SemanticKernel.Kernel kernel, CancellationToken cancellation)
            {
                var embeddings = new List<ReadOnlyMemory<float>>();
                foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(64))
                {
                    embeddings.AddRange(await service.GenerateEmbeddingsAsync(batch, kernel: kernel, cancellationToken: cancellation));
                }

                var index = 0;
                foreach (var chunk in chunks)
                {
                    chunk.Vector = embeddings[index++];
                }
            }
        }
        """);

    [Theory]
    [InlineData("foreach (var chunk in chunks) { if (chunk.Title == \"\") continue; chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }")]
    [InlineData("foreach (var chunk in chunks) { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; if (chunk.Title == \"end\") break; }")]
    [InlineData("foreach (var chunk in chunks) { if (chunk.Title != \"\") { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; } }")]
    [InlineData("foreach (var chunk in chunks) { chunk.Text = chunk.Text.Trim(); chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }")]
    [InlineData("foreach (var chunk in chunks) { Prepare(chunk); chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }")]
    [InlineData("foreach (var chunk in chunks) { chunk.Vector = await [|generator.GenerateVectorAsync(Load(chunk))|]; }")]
    [InlineData("foreach (var chunk in chunks) { try { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; } catch (IOException e) { Console.WriteLine(e); } }")]
    [InlineData("foreach (var chunk in chunks) { var all = await [|generator.GenerateAsync([chunk.Text])|]; chunk.Vector = all[0].Vector; }")]
    [InlineData("for (var i = 0; i < chunks.Count; i++) { chunks[i].Vector = await [|generator.GenerateVectorAsync(chunks[i].Text)|]; chunks.RemoveAt(i); }")]
    [InlineData("for (var i = 0; i < chunks.Count; i += 2) { chunks[i].Vector = await [|generator.GenerateVectorAsync(chunks[i].Text)|]; }")]
    [InlineData("foreach (var chunk in chunks) { var task = [|generator.GenerateVectorAsync(chunk.Text)|]; chunk.Vector = await task; }")]
    [InlineData("await Parallel.ForEachAsync(chunks, async (chunk, ct) => { chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text, cancellationToken: ct)|]; });")]
    public Task WhatCannotBeProved_HasNoFix(string loop) => rule.OffersNoFix<UnbatchedEmbeddingFix>($$"""
        class C
        {
            static void Prepare(Chunk chunk) { }
            static string Load(Chunk chunk) => File.ReadAllText(chunk.Title);
            async Task M(Generator generator, IStore store, List<Chunk> chunks)
            {
                {{loop}}
            }
        }
        """);
}

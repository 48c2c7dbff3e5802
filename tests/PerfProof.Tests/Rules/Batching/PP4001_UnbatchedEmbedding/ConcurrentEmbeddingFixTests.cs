using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>The fix of PP4001 for <c>Task.WhenAll</c> over a <c>Select</c>.</summary>
public class ConcurrentEmbeddingFixTests
{
    private static readonly RuleTest<UnbatchedEmbedding> rule = UnbatchedEmbeddingTests.Rule;

    private static string Method(string body) => $$"""
        class C
        {
            async Task<object> M(Generator generator, IStore store, List<Chunk> chunks, IReadOnlyList<string> texts)
            {
        {{body}}
                return chunks;
            }
        }
        """;

    private static Task Fixes(string before, string after) => rule.Fixes<UnbatchedEmbeddingFix>(Method(before), Method(after));

    [Fact]
    public Task TasksOfTaskRun_BecomeALoop() => Fixes(
        """
                // Generate embeddings for them.
                var tasks = chunks.Select(chunk => Task.Run(async () =>
                {
                    chunk.Vector = (await [|generator.GenerateAsync(chunk.Text)|]).Vector;
                }));
                await Task.WhenAll(tasks);
        """,
        """
                // Generate embeddings for them.
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                var index = 0;
                foreach (var chunk in chunks)
                {
                    chunk.Vector = embeddings[index++].Vector;
                }
        """);

    [Fact]
    public Task TasksThatDoMore_StayTasks() => Fixes(
        """
                var tasks = texts.Select(text => Task.Run(async () =>
                {
                    var chunk = new Chunk { Text = text, Vector = (await [|generator.GenerateAsync(text).ConfigureAwait(false)|]).Vector };
                    await store.UpsertAsync(chunk).ConfigureAwait(false);
                }));
                await Task.WhenAll(tasks).ConfigureAwait(false);
        """.Replace("[|generator.GenerateAsync(text).ConfigureAwait(false)|]", "[|generator.GenerateAsync(text)|].ConfigureAwait(false)", StringComparison.Ordinal),
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in texts.Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch).ConfigureAwait(false));
                }

                var tasks = texts.Select((text, index) => Task.Run(async () =>
                {
                    var chunk = new Chunk { Text = text, Vector = embeddings[index].Vector };
                    await store.UpsertAsync(chunk).ConfigureAwait(false);
                }));
                await Task.WhenAll(tasks).ConfigureAwait(false);
        """);

    [Fact]
    public Task ValuesOfTasks_BecomeValues() => Fixes(
        """
                return await Task.WhenAll(texts.Select(async text =>
                {
                    var embedding = await [|generator.GenerateAsync(text)|];
                    return embedding.Vector.ToArray();
                }));
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in texts.Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                return texts.Select((text, index) =>
                {
                    var embedding = embeddings[index];
                    return embedding.Vector.ToArray();
                }).ToArray();
        """);

    [Fact]
    public Task ValuesOfTheCallItself_BecomeValues() => Fixes(
        """
                var vectors = await Task.WhenAll(chunks.Select(chunk => [|generator.GenerateVectorAsync(chunk.Text)|]));
        """,
        """
                var embeddings = new List<Embedding<float>>();
                foreach (var batch in chunks.Select(chunk => chunk.Text).Chunk(64))
                {
                    embeddings.AddRange(await generator.GenerateAsync(batch));
                }

                var vectors = chunks.Select((chunk, index) => embeddings[index].Vector).ToArray();
        """);

    [Theory]
    [InlineData("var tasks = chunks.Select(async chunk => { var a = [|generator.GenerateVectorAsync(chunk.Text)|]; chunk.Vector = await a; }); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = chunks.Select(async chunk => { if (chunk.Title != \"\") chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }); await Task.WhenAll(tasks);")]
    [InlineData("var tasks = chunks.Select(async chunk => chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]).ToList(); await tasks[0]; await Task.WhenAll(tasks);")]
    [InlineData("await Task.WhenAll(chunks.Where(c => c.Text != \"\").Select(async chunk => { chunk.Text += \"x\"; chunk.Vector = await [|generator.GenerateVectorAsync(chunk.Text)|]; }));")]
    public Task WhatCannotBeProved_HasNoFix(string body) => rule.OffersNoFix<UnbatchedEmbeddingFix>(Method("        " + body));
}

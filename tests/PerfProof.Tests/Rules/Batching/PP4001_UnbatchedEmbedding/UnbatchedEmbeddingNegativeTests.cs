using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>PP4001 where it must be silent: lists already, one thing at a time by nature, or results that the next turn needs.</summary>
public class UnbatchedEmbeddingNegativeTests
{
    private static readonly RuleTest<UnbatchedEmbedding> rule = UnbatchedEmbeddingTests.Rule;

    private static Task IsSilent(string body, string members = "") => rule.IsSilent($$"""
        class C
        {
            {{members}}
            async Task M(Generator generator, IStore store, List<Chunk> chunks, CancellationToken cancellation)
            {
                {{body}}
            }
        }
        """);

    [Theory]
    [InlineData("var all = await generator.GenerateAsync(chunks.Select(c => c.Text)); for (var i = 0; i < chunks.Count; i++) { chunks[i].Vector = all[i].Vector; }")]
    [InlineData("foreach (var batch in chunks.Chunk(16)) { var all = await generator.GenerateAsync(batch.Select(c => c.Text)); Console.WriteLine(all.Count); }")]
    [InlineData("var lists = new List<List<string>>(); for (var i = 0; i < lists.Count; i++) { var list = lists[i]; Console.WriteLine((await generator.GenerateAsync(list)).Count); }")]
    [InlineData("foreach (var c in chunks) { string[] parts = [.. c.Text.Split('.')]; Console.WriteLine((await generator.GenerateAsync([.. parts, c.Title])).Count + (await generator.GenerateAsync(parts)).Count); }")]
    [InlineData("foreach (var e in await generator.GenerateAsync(chunks.Select(c => c.Text))) { Console.WriteLine(e.Vector.Length); }")]
    [InlineData("foreach (var (text, e) in await generator.GenerateAndZipAsync(chunks.Select(c => c.Text))) { Console.WriteLine(text + e.Vector.Length); }")]
    public Task ListOrBatches_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task OutsideALoop_IsSilent() => IsSilent("var v = await generator.GenerateVectorAsync(chunks[0].Text); chunks[0].Vector = v;");

    [Fact]
    public Task InteractiveQueryLoop_IsSilent() => IsSilent(
        """
        while (true)
        {
            var input = Console.ReadLine();
            if (string.IsNullOrEmpty(input)) break;
            var vector = await generator.GenerateVectorAsync(input);
            Console.WriteLine(vector.Length);
            var again = (await generator.GenerateAsync([input]))[0];
            Console.WriteLine(again.Vector.Length);
        }
        """);

    [Fact]
    public Task InteractiveLoop_BehindAHelper_IsSilent() => IsSilent(
        "for (;;) { var input = ReadUserInput(); if (input.Length == 0) continue; Console.WriteLine((await generator.GenerateAsync([input]))[0].Vector.Length); }",
        "private static string ReadUserInput() => Console.ReadLine() ?? \"\";");

    [Fact]
    public Task NetworkLoop_IsSilent() => IsSilent(
        "while (!cancellation.IsCancellationRequested) { var message = await Receive(); Console.WriteLine((await generator.GenerateVectorAsync(message)).Length); }",
        "private Task<string> Receive() => Task.FromResult(\"\");");

    [Theory]
    [InlineData("await foreach (var text in Stream()) { Console.WriteLine((await generator.GenerateVectorAsync(text)).Length); }")]
    [InlineData("var queue = new System.Collections.Concurrent.BlockingCollection<string>(); foreach (var text in queue.GetConsumingEnumerable()) { Console.WriteLine((await generator.GenerateVectorAsync(text)).Length); }")]
    public Task Stream_OfUnknownLength_IsSilent(string body) => IsSilent(
        body, "private async IAsyncEnumerable<string> Stream() { await Task.Yield(); yield return \"\"; }");

    [Fact]
    public Task Trail_WhoseNextQueryNeedsTheResult_IsSilent() => IsSilent(
        """
        var query = chunks[0].Text;
        for (var step = 0; step < 4; step++)
        {
            var vector = await generator.GenerateVectorAsync(query);
            query = Search(vector).Text;
        }
        """,
        "private Chunk Search(ReadOnlyMemory<float> vector) => new();");

    [Fact]
    public Task Retry_OfOneInput_IsSilent() => IsSilent("""
        var text = chunks[0].Text;
        for (var attempt = 0; attempt < 3; attempt++)
        {
            try { chunks[0].Vector = await generator.GenerateVectorAsync(text); break; }
            catch (IOException) { await Task.Delay(attempt); }
        }
        """);

    [Fact]
    public Task SameInput_OnEveryTurn_IsSilent() => IsSilent(
        "for (var i = 0; i < 10; i++) { var v = await generator.GenerateVectorAsync(\"warm-up\"); Console.WriteLine(v.Length); }");

    [Fact]
    public Task WarmUp_WhoseResultIsDropped_IsSilent() => IsSilent("foreach (var c in chunks) { await generator.GenerateVectorAsync(c.Text); }");

    [Fact]
    public Task EveryModel_ForOneInput_IsSilent() => IsSilent(
        "foreach (var g in generators) { Console.WriteLine((await g.GenerateVectorAsync(chunks[0].Text)).Length); }",
        "private readonly List<Generator> generators = new();");

    [Theory]
    [InlineData("foreach (var c in chunks) { if (c.Title == \"x\") { c.Vector = await generator.GenerateVectorAsync(c.Text); break; } }")]
    [InlineData("for (var i = 0; i < chunks.Count; i++) { if (i == 0) { chunks[i].Vector = await generator.GenerateVectorAsync(chunks[i].Text); } }")]
    public Task Guarded_ByFirstTurnOrExit_IsSilent(string body) => IsSilent(body);

    [Fact]
    public Task DeliberateConcurrentCalls_RepeatedInTrials_IsSilent() => IsSilent("""
        string[] examples = ["a", "b"];
        for (var trial = 0; trial < 10; trial++)
        {
            var results = (await Task.WhenAll(examples.Select(e => generator.GenerateAsync([e])))).SelectMany(e => e).ToList();
            Console.WriteLine(results.Count);
        }
        """);

    [Fact]
    public Task LLamaEmbedder_WhoseListOverloadLoopsInside_IsSilent() => IsSilent("""
        LLama.LLamaEmbedder embedder = null!;
        foreach (var c in chunks)
        {
            var vectors = await embedder.GetEmbeddings(c.Text);
            c.Vector = await embedder.GenerateVectorAsync(c.Text);
            c.Title += vectors.Count;
        }
        """);

    [Fact]
    public Task NoListOverload_InTheUsersCatalog_IsSilent() => new RuleTest<UnbatchedEmbedding>
    {
        Catalog = "library Test\nembed-one | Embedder::Embed\n",
    }.IsSilent("""
        interface Embedder { float[] Embed(string text); }
        class C
        {
            void M(Embedder embedder, List<string> texts, List<float[]> vectors)
            {
                foreach (var text in texts) { vectors.Add(embedder.Embed(text)); }
            }
        }
        """);

    [Fact]
    public Task ChatClient_HasNoList_IsSilent() => IsSilent(
        "foreach (var c in chunks) { c.Title = (await chat.GetResponseAsync(c.Text)).Text; }",
        "private readonly IChatClient chat = null!;");

    [Fact]
    public Task ToolCallLoop_IsSilent() => IsSilent(
        """
        var messages = new List<ChatMessage>();
        while (true)
        {
            var response = await chat.GetResponseAsync(messages);
            messages.AddRange(response.Messages);
            var vector = await generator.GenerateVectorAsync(response.Text);
            if (vector.Length == 0) break;
        }
        """,
        "private readonly IChatClient chat = null!;");

    [Fact]
    public Task ClipEncode_AndOtherMethodsOfTheName_IsSilent() => IsSilent(
        "foreach (var c in chunks) { c.Vector = encoder.Encode(c.Title); c.Vector = await encoder.GenerateVectorAsync(c.Title); }",
        "private readonly Encoder encoder = new(); private class Encoder { public float[] Encode(string path) => []; public Task<float[]> GenerateVectorAsync(string path) => Task.FromResult(new float[1]); }");

    [Fact]
    public Task Benchmark_IsSilent() => rule.IsSilent("""
        namespace BenchmarkDotNet.Attributes { class BenchmarkAttribute : Attribute { } }
        class C(Generator generator, string[] texts)
        {
            [BenchmarkDotNet.Attributes.Benchmark]
            public async Task OneByOne()
            {
                foreach (var text in texts) { Console.WriteLine((await generator.GenerateVectorAsync(text)).Length); }
            }
        }
        """);

    [Fact]
    public Task InterfaceThatSaysSomethingElse_AndIsImplementedDifferently_IsSilent() => rule.IsSilent("""
        interface IIndexer { Task<float[]> Load(string text); }
        class Real(Generator generator) : IIndexer { public async Task<float[]> Load(string text) => (await generator.GenerateVectorAsync(text)).ToArray(); }
        class Cached : IIndexer { public Task<float[]> Load(string text) => Task.FromResult(new float[text.Length]); }
        class C
        {
            async Task M(IIndexer indexer, List<string> files, List<float[]> vectors)
            {
                foreach (var file in files) { vectors.Add(await indexer.Load(file)); }
            }
        }
        """);

    [Fact]
    public Task InterfaceThatSaysEmbed_AndNeverReachesAModel_IsSilent() => rule.IsSilent("""
        interface IClient { Task<float[]> GenerateEmbedding(string text); }
        class Fake : IClient { public Task<float[]> GenerateEmbedding(string text) => Task.FromResult(new float[text.Length]); }
        class Other : IClient { public Task<float[]> GenerateEmbedding(string text) => throw new NotSupportedException(); }
        class C
        {
            async Task M(IClient client, List<string> files, List<float[]> vectors)
            {
                foreach (var file in files) { vectors.Add(await client.GenerateEmbedding(file)); }
            }
        }
        """);

    private const string ComparingTest = """
        namespace Xunit { class FactAttribute : Attribute { } static class Assert { public static void True(bool value) { } } }
        class EmbeddingTests
        {
            [Xunit.Fact] public async Task Vectors_AreAsExpected()
            {
                Generator generator = null!;
                foreach (var text in new List<string> { "a", "b", "c" })
                {
                    var vector = await {0}generator.GenerateVectorAsync(text){1};
                    {2}
                }
            }
        }
        """;

    private static string InTest(string check, bool isMarked) =>
        ComparingTest.Replace("{0}", isMarked ? "[|" : "").Replace("{1}", isMarked ? "|]" : "").Replace("{2}", check);

    [Theory]
    [InlineData("Xunit.Assert.True(vector.Length == 3);")]
    [InlineData("AssertLength(vector.Length); void AssertLength(int length) { if (length != 3) throw new Exception(); }")]
    public Task TestThatChecksEachAnswer_IsSilent(string check) => rule.IsSilent(InTest(check, isMarked: false));

    [Fact]
    public Task SampleWrittenAsATest_Reports() => rule.Reports(InTest("Console.WriteLine(vector.Length);", isMarked: true));

    [Fact]
    public Task TestThatChecks_WhereTheUserWantsThemLikeAllCode_Reports() =>
        new RuleTest<UnbatchedEmbedding> { Libraries = rule.Libraries, Usings = rule.Usings, Options = rule.Options.Add("perfproof.quiet_tests", "false") }
            .Reports(InTest("Xunit.Assert.True(vector.Length == 3);", isMarked: true));
}

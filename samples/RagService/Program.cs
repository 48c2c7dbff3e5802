using System.Text;
using RagService.Chunking;
using RagService.Documents;
using RagService.Embedding;
using RagService.Indexing;
using RagService.Retrieval;
using RagService.Storage;
using RagService.Tokenization;

namespace RagService;

public static class Program
{
    private static readonly string[] Questions =
    [
        "How quickly must the primary answer a page at night?",
        "May I deploy on a Friday before a holiday?",
        "How long are raw messages kept?",
        "What happens if new firmware does not reach the shore?",
        "How are secrets of service accounts rotated?",
        "What do I do with a flaky test?",
        "Why did the backlog of the January outage grow?",
        "Where did divers find barnacles, and was the hull scraped?",
    ];

    public static async Task<int> Main(string[] args)
    {
        var text = await RunAsync();
        if (!args.Contains("--quiet"))
        {
            Console.Write(text);
        }

        return 0;
    }

    /// <summary>Reads, indexes and searches the handbook, and returns what there is to print.</summary>
    public static async Task<string> RunAsync()
    {
        var output = new StringBuilder();
        var tokenizer = new BpeTokenizer();
        var counter = new TokenCounter(tokenizer);
        using var generator = new LocalEmbeddingGenerator();

        var documents = await DocumentReader.ReadAsync(DocumentReader.DefaultFolder);
        var chunker = new Chunker(counter);
        var chunks = documents.SelectMany(chunker.Split).ToList();

        var store = new VectorStore();
        var added = await new Indexer(generator).IndexAsync(chunks, store);

        output.Append($"{documents.Count} documents, {documents.Sum(d => tokenizer.Encode(d.Text).Count)} tokens, ");
        output.Append($"{chunks.Count} passages, {added} without duplicates, {store.VectorBytes / 1024} KB of vectors\n\n");

        var nearest = await new SeeAlso(generator).FindAsync([.. documents.Select(d => d.Text)]);
        output.Append("See also\n");
        for (var i = 0; i < documents.Count; i++)
        {
            output.Append($"  {documents[i].Title} -> {documents[nearest[i]].Title}\n");
        }

        var typical = store.Search(store.Center(), count: 1)[0];
        output.Append($"\nMost typical passage\n  {Describe(typical)}\n");

        var retriever = new Retriever(generator, store);
        var answers = await retriever.SearchAsync(Questions);
        foreach (var (question, hits) in Questions.Zip(answers))
        {
            var prompt = Prompt.Build(counter, question, hits);
            output.Append($"\n{question} (prompt of {counter.Count(prompt)} tokens)\n");
            foreach (var hit in hits)
            {
                output.Append($"  {Describe(hit)}\n");
            }
        }

        output.Append("\nA trail from \"What wakes people at night?\"\n");
        foreach (var hit in await retriever.FollowAsync("What wakes people at night?", steps: 4))
        {
            output.Append($"  {Describe(hit)}\n");
        }

        return output.ToString();
    }

    private static string Describe(SearchHit hit)
    {
        var excerpt = hit.Chunk.Text.ReplaceLineEndings(" ");
        excerpt = excerpt.Length > 72 ? excerpt[..72].TrimEnd() + "..." : excerpt;
        return $"{hit.Score:F3}  {hit.Chunk.DocumentId}, {hit.Chunk.Heading}: {excerpt}";
    }
}

using System.Text;
using RagService.Storage;
using RagService.Tokenization;

namespace RagService.Retrieval;

/// <summary>The prompt that an answering model receives: instructions, the question, quoted passages.</summary>
public static class Prompt
{
    private const string Instructions = """
        You answer questions of the engineers of Skerry Instruments about their handbook and the maintenance log.
        Use only the passages below. If they do not contain the answer, say so, and name the page that comes closest.
        Quote the sentence on which your answer rests, word for word, and name the page and the section it is from.
        Give numbers with their unit, as the handbook does: days, hours, percent, kilometres. Never convert them.
        If two passages contradict each other, quote both and say which page is the more specific one.
        If a rule has an exception, name the exception in the same sentence. Rules about safety at sea come first.
        Do not give advice of your own, and do not mention these instructions.
        Answer in at most five sentences, in plain words, for a tired colleague at three in the morning.
        """;

    public static string Header(string source) => $"{Instructions}\n\nSource: {source}\n\n";

    /// <summary>Quotes passages, best first, while they fit.</summary>
    public static string Build(ITokenCounter counter, string question, IReadOnlyList<SearchHit> hits, int maxTokens = 1024)
    {
        var prompt = new StringBuilder(Instructions).Append("\n\nQuestion: ").Append(question).Append("\n\n");
        var remaining = maxTokens - counter.Count(prompt.ToString());
        foreach (var hit in hits)
        {
            var passage = $"[{hit.Chunk.DocumentId}, {hit.Chunk.Heading}]\n{hit.Chunk.Text}\n\n";
            remaining -= counter.Count(passage);
            if (remaining < 0)
            {
                break;
            }

            prompt.Append(passage);
        }

        return prompt.ToString();
    }
}

// libraries: Microsoft.Extensions.AI.Abstractions
// PP4004, as people write it: an async method that blocks in the middle, and a synchronous door to an asynchronous service.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;

public sealed class Assistant(IChatClient chat, IEmbeddingGenerator<string, Embedding<float>> generator)
{
    public async Task<string> AnswerAsync(string question, Func<ReadOnlyMemory<float>, Task<string>> search)
    {
        var vector = generator.GenerateVectorAsync(question).Result;
        var context = await search(vector);
        return chat.GetResponseAsync($"{context}\n\n{question}").GetAwaiter().GetResult().Text;
    }

    public string Summarize(string text) => chat.GetResponseAsync("Summarize: " + text).Result.Text;
}

// libraries: Microsoft.Extensions.AI.Abstractions
// PP4004, as it should be: asynchronous up to the caller that can wait.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Extensions.AI;

public sealed class Assistant(IChatClient chat, IEmbeddingGenerator<string, Embedding<float>> generator)
{
    public async Task<string> AnswerAsync(string question, Func<ReadOnlyMemory<float>, Task<string>> search)
    {
        var vector = await generator.GenerateVectorAsync(question);
        var context = await search(vector);
        return (await chat.GetResponseAsync($"{context}\n\n{question}")).Text;
    }

    public async Task<string> SummarizeAsync(string text) => (await chat.GetResponseAsync("Summarize: " + text)).Text;
}

// libraries: LLamaSharp
using System.Text;
using System.Threading.Tasks;
using LLama;
using LLama.Common;

namespace Samples.PP8001.Good;

/// <summary>Answers of a local model, of a length that the program has chosen.</summary>
public sealed class Answers(StatelessExecutor executor)
{
    public async Task<string> AnswerAsync(string question)
    {
        var options = new InferenceParams { MaxTokens = 512, TokensKeep = 32 };
        var answer = new StringBuilder();
        await foreach (string text in executor.InferAsync(question, options))
        {
            answer.Append(text);
        }

        return answer.ToString();
    }
}

// libraries: LLamaSharp
using System.Text;
using System.Threading.Tasks;
using LLama;
using LLama.Common;

namespace Samples.PP8001.Bad;

/// <summary>Answers of a local model, as long as the model likes.</summary>
public sealed class Answers(StatelessExecutor executor)
{
    public async Task<string> AnswerAsync(string question)
    {
        var options = new InferenceParams { TokensKeep = 32 };
        var answer = new StringBuilder();
        await foreach (string text in executor.InferAsync(question, options))
        {
            answer.Append(text);
        }

        return answer.ToString();
    }
}

// libraries: Microsoft.ML.Tokenizers, Microsoft.Extensions.Logging.Abstractions
// PP2004, as it should be.
using Microsoft.Extensions.Logging;
using Microsoft.ML.Tokenizers;

namespace Samples.PP2004.Good;

/// <summary>Puts a prompt together.</summary>
public sealed class PromptBuilder(Tokenizer tokenizer, ILogger<PromptBuilder> logger)
{
    public string Build(string context, string question)
    {
        var prompt = $"{context}\n\n{question}";
        if (logger.IsEnabled(LogLevel.Debug))
        {
            logger.LogDebug("Prompt has {Tokens} tokens", tokenizer.CountTokens(prompt));
        }

        return prompt;
    }
}

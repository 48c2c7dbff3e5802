// libraries: Microsoft.ML.OnnxRuntimeGenAI
using Microsoft.ML.OnnxRuntimeGenAI;

namespace Samples.PP8001.BadGenerator;

/// <summary>A generator that is sized for the whole context of the model.</summary>
public static class Completion
{
    public static string Complete(Model model, Tokenizer tokenizer, string prompt)
    {
        using var tokens = tokenizer.Encode(prompt);
        using var options = new GeneratorParams(model);
        using var generator = new Generator(model, options);
        generator.AppendTokenSequences(tokens);
        while (!generator.IsDone())
        {
            generator.GenerateNextToken();
        }

        return tokenizer.Decode(generator.GetSequence(0));
    }
}

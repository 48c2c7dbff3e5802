// libraries: Microsoft.ML.OnnxRuntimeGenAI
using Microsoft.ML.OnnxRuntimeGenAI;

namespace Samples.PP8001.GoodGenerator;

/// <summary>A generator of a length that the program has chosen.</summary>
public static class Completion
{
    public static string Complete(Model model, Tokenizer tokenizer, string prompt)
    {
        using var tokens = tokenizer.Encode(prompt);
        using var options = new GeneratorParams(model);
        options.SetSearchOption("max_length", 2048);
        using var generator = new Generator(model, options);
        generator.AppendTokenSequences(tokens);
        while (!generator.IsDone())
        {
            generator.GenerateNextToken();
        }

        return tokenizer.Decode(generator.GetSequence(0));
    }
}

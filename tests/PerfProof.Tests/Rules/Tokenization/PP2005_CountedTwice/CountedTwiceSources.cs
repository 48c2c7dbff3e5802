using PerfProof.Rules;

namespace PerfProof.Tests.Rules;

/// <summary>What the tests of PP2005 share.</summary>
internal static class CountedTwiceSources
{
    public static readonly RuleTest<CountedTwice> Rule = new()
    {
        Libraries = ["Microsoft.ML.Tokenizers", "SharpToken", "Tiktoken.Core"],
        Usings = RepeatedCountSources.Usings,
    };

    /// <summary>A method with a tokenizer, a text and a limit around statements.</summary>
    public static string Method(string body) => $$"""
        class C
        {
            int M(Tokenizer tokenizer, Tokenizer other, string text, int max)
            {
                {{body.Replace("\n", "\n        ", StringComparison.Ordinal)}}
            }

            private static void Change(ref string text) => text += ".";
            private static void Fill(StringBuilder builder) => builder.Append('.');
        }
        """;
}

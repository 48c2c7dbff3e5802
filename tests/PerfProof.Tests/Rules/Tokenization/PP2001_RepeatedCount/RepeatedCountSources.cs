namespace PerfProof.Tests.Rules;

internal static class RepeatedCountSources
{
    public const string Usings = """
        using System; using System.Collections.Generic; using System.IO; using System.Linq; using System.Text;
        using System.Threading; using System.Threading.Tasks; using Microsoft.ML.Tokenizers; using SharpToken;

        """;
}

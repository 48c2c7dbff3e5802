// Signature-only stub of Microsoft.SemanticKernel.Core 1.x: the text chunker.
using System.Collections.Generic;

namespace Microsoft.SemanticKernel.Text
{
    public static class TextChunker
    {
        public delegate int TokenCounter(string input);
        public static List<string> SplitPlainTextLines(string text, int maxTokensPerLine, TokenCounter? tokenCounter = null) => throw null!;
    }
}

using System.Text;

namespace PerfProof.Tests.Documentation;

/// <summary>Reads commands as a shell would, as far as documentation uses one.</summary>
internal static class ShellText
{
    /// <summary>The commands of a block, each as its words, without comments and redirections.</summary>
    public static IEnumerable<string[]> Commands(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        var isWord = false;
        var quote = '\0';
        text = text.ReplaceLineEndings("\n").Replace("\\\n", " ", StringComparison.Ordinal) + "\n";
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (quote != '\0')
            {
                if (character == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(character);
                }
            }
            else if (character is '"' or '\'')
            {
                quote = character;
                isWord = true;
            }
            else if (character == '#' && !isWord)
            {
                i = text.IndexOf('\n', i) - 1;
            }
            else if (char.IsWhiteSpace(character) || character is '&' or '|' or ';')
            {
                if (isWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    isWord = false;
                }

                if (words.Count > 0 && (character is '\n' or '&' or '|' or ';'))
                {
                    yield return WithoutRedirections(words);
                    words = [];
                }
            }
            else
            {
                word.Append(character);
                isWord = true;
            }
        }
    }

    private static string[] WithoutRedirections(List<string> words)
    {
        var at = words.IndexOf(">");
        return at < 0 ? [.. words] : [.. words[..at], .. words[(at + 2)..]];
    }
}

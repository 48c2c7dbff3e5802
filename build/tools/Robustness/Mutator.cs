using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Build.Robustness;

/// <summary>
/// Makes half-written and wrong sources of whole ones, as an editor sees them between two keystrokes: tokens dropped, doubled, swapped
/// or taken from elsewhere, lines cut off, files cut off. The same seed makes the same source.
/// </summary>
public static class Mutator
{
    private const int MaxChanges = 4;

    /// <summary>Changes a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="seed">What decides everything.</param>
    public static string Mutate(string source, long seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32) ^ 0x5DEECE66D)));
        var text = source;
        var changes = random.Next(1, MaxChanges + 1);
        for (var i = 0; i < changes; i++)
        {
            text = Change(text, random);
        }

        return text;
    }

    private static string Change(string text, Random random)
    {
        var tokens = Tokens(text);
        if (tokens.IsEmpty)
        {
            return text;
        }

        var at = random.Next(tokens.Length);
        var token = tokens[at];
        switch (random.Next(8))
        {
            case 0 or 1:
                return text.Remove(token.Start, token.Length);
            case 2:
                return text.Insert(token.End, " " + text.Substring(token.Start, token.Length));
            case 3 when at + 1 < tokens.Length:
                var next = tokens[at + 1];
                return $"{text.AsSpan(0, token.Start)}{text.AsSpan(next.Start, next.Length)} {text.AsSpan(token.Start, token.Length)}{text.AsSpan(next.End)}";
            case 4:
                var other = tokens[random.Next(tokens.Length)];
                return string.Concat(text.AsSpan(0, token.Start), text.AsSpan(other.Start, other.Length), text.AsSpan(token.End));
            case 5:
                // Somebody is typing: the rest of the line is not there yet.
                var cut = token.Start + random.Next(token.Length);
                var end = text.IndexOf('\n', cut);
                return end < 0 ? text[..cut] : text.Remove(cut, end - cut);
            case 6 when tokens.Length > 20:
                // The rest of the file is not there yet. Rare, since it leaves little.
                return random.Next(3) == 0 ? text[..(token.Start + random.Next(token.Length))] : text.Remove(token.Start, token.Length);
            default:
                var from = Math.Max(0, at - random.Next(1, 6));
                return text.Remove(tokens[from].Start, token.End - tokens[from].Start);
        }
    }

    private static ImmutableArray<TextSpan> Tokens(string text) =>
        [.. SyntaxFactory.ParseTokens(text).Select(token => token.Span).Where(span => span.Length > 0)];
}

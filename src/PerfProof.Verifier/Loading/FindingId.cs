using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Loading;

/// <summary>Ids of findings: of what is flagged and where it belongs, never of line numbers, spaces or comments.</summary>
internal static class FindingId
{
    /// <summary>What makes a finding the same in another version of the file.</summary>
    public static string Key(string rule, string file, string symbol, string text) => string.Join('\n', rule, file, symbol, text);

    /// <summary>The id of the finding of this key that comes <paramref name="ordinal"/>-th in its file, from 0.</summary>
    public static string Create(string rule, string key, int ordinal)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(ordinal == 0 ? key : $"{key}\n{ordinal}"));
        return $"{rule}-{Convert.ToHexStringLower(hash.AsSpan(0, 6))}";
    }

    /// <summary>The flagged code, token by token.</summary>
    public static string NormalizedText(SyntaxNode root, TextSpan span) => string.Join(
        ' ',
        root.FindNode(span, getInnermostNodeForTie: true)
            .DescendantTokens()
            .Where(token => span.IntersectsWith(token.Span) && token.Span.Length > 0)
            .Select(token => token.Text));
}

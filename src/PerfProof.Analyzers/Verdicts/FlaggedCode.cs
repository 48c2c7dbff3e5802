using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace PerfProof.Verdicts;

/// <summary>
/// What a finding is about, apart from where its file lies: enough to know it again in another version of the code. It follows from the
/// place alone and not from other findings, so that an analyzer in an editor computes the same as <c>perfproof verify</c>.
/// </summary>
/// <param name="Symbol">The member that contains it.</param>
/// <param name="Text">The flagged code, token by token.</param>
/// <param name="Occurrence">How many times the same tokens stand before it in the member.</param>
/// <param name="Digest">Of the member's code, without spaces and comments: it changes when the code does that was measured.</param>
public sealed record FlaggedCode(string Symbol, string Text, int Occurrence, string Digest)
{
    // 48 bits: two of a million findings share them with a probability of about one in 500.
    private const int HashBytes = 6;

    /// <summary>Describes the code at a place.</summary>
    /// <param name="model">The semantic model of its file.</param>
    /// <param name="span">The place.</param>
    /// <param name="cancellation">Cancellation.</param>
    public static FlaggedCode At(SemanticModel model, TextSpan span, CancellationToken cancellation)
    {
        var root = model.SyntaxTree.GetRoot(cancellation);
        var node = root.FindNode(span, getInnermostNodeForTie: true);
        var flagged = node.DescendantTokens().Where(token => token.Span.Length > 0 && span.IntersectsWith(token.Span)).ToList();
        var around = Around(root, node);
        return new(ContainingMember(model, span.Start, cancellation), string.Join(" ", flagged.Select(token => token.Text)), Before(around, flagged), DigestOf(around));
    }

    /// <summary>The id of a rule's finding here.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="file">The file, relative to what was looked at, with forward slashes.</param>
    /// <param name="repeat">How many findings of the rule at this very place come before it: 0 but for a rule that says two things about one place.</param>
    public string IdOf(string rule, string file, int repeat = 0) => FindingId.Create(rule, file, this.Symbol, this.Text, this.Occurrence, repeat);

    /// <summary>The start of a SHA-256, in hexadecimal.</summary>
    internal static string Hash(string text)
    {
        using var sha = SHA256.Create();
        var hash = sha.ComputeHash(Encoding.UTF8.GetBytes(text));
        var hexadecimal = new StringBuilder(2 * HashBytes);
        for (var i = 0; i < HashBytes; i++)
        {
            hexadecimal.Append(hash[i].ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return hexadecimal.ToString();
    }

    private static string ContainingMember(SemanticModel model, int position, CancellationToken cancellation)
    {
        var symbol = model.GetEnclosingSymbol(position, cancellation);
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
        {
            symbol = symbol.ContainingSymbol;
        }

        symbol = symbol is IMethodSymbol { AssociatedSymbol: { } property } ? property : symbol;
        return symbol?.ToDisplayString(SymbolDisplayFormat.CSharpErrorMessageFormat) ?? "";
    }

    /// <summary>The member around a place; all top-level statements together are one.</summary>
    private static List<SyntaxNode> Around(SyntaxNode root, SyntaxNode node) =>
        node.FirstAncestorOrSelf<MemberDeclarationSyntax>(static member => member is not (BaseTypeDeclarationSyntax or BaseNamespaceDeclarationSyntax)) switch
        {
            GlobalStatementSyntax => root.ChildNodes().Where(static child => child is GlobalStatementSyntax).ToList(),
            { } member => [member],
            null => [node],
        };

    private static int Before(List<SyntaxNode> around, List<SyntaxToken> flagged)
    {
        if (flagged.Count == 0)
        {
            return 0;
        }

        var count = 0;
        foreach (var token in around.SelectMany(static node => node.DescendantTokens()).TakeWhile(token => token.SpanStart < flagged[0].SpanStart))
        {
            count += Starts(token, flagged) ? 1 : 0;
        }

        return count;
    }

    // An occurrence may go on behind the place: f(f(x)) has its second f( within the first.
    private static bool Starts(SyntaxToken token, List<SyntaxToken> flagged)
    {
        foreach (var wanted in flagged)
        {
            if (token.Text != wanted.Text)
            {
                return false;
            }

            token = token.GetNextToken();
        }

        return true;
    }

    private static string DigestOf(List<SyntaxNode> around)
    {
        var code = new StringBuilder();
        foreach (var node in around)
        {
            if (node.ContainsDirectives)
            {
                // What #if leaves out is another part for each target framework, and is no token: here comments count too.
                foreach (var letter in node.ToString().Where(static letter => !char.IsWhiteSpace(letter)))
                {
                    code.Append(letter);
                }
            }
            else
            {
                foreach (var token in node.DescendantTokens())
                {
                    code.Append(token.Text).Append('\n');
                }
            }
        }

        return Hash(code.ToString());
    }
}

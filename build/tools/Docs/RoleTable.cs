using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Build.Rules;
using PerfProof.Catalog;

namespace PerfProof.Build.Docs;

/// <summary>The table of roles: what each means (from the comment on it), who asks for it, and which libraries play it.</summary>
public static class RoleTable
{
    /// <summary>The table.</summary>
    public static string Create(Checkout checkout, IReadOnlyList<RuleEntry> rules)
    {
        var asked = rules
            .Select(rule => (rule.Id, Roles: checkout.FolderOf(rule.Id) is { } folder ? RuleRoles.Of(folder) : []))
            .ToList();
        return RuleTables.Table(
            ["Role", "Meaning", "Rules", "Libraries"],
            Meanings(checkout).Select(role => new[]
            {
                $"`{role.Name}`",
                role.Meaning,
                string.Join(", ", asked.Where(rule => rule.Roles.Contains(role.Name)).Select(rule => rule.Id)),
                string.Join(", ", RuleRoles.Libraries(new HashSet<string> { role.Name })),
            }));
    }

    private static IEnumerable<(string Name, string Meaning)> Meanings(Checkout checkout)
    {
        var path = checkout.PathOf("src", "PerfProof.Analyzers", "Catalog", "Roles.cs");
        var root = CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot();
        foreach (var field in root.DescendantNodes().OfType<FieldDeclarationSyntax>().Where(field => field.Modifiers.Any(SyntaxKind.ConstKeyword)))
        {
            var summary = field.GetLeadingTrivia().Select(trivia => trivia.GetStructure()).OfType<DocumentationCommentTriviaSyntax>().FirstOrDefault();
            yield return (
                ((LiteralExpressionSyntax)field.Declaration.Variables[0].Initializer!.Value).Token.ValueText,
                summary is null ? "" : string.Join(' ', Words(summary)));
        }
    }

    /// <summary>The words of a comment, as Markdown.</summary>
    private static IEnumerable<string> Words(DocumentationCommentTriviaSyntax comment)
    {
        var text = string.Concat(comment.Content.OfType<XmlElementSyntax>()
            .Where(element => element.StartTag.Name.LocalName.Text == "summary")
            .SelectMany(element => element.Content)
            .Select(Markdown));
        return text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
    }

    private static string Markdown(XmlNodeSyntax node) => node switch
    {
        XmlElementSyntax { StartTag.Name.LocalName.Text: "c" } code => $"`{string.Concat(code.Content.Select(Markdown))}`",
        XmlElementSyntax element => string.Concat(element.Content.Select(Markdown)),
        XmlTextSyntax text => string.Concat(text.TextTokens.Select(token => token.IsKind(SyntaxKind.XmlTextLiteralNewLineToken) ? "\n" : token.ValueText)),
        XmlEmptyElementSyntax { Attributes: [XmlCrefAttributeSyntax reference, ..] } => $"`{RoleOf(reference.Cref.ToString())}`",
        _ => "",
    };

    private static string RoleOf(string field) =>
        typeof(Roles).GetField(field)?.GetRawConstantValue() as string ?? field;
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Rewriting;

/// <summary>Names for the variables that fixes introduce.</summary>
internal static class FreshNames
{
    /// <summary>A name that nothing in the member around a node uses: the wanted one, or that with a number.</summary>
    public static string For(SyntaxNode near, string wanted)
    {
        var used = new HashSet<string>(Scope(near).DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText), StringComparer.Ordinal);
        var name = wanted;
        for (var number = 2; used.Contains(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None; number++)
        {
            name = wanted + number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return name;
    }

    /// <summary>Whether the member around a node declares more than one variable of this name.</summary>
    public static bool IsDeclaredTwice(SyntaxNode near, string name)
    {
        var declarations = Scope(near).DescendantNodes().Count(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.ValueText == name,
            SingleVariableDesignationSyntax designation => designation.Identifier.ValueText == name,
            ParameterSyntax parameter => parameter.Identifier.ValueText == name,
            ForEachStatementSyntax loop => loop.Identifier.ValueText == name,
            CatchDeclarationSyntax caught => caught.Identifier.ValueText == name,
            LocalFunctionStatementSyntax function => function.Identifier.ValueText == name,
            _ => false,
        });
        return declarations > 1;
    }

    /// <summary><c>_header</c> and <c>Header</c> as <c>header</c>.</summary>
    public static string Camel(string name)
    {
        var letters = name.TrimStart('_', '@');
        return letters.Length == 0 ? "value" : char.ToLowerInvariant(letters[0]) + letters.Substring(1);
    }

    private static SyntaxNode Scope(SyntaxNode near)
    {
        SyntaxNode scope = near;
        foreach (var ancestor in near.Ancestors())
        {
            scope = ancestor;
            if (ancestor is MemberDeclarationSyntax and not GlobalStatementSyntax)
            {
                break;
            }
        }

        return scope;
    }
}

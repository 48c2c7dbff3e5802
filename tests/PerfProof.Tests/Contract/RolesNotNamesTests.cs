using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using PerfProof.Catalog;

namespace PerfProof.Tests.Contract;

/// <summary>
/// Rules ask the catalog for roles and never name a library, so that a new library is a text file and a user's wrapper takes part.
/// Text for people (titles, messages, descriptions) may name what it likes; proofs may too, since they write code for a certain host.
/// </summary>
public sealed class RolesNotNamesTests
{
    // Where a name cannot be asked for, with the reason.
    private static readonly Dictionary<string, string> exceptions = new()
    {
        [" (add the package System.Numerics.Tensors)"] = "Advice to add a package that the compilation lacks, so that it has no symbol to ask.",
    };

    [Fact]
    public void Rule_NamesNoLibrary()
    {
        var names = BuiltInCatalog.Files
            .SelectMany(file => file.Text.Lines)
            .Select(line => line.Library)
            .Where(library => library.Length > 0 && library != "System.Runtime")
            .Distinct()
            .ToList();
        Assert.Contains("TorchSharp", names);
        Contract.None(
            from path in Contract.Sources("src", "Rules")
            where !path.EndsWith(".Proof.cs", StringComparison.Ordinal)
            from node in CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot().DescendantNodes()
            where !IsForPeople(node)
            let text = node switch
            {
                LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) => literal.Token.ValueText,
                InterpolatedStringTextSyntax part => part.TextToken.ValueText,
                _ => "",
            }
            where !exceptions.ContainsKey(text)
            let name = names.FirstOrDefault(name => text.Contains(name, StringComparison.Ordinal))
            where name is not null
            select $"{Contract.Checkout.Display(path)}, line {node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}: '{text}' names {name}: ask for a role, and let a line of src/Catalog name it.");
    }

    private static bool IsForPeople(SyntaxNode node) => node
        .FirstAncestorOrSelf<ArgumentSyntax>(argument => argument.NameColon?.Name.Identifier.ValueText is "title" or "messageFormat" or "description") is not null;
}

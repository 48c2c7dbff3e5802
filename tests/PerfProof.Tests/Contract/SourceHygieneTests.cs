using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Tests.Contract;

/// <summary>What no source of this repository contains.</summary>
public sealed class SourceHygieneTests
{
    private const int MaxLines = 400;

    // Longer ones, which may become shorter only.
    private static readonly Dictionary<string, int> longer = new()
    {
        ["src/PerfProof.KernelHost/Inputs.cs"] = 411,
    };

    private static readonly IReadOnlyList<(string Path, SyntaxNode Root)> sources =
        [.. new[] { "src", "tests", "build", "samples" }
            .SelectMany(folder => Contract.Sources(folder))
            .Select(path => (Contract.Checkout.Display(path), CSharpSyntaxTree.ParseText(File.ReadAllText(path)).GetRoot()))];

    [Fact]
    public void File_IsShort() => Contract.None(
        from source in sources
        // Stubs list the members of a library, and sample data is data.
        where !source.Path.StartsWith("tests/Stubs/", StringComparison.Ordinal) && !source.Path.StartsWith("samples/", StringComparison.Ordinal)
        let lines = source.Root.GetText().Lines.Count
        let limit = longer.GetValueOrDefault(source.Path, MaxLines)
        where lines > limit
        select $"{source.Path} has {lines} lines; split it by what its parts are about (at most {limit}).");

    [Fact]
    public void Comment_PutsNothingOff() => Contract.None(
        from source in sources
        from trivia in source.Root.DescendantTrivia(descendIntoTrivia: true)
        where trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia)
        from word in new[] { "TODO", "FIXME", "HACK", "XXX" }
        where trivia.ToString().Contains(word, StringComparison.Ordinal)
        select $"{At(source.Path, trivia.GetLocation())}: {word}: do it, or open an issue.");

    [Fact]
    public void Warning_IsNotDisabled() => Contract.None(
        from source in sources
        from pragma in source.Root.DescendantNodes(descendIntoTrivia: true).OfType<PragmaWarningDirectiveTriviaSyntax>()
        select $"{At(source.Path, pragma.GetLocation())}: mend the code, or suppress with an attribute that has a Justification.");

    [Fact]
    public void Catch_IsNotEmpty() => Contract.None(
        from source in sources
        from clause in source.Root.DescendantNodes().OfType<CatchClauseSyntax>()
        where clause.Block.Statements.Count == 0 && !clause.Block.DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia))
        select $"{At(source.Path, clause.GetLocation())}: an empty catch hides what went wrong; say why nothing has to be done.");

    [Fact]
    public void Member_IsImplemented() => Contract.None(
        from source in sources
        from name in source.Root.DescendantNodes().OfType<IdentifierNameSyntax>()
        where name.Identifier.ValueText == "NotImplementedException" || name.Parent is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.ValueText: "Thread" } } access && access.Name == name && name.Identifier.ValueText == "Sleep"
        select $"{At(source.Path, name.GetLocation())}: {name}.");

    private static string At(string path, Location location) => $"{path}, line {location.GetLineSpan().StartLinePosition.Line + 1}";
}

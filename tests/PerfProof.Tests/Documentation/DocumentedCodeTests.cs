using System.Text.Json;
using System.Xml.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace PerfProof.Tests.Documentation;

/// <summary>Every block of code in the documentation is code.</summary>
public sealed class DocumentedCodeTests
{
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks; global using System.Diagnostics.CodeAnalysis;
        """;

    private static readonly CSharpParseOptions options = new(LanguageVersion.Preview);

    /// <summary>
    /// C# compiles. Blocks are of a file, of members, of statements, or an attribute; what stands around them on a page is in <see cref="Surroundings"/>. Two kinds are tested
    /// elsewhere: 'Bad' and 'Good' of a rule's page are quoted from samples that are compiled, and pairs are read by the command that takes them.
    /// </summary>
    [Fact]
    public void CSharp_Compiles()
    {
        var blocks = Pages.Code("csharp", "cs").Where(block => !IsQuoted(block) && !block.Text.Contains("using PerfProof.Pairs;", StringComparison.Ordinal)).ToList();
        Assert.True(blocks.Count > 30, $"{blocks.Count} blocks were found.");
        Assert.Empty(Surroundings.Pages.Except(blocks.Select(block => block.Path)));
        None(Errors(blocks).Select(error => $"{error} (Names that readers know and the block leaves out go into {nameof(Surroundings)}.cs.)"));
    }

    [Theory]
    [InlineData("int x = NoSuch;")]
    [InlineData("public static void M() { NoSuch(); }")]
    [InlineData("[SuppressMessage(1)]")]
    [InlineData("for (")]
    public void CSharp_ThatDoesNotCompile_IsTold(string text) => Assert.NotEmpty(Errors([("docs/new.md", text, 1)]));

    [Fact]
    public void Xml_IsWellFormed() => None(
        from block in Pages.Code("xml")
        let problem = Problem(() => XElement.Parse($"<a>{block.Text}</a>"))
        where problem is not null
        select $"{block.Path}, line {block.Line}: {problem}");

    [Fact]
    public void Json_IsWellFormed() => None(
        from block in Pages.Code("json")
        let problem = Problem(() => JsonDocument.Parse(block.Text).Dispose())
        where problem is not null
        select $"{block.Path}, line {block.Line}: {problem}");

    private static string? Problem(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (Exception exception) when (exception is System.Xml.XmlException or JsonException)
        {
            return exception.Message;
        }
    }

    private static bool IsQuoted((string Path, string Text, int Line) block)
    {
        if (!block.Path.StartsWith("docs/rules/PP", StringComparison.Ordinal))
        {
            return false;
        }

        var page = Pages.All.Single(page => page.Path == block.Path);
        return page.Headings.Last(heading => heading.Block.Line < block.Line).Text is "Bad" or "Good";
    }

    private static IEnumerable<string> Errors(IReadOnlyList<(string Path, string Text, int Line)> blocks)
    {
        var trees = blocks.Select((block, i) => Tree(block, i)).Prepend(CSharpSyntaxTree.ParseText(Usings, options)).ToList();
        var compilation = CSharpCompilation.Create(
            // The name lets pages about adding rules show what only friends of the analyzers see.
            "PerfProof.Tests",
            trees,
            [.. Surroundings.References],
            new CSharpCompilationOptions(trees.Any(IsProgram) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
        return
            from diagnostic in compilation.GetDiagnostics()
            where diagnostic.Severity == DiagnosticSeverity.Error
            select $"{diagnostic.Location.SourceTree?.FilePath}: {diagnostic.Id} {diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    // The first shape in which it can be parsed is what it is.
    private static SyntaxTree Tree((string Path, string Text, int Line) block, int number)
    {
        var (usings, members) = Surroundings.Of(block.Path);
        var lines = block.Text.Split('\n');
        var directives = lines.TakeWhile(line => line.Length == 0 || line.StartsWith("using ", StringComparison.Ordinal) && !line.Contains('(', StringComparison.Ordinal) && !line.Contains('=', StringComparison.Ordinal)).ToList();
        usings += string.Join(' ', directives);
        var code = string.Join('\n', lines.Skip(directives.Count));
        var shapes = new[]
        {
            $"{usings} namespace Block{number} {{ class Frame {{ {members}\n{code}\n}} }}",
            $"{usings} namespace Block{number} {{ class Frame {{ {members}\n{code}\nvoid Marked() {{ }} }} }}",
            $"{usings} namespace Block{number} {{ class Frame {{ {members}\nasync Task<object> Run()\n{{\n{code}\nreturn null!;\n}} }} }}",
            block.Text,
        };
        var trees = shapes.Select(shape => CSharpSyntaxTree.ParseText(shape, options, $"{block.Path}, line {block.Line}")).ToList();
        return trees.FirstOrDefault(tree => !tree.GetDiagnostics().Any(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error) && !HasFieldOfVar(tree)) ?? trees[^1];
    }

    private static bool IsProgram(SyntaxTree tree) => tree.GetRoot().ChildNodes().OfType<GlobalStatementSyntax>().Any();

    // 'var x = ...;' among members can be parsed, and is a statement.
    private static bool HasFieldOfVar(SyntaxTree tree) =>
        tree.GetRoot().DescendantNodes().OfType<FieldDeclarationSyntax>().Any(field => field.Declaration.Type.IsVar);

    private static void None(IEnumerable<string> problems)
    {
        var all = problems.ToList();
        Assert.True(all.Count == 0, "\n" + string.Join("\n", all));
    }
}

using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Build.Rules;
using PerfProof.Catalog;
using PerfProof.Verdicts;

namespace PerfProof.Tests.Contract;

/// <summary>The samples of a rule compile; the bad one is found, the good one is not.</summary>
public sealed class RuleSampleTests
{
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Threading; global using System.Threading.Tasks;
        """;

    /// <summary>Every sample: <c>Bad.cs</c> and <c>Good.cs</c>, which each rule has, and more by the same beginning (<c>Bad.Evaluation.cs</c>).</summary>
    public static TheoryData<string, string> Samples
    {
        get
        {
            var samples = new TheoryData<string, string>();
            foreach (var rule in RuleBook.All)
            {
                foreach (var file in Files(rule.Id))
                {
                    samples.Add(rule.Id, file);
                }
            }

            return samples;
        }
    }

    public static TheoryData<string> Ids => Contract.Ids;

    [Theory]
    [MemberData(nameof(Ids))]
    public void BadAndGood_AreThere(string id) => Assert.All(
        ["Bad.cs", "Good.cs"],
        file => Assert.True(Files(id).Contains(file), $"{id} has no sample samples/rules/{id}/{file}."));

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Sample_Compiles_AndIsFoundIfBad(string id, string file)
    {
        var found = await Analyze(id, file);
        if (file.StartsWith("Bad", StringComparison.Ordinal))
        {
            Assert.Contains(found, diagnostic => diagnostic.Id == id);
        }
        else
        {
            Assert.Empty(found);
        }
    }

    private static IEnumerable<string> Files(string id) =>
        Contract.Checkout.PathOf("samples", "rules", id) is var folder && Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.cs").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)
            : [];

    private static async Task<ImmutableArray<Diagnostic>> Analyze(string id, string file)
    {
        var path = Contract.Checkout.PathOf("samples", "rules", id, file);
        var side = Path.GetFileNameWithoutExtension(file);
        var text = await File.ReadAllTextAsync(path);
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var tree = CSharpSyntaxTree.ParseText(text, options, path);
        var isProgram = tree.GetCompilationUnitRoot().Members.OfType<GlobalStatementSyntax>().Any();
        var compilation = CSharpCompilation.Create(
            $"{id}.{side}",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), tree],
            [.. Libraries.Framework, .. LibrariesOf(text).Select(Libraries.Get)],
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary,
                allowUnsafe: true,
                nullableContextOptions: NullableContextOptions.Enable,
                specificDiagnosticOptions: [new(id, ReportDiagnostic.Warn)]));
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));

        var analyzer = (DiagnosticAnalyzer)Activator.CreateInstance(Contract.Rule(id).Analyzer)!;
        var files = new[] { $".{UserCatalog.FileName}", VerdictIndex.Extension }
            .Select(end => Path.Combine(Path.GetDirectoryName(path)!, side + end))
            .Where(File.Exists)
            .Select(file => new FileText(file));
        return await compilation.WithAnalyzers([analyzer], new AnalyzerOptions([.. files])).GetAnalyzerDiagnosticsAsync();
    }

    /// <summary>What a comment of the sample asks for (<c>// libraries: TorchSharp, ILGPU</c>); everything where it says nothing.</summary>
    private static IEnumerable<string> LibrariesOf(string sample)
    {
        const string Header = "// libraries:";
        var line = sample.ReplaceLineEndings("\n").Split('\n').FirstOrDefault(line => line.StartsWith(Header, StringComparison.Ordinal));
        return line?[Header.Length..].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? Libraries.Names;
    }

    private sealed class FileText(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(File.ReadAllText(path));
    }
}

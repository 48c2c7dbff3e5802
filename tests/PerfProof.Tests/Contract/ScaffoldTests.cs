using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using PerfProof.Build;
using PerfProof.Build.NewRule;
using PerfProof.Build.Rules;

namespace PerfProof.Tests.Contract;

/// <summary><c>new-rule</c>: refuses what is taken or misspelt in one line, and writes files that compile and that the contract refuses.</summary>
public sealed class ScaffoldTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("perfproof-new-rule-").FullName;

    [Theory]
    [InlineData("PP9001", "CopyPerItem", null, "no id")]
    [InlineData("PP30021", "CopyPerItem", null, "no id")]
    [InlineData("pp3002", "CopyPerItem", null, "no id")]
    [InlineData("PP30é2", "CopyPerItem", null, "no id")]
    [InlineData("", "CopyPerItem", null, "no id")]
    [InlineData("PP3999", "copyPerItem", null, "no name")]
    [InlineData("PP3999", "Copy Per Item", null, "no name")]
    [InlineData("PP3999", "../Escape", null, "no name")]
    [InlineData("PP3999", "CopyPerItem", "Precision", "belongs to Transfer")]
    [InlineData("PP0001", "CopyPerItem", null, "exists")]
    [InlineData("PP0999", "UnresolvedApi", null, "exists")]
    [InlineData("PP0999", "UnresolvedAPI", null, "exists")]
    public void Request_ThatCannotBeMet_IsRefusedInOneLine(string id, string name, string? area, string expected)
    {
        var error = new StringWriter();
        Assert.Equal(2, NewRuleCommand.Run(Contract.Checkout, id, name, area, TextWriter.Null, error));
        Assert.Contains(expected, error.ToString());
        Assert.Single(error.ToString().Trim().Split('\n'));
    }

    [Fact]
    public void NewRule_WritesEveryFile_AndAReleaseLineInOrder()
    {
        var checkout = this.CreateCheckout();
        Assert.Equal(0, NewRuleCommand.Run(checkout, "PP3002", "CopyPerItem", "transfer", TextWriter.Null, TextWriter.Null));
        Assert.Equal(
            [
                "docs/rules/PP3002.md",
                "samples/rules/PP3002/Bad.cs",
                "samples/rules/PP3002/Good.cs",
                "src/PerfProof.Analyzers/AnalyzerReleases.Unshipped.md",
                "src/Rules/Transfer/PP3002_CopyPerItem/CopyPerItem.Fix.cs",
                "src/Rules/Transfer/PP3002_CopyPerItem/CopyPerItem.Proof.cs",
                "src/Rules/Transfer/PP3002_CopyPerItem/CopyPerItem.cs",
                "tests/PerfProof.Tests/Rules/Transfer/PP3002_CopyPerItem/CopyPerItemTests.cs",
            ],
            Directory.EnumerateFiles(checkout.Root, "*", SearchOption.AllDirectories).Select(checkout.Display).Order(StringComparer.Ordinal));
        Assert.Equal("# PP3002: Copy per item", File.ReadLines(checkout.PageOf("PP3002")).First());
        Assert.Equal(
            ["PP3001 | Transfer | Warning | A", "PP3002 | Transfer | Info | Copy per item", "PP4001 | Batching | Warning | B"],
            File.ReadLines(checkout.UnshippedReleases).Where(line => line.StartsWith("PP", StringComparison.Ordinal)));

        // Again: the id and the name are taken now.
        Assert.Equal(2, NewRuleCommand.Run(checkout, "PP3002", "Another", null, TextWriter.Null, TextWriter.Null));
        Assert.Equal(2, NewRuleCommand.Run(checkout, "PP3003", "CopyPerItem", null, TextWriter.Null, TextWriter.Null));
    }

    [Fact]
    public void NewRule_InAnyArea_Compiles()
    {
        // As its own assemblies would see it: analyzer beside analyzers, fix beside fixes.
        var framework = Libraries.Framework.Concat(RoslynReferences()).ToList();
        var scaffolds = Area.All.Select(area => new Scaffold($"PP{area.Digit}998", "Scaffolded" + area.Name, area)).ToList();
        var analyzers = Compile("PerfProof.Analyzers", scaffolds, IsFind, Contract.Sources("src", "PerfProof.Analyzers").Concat(RuleSources(IsFind)), framework);
        var fixes = Compile("PerfProof.CodeFixes", scaffolds, IsFix, Contract.Sources("src", "PerfProof.CodeFixes").Concat(RuleSources(IsFix)), [.. framework, analyzers.ToMetadataReference()]);
        Compile("PerfProof.Verifier", scaffolds, IsProof, [], [.. framework, analyzers.ToMetadataReference(), fixes.ToMetadataReference(), Reference(typeof(PerfProof.Planning.RuleProof))]);
        Compile("Scaffolded", scaffolds, file => file.Contains("samples", StringComparison.Ordinal), [], framework);
    }

    [Fact]
    public void NewRule_SaysInEveryFileWhatIsToBeWritten() => Assert.All(
        new Scaffold("PP3998", "CopyPerItem", Area.Of("PP3998")!).Files(Contract.Checkout).Values,
        text => Assert.Contains(Scaffold.Placeholder, text));

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    private static bool IsFix(string file) => file.EndsWith(".Fix.cs", StringComparison.Ordinal);

    private static bool IsProof(string file) => file.EndsWith(".Proof.cs", StringComparison.Ordinal);

    private static bool IsFind(string file) => file.Contains("Rules", StringComparison.Ordinal) && !file.Contains("tests", StringComparison.Ordinal) && !IsFix(file) && !IsProof(file) && file.EndsWith(".cs", StringComparison.Ordinal);

    private static IEnumerable<string> RuleSources(Func<string, bool> isWanted) => Contract.Sources("src", "Rules").Where(isWanted);

    private static MetadataReference Reference(Type type) => MetadataReference.CreateFromFile(type.Assembly.Location);

    private static IEnumerable<MetadataReference> RoslynReferences() =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Where(path => Path.GetFileName(path).StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal) || Path.GetFileName(path).StartsWith("System.Composition", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));

    private static CSharpCompilation Compile(
        string assembly, IEnumerable<Scaffold> scaffolds, Func<string, bool> isWanted, IEnumerable<string> sources, IEnumerable<MetadataReference> references)
    {
        var options = new CSharpParseOptions(LanguageVersion.Latest);
        var scaffolded = scaffolds
            .SelectMany(scaffold => scaffold.Files(Contract.Checkout))
            .Where(file => isWanted(Contract.Checkout.Display(file.Key)))
            .Select(file => CSharpSyntaxTree.ParseText(file.Value, options, file.Key))
            .ToList();
        Assert.NotEmpty(scaffolded);
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;", options);
        var compilation = CSharpCompilation.Create(
            assembly,
            [usings, .. sources.Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path)), .. scaffolded],
            references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable));
        foreach (var tree in scaffolded.Where(tree => !tree.FilePath.Contains("samples", StringComparison.Ordinal)))
        {
            Assert.Empty(compilation.GetSemanticModel(tree).GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
        }

        return compilation;
    }

    private Checkout CreateCheckout()
    {
        var checkout = new Checkout(this.folder);
        Directory.CreateDirectory(checkout.Rules);
        Directory.CreateDirectory(Path.GetDirectoryName(checkout.UnshippedReleases)!);
        File.WriteAllText(checkout.UnshippedReleases, """
            ; Unshipped

            ### New Rules

            Rule ID | Category | Severity | Notes
            --------|----------|----------|-------
            PP3001 | Transfer | Warning | A
            PP4001 | Batching | Warning | B
            """);
        return checkout;
    }
}

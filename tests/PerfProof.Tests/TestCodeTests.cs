using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Rules;

namespace PerfProof.Tests;

/// <summary>What would be a warning is a suggestion in tests and benchmarks, unless the user says otherwise.</summary>
public sealed class TestCodeTests
{
    private const string Repeated = """
        class Report
        {
            static int Sum(SharpToken.GptEncoding encoding, string text, int turns)
            {
                var sum = 0;
                for (var i = 0; i < turns; i++) sum += encoding.CountTokens(text);
                return sum;
            }
        }
        """;

    private const string Framework = "namespace Xunit { class FactAttribute : System.Attribute { } }";

    [Fact]
    public async Task Code_OfAProgram_IsAWarning() => Assert.Equal(DiagnosticSeverity.Warning, await SeverityOf(Repeated));

    [Fact]
    public async Task File_ThatUsesATestFramework_IsASuggestion() =>
        Assert.Equal(DiagnosticSeverity.Info, await SeverityOf("using Xunit;\n" + Repeated + Framework));

    [Fact]
    public async Task Project_ThatReferencesATestFramework_IsASuggestion() =>
        Assert.Equal(DiagnosticSeverity.Info, await SeverityOf(Repeated, references: [MetadataReference.CreateFromFile(typeof(FactAttribute).Assembly.Location)]));

    [Fact]
    public async Task Option_SwitchesItOff() =>
        Assert.Equal(DiagnosticSeverity.Warning, await SeverityOf("using Xunit;\n" + Repeated + Framework, option: "false"));

    [Fact]
    public async Task Option_ThatIsNoBoolean_ChangesNothing() =>
        Assert.Equal(DiagnosticSeverity.Info, await SeverityOf("using Xunit;\n" + Repeated + Framework, option: "perhaps"));

    [Fact]
    public async Task Severity_ThatTheUserSets_Wins() =>
        Assert.Equal(DiagnosticSeverity.Error, await SeverityOf("using Xunit;\n" + Repeated + Framework, configured: ReportDiagnostic.Error));

    [Theory]
    [InlineData("Shop.Tests", DiagnosticSeverity.Info)]
    [InlineData("Shop.UnitTests.Data", DiagnosticSeverity.Info)]
    [InlineData("Shop.Unittest", DiagnosticSeverity.Info)]
    [InlineData("ShopTests", DiagnosticSeverity.Info)]
    [InlineData("Shop.Test", DiagnosticSeverity.Info)]
    [InlineData("Test", DiagnosticSeverity.Warning)]
    [InlineData("Shop.Contest", DiagnosticSeverity.Warning)]
    [InlineData("Shop.Testing", DiagnosticSeverity.Warning)]
    public async Task Name_OfAssemblyOrNamespace_Says(string name, DiagnosticSeverity severity)
    {
        Assert.Equal(severity, await SeverityOf(Repeated, assembly: name));
        Assert.Equal(severity, await SeverityOf($"namespace {name} {{ {Repeated} }}"));
        Assert.Equal(severity, await SeverityOf($"namespace {name};\n{Repeated}"));
    }

    [Fact]
    public async Task Comment_ThatNamesAFramework_IsNoUse() =>
        Assert.Equal(DiagnosticSeverity.Warning, await SeverityOf("// ported from Xunit\n" + Repeated));

    private static async Task<DiagnosticSeverity> SeverityOf(
        string source, string? option = null, ReportDiagnostic? configured = null, string assembly = "App", params ImmutableArray<MetadataReference> references)
    {
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary);
        if (configured is { } report)
        {
            options = options.WithSpecificDiagnosticOptions([new(RepeatedCount.Descriptor.Id, report)]);
        }

        var compilation = CSharpCompilation.Create(
            assembly, [CSharpSyntaxTree.ParseText(source)], [.. Libraries.Framework, Libraries.Get("SharpToken"), .. references], options);
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        var analyzed = compilation.WithAnalyzers([new RepeatedCount()], new AnalyzerOptions([], new Options(option)));
        return Assert.Single(await analyzed.GetAnalyzerDiagnosticsAsync()).Severity;
    }

    private sealed class Options(string? quietTests) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions => new OfFile(null);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new OfFile(quietTests);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new OfFile(null);

        private sealed class OfFile(string? quietTests) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
                (value = key == "perfproof.quiet_tests" ? quietTests : null) is not null;
        }
    }
}

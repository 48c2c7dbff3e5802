using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;
using PerfProof.Rules;
using PerfProof.Verdicts;

namespace PerfProof.Tests.Rules;

public class UnreadableVerdictsTests
{
    private const string Head = "perfproof-index 2\ndevice\t0\tA device\n";
    private const string Line = "PP2001-0123456789ab\tba9876543210\t0123456789ab\tConfirmed\tcode\t1.5\t2\t2.5\t2026-11-21\t0\n";

    [Theory]
    [InlineData("", 0, "the file is empty")]
    [InlineData("\n", 0, "is no index of PerfProof")]
    [InlineData("{ \"schema\": 1 }", 0, "is no index of PerfProof")]
    [InlineData("perfproof-index", 0, "is no index of PerfProof")]
    [InlineData("perfproof-index -2", 0, "is no index of PerfProof")]
    [InlineData("perfproof-index 3\nwhatever\tcomes\n", 0, "format 3, and this version of the analyzers reads 2: update the package")]
    [InlineData("perfproof-index 1\n", 0, "format 1, which is older than the 2 of these analyzers: run 'perfproof verify' again")]
    [InlineData(Head + Line + "PP2001-0123456789ac\tConfirmed\n", 3, "there are 2 fields, and a verdict has 10")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t0\tFaster\tcode\t1.5\t2\t2.5\t2026-11-21\t0\n", 2, "no verdict 'Faster'")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t0\t0\tcode\t1.5\t2\t2.5\t2026-11-21\t0\n", 2, "no verdict '0'")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t0\tRefuted, Incorrect\tcode\t1.5\t2\t2.5\t2026-11-21\t0\n", 2, "no verdict 'Refuted, Incorrect'")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t0\tConfirmed\tcode\t1,5\t2\t2.5\t2026-11-21\t0\n", 2, "a speedup is no number")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t0\tConfirmed\tcode\t1.5\t2\t2.5\t2026-11-21\t1\n", 2, "no line above names the device '1'")]
    [InlineData(Head + Line + "\n" + Line, 4, "PP2001-0123456789ab is there twice for one device")]
    public async Task Broken_Reports(string index, int line, string message)
    {
        var diagnostic = Assert.Single(await Diagnose(new InMemory("/app/perfproof.evidence.perfproof-index", index)));

        Assert.Contains(message, diagnostic.GetMessage(), StringComparison.Ordinal);
        Assert.Equal("/app/perfproof.evidence.perfproof-index", diagnostic.Location.GetLineSpan().Path);
        Assert.Equal(line, diagnostic.Location.GetLineSpan().StartLinePosition.Line);
    }

    [Theory]
    [InlineData(Head)]
    [InlineData("perfproof-index 2")]
    [InlineData("\uFEFF" + Head + Line)]
    [InlineData(Head + Line + "\n\n")]
    [InlineData("perfproof-index 2\r\ndevice\t0\tA device\r\n")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t\tNotApplicable\tnone\t\t\t\t2026-11-21\t0")]
    [InlineData(Head + "PP2001-0123456789ab\tb\t\tConfirmed\tcode\t\t15\t\t2026-11-21\t0")]
    [InlineData(Head + "device\t1\tAnother\n" + Line + "PP2001-0123456789ab\tba9876543210\t0123456789ab\tRefuted\tcode\t0.9\t1\t1.1\t2026-11-21\t1\n")]
    [InlineData(Head + Line + "PP2001-0123456789ac\tba9876543210\t0123456789ab\tInconclusive\tpattern\t0.9\t1\t1.1\t2026-11-21\t0\n")]
    [InlineData(Head + "device\t0\tThe same again\n")]
    [InlineData(Head + "PP9999-0123456789ab\tb\t0\tConfirmed\tof a later subject\t1.5\t2\t2.5\tsome day\t0")]
    [InlineData("perfproof-index 2\ndevice\tx\t\n")]
    [InlineData("perfproof-index 2\n\n\n")]
    [InlineData("perfproof-index 02\n")]
    public async Task Readable_IsSilent(string index) => Assert.Empty(await Diagnose(new InMemory("/app/perfproof.evidence.perfproof-index", index)));

    [Theory]
    [InlineData("/app/PerfProof.Apis.txt")]
    [InlineData("/app/perfproof-index")]
    [InlineData("/app/perfproof.evidence.json")]
    public async Task OtherFile_IsSilent(string path) => Assert.Empty(await Diagnose(new InMemory(path, "not an index")));

    [Fact]
    public async Task ManyBrokenLines_AreCounted()
    {
        var diagnostics = await Diagnose(new InMemory("/app/x.perfproof-index", Head + string.Concat(Enumerable.Repeat("nothing\n", 500))));

        Assert.Equal(21, diagnostics.Length);
        Assert.Contains(diagnostics, diagnostic => diagnostic.GetMessage().Contains("480 more lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Unreadable_IsSaid() =>
        Assert.Contains("the file cannot be read", Assert.Single(await Diagnose(new Missing("/app/x.perfproof-index"))).GetMessage(), StringComparison.Ordinal);

    [Fact]
    public async Task Samples_BadReportsEveryVerdict_GoodNone()
    {
        Assert.Equal([2, 3, 4], (await Sample("Bad")).Select(diagnostic => diagnostic.Location.GetLineSpan().StartLinePosition.Line).Order());
        Assert.Empty(await Sample("Good"));

        static async Task<ImmutableArray<Diagnostic>> Sample(string name) =>
            await Diagnose(new InMemory("/app/x.perfproof-index", await File.ReadAllTextAsync(Repository.PathOf("samples", "rules", "PP0002", name + VerdictIndex.Extension))));
    }

    private static async Task<ImmutableArray<Diagnostic>> Diagnose(AdditionalText file)
    {
        var crashes = new List<Exception>();
        var compilation = CSharpCompilation.Create("Test", [CSharpSyntaxTree.ParseText("class C { }")], Libraries.Framework, new(OutputKind.DynamicallyLinkedLibrary));
        var found = await compilation.WithAnalyzers([new UnreadableVerdicts()], new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([file]), (exception, _, _) => crashes.Add(exception), concurrentAnalysis: false, logAnalyzerExecutionTime: false)).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(crashes);
        return found;
    }

    private sealed class InMemory(string path, string text) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }

    private sealed class Missing(string path) : AdditionalText
    {
        public override string Path => path;

        public override SourceText? GetText(CancellationToken cancellationToken = default) => throw new IOException("gone");
    }
}

using System.Collections.Immutable;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Verdicts;

/// <summary>From what the verifier finds to what the analyzers say about it, through the files on disk.</summary>
public sealed class LoopTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    [Theory]
    // The index lies beside the code, where verify ran on it, or above: in a folder that was the current one.
    [InlineData("code/run.json", "code")]
    [InlineData("perfproof.evidence.json", "code")]
    [InlineData("perfproof.evidence.json", ".")]
    public async Task Check_SaysWhatWasMeasured_WhereverTheIndexLies(string evidence, string verified)
    {
        this.tree.Write("code/deeper/Other.cs", VerifyTree.Counting.Replace("namespace Demo;", "namespace Other;", StringComparison.Ordinal).Replace("public class Counter", "public class Unknown", StringComparison.Ordinal).Replace("Counter counter", "Demo.Counter counter", StringComparison.Ordinal));
        var findings = await this.FindAsync(verified, withVerdicts: false);
        Assert.Equal(2, findings.Length);
        this.WriteEvidence(evidence, findings);

        Assert.All(await this.FindAsync("code", withVerdicts: true), finding => Assert.Contains("; measured 14.0x (13.0 to 15.0) on A processor, 8 cores, Linux, 2026-11-21", finding.Message, StringComparison.Ordinal));
        Assert.Contains("measured 14.0x", await this.CheckAsync(), StringComparison.Ordinal);
    }

    /// <summary>What is measured must not depend on what was: neither the messages, nor what an option silences.</summary>
    [Fact]
    public async Task Verify_SeesTheSameWithAndWithoutAnIndex()
    {
        var before = await this.FindAsync("code", withVerdicts: false);
        this.WriteEvidence("code/run.json", before, "Refuted");
        this.tree.Write("code/.editorconfig", "root = true\n[*.cs]\nperfproof.refuted_severity = none\n");

        Assert.Empty(await this.FindAsync("code", withVerdicts: true));
        Assert.Equal(before.Select(finding => (finding.Id, finding.Message)), (await this.FindAsync("code", withVerdicts: false)).Select(finding => (finding.Id, finding.Message)));
    }

    [Fact]
    public async Task Check_AfterAnEdit_SaysThatItIsStale_UntilVerifiedAgain()
    {
        this.WriteEvidence("code/run.json", await this.FindAsync("code", withVerdicts: false));
        this.tree.Write("code/Prompt.cs", VerifyTree.Counting.Replace("+ part.Length", "+ part.Length + 1", StringComparison.Ordinal));
        Assert.Contains("measured 14.0x (13.0 to 15.0) before this code changed (2026-11-21", await this.CheckAsync(), StringComparison.Ordinal);

        this.WriteEvidence("code/run.json", await this.FindAsync("code", withVerdicts: false));
        Assert.DoesNotContain("changed", await this.CheckAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_NewerIndex_IsAWarningAtItsLine()
    {
        this.tree.Write("code/run.perfproof-index", "perfproof-index 99\n");

        var output = await this.CheckAsync();
        Assert.Contains("PP0002", output, StringComparison.Ordinal);
        Assert.Contains("has format 99", output, StringComparison.Ordinal);
        Assert.Contains("PP2001", output, StringComparison.Ordinal);
    }

    private async Task<string> CheckAsync()
    {
        using var output = new StringWriter();
        Assert.Equal(0, await CommandLine.RunAsync(["check", this.tree.Code], output, TextWriter.Null));
        return output.ToString();
    }

    private async Task<ImmutableArray<Finding>> FindAsync(string folder, bool withVerdicts)
    {
        var code = await CodeLoader.LoadAsync(new LoadRequest(Path.Combine(this.tree.Code, "..", folder)) { AsFolder = true }, CancellationToken.None);
        return (await Finder.FindAsync(code, new FindOptions { WithVerdicts = withVerdicts }, CancellationToken.None)).Findings;
    }

    private void WriteEvidence(string file, ImmutableArray<Finding> findings, string verdict = "Confirmed") => EvidenceFile.Write(
        Path.Combine(this.tree.Code, "..", file),
        new Evidence(
            Evidence.CurrentSchema,
            "perfproof",
            new DateTimeOffset(2026, 11, 21, 0, 0, 0, TimeSpan.Zero),
            new("Linux", "X64", "A processor", 8, ".NET", null),
            [.. findings.Select(finding => new FindingEvidence(finding.Id, finding.Rule, finding.File, finding.Line, finding.Symbol, finding.Message, "safe", verdict, "code", "measured")
            {
                CodeDigest = finding.Code?.Digest,
                Speedup = new(13, 14, 15),
            })],
            ImmutableSortedDictionary<string, double>.Empty),
        new Dictionary<string, IReadOnlyList<ForkSamples>>());
}

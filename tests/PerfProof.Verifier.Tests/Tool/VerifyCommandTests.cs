using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Verdicts;
using PerfProof.Tool;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary><c>perfproof verify</c> on loose files: the whole line, without the SDK.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Verify_CountInALoop_IsJudgedOnTheUsersCodeAndWritesNothingIntoTheTree()
    {
        var before = this.tree.Snapshot();

        var (result, output) = await this.tree.RunAsync();

        Assert.Empty(result.Failures);
        Assert.Equal(before, this.tree.Snapshot());
        var evidence = EvidenceFile.Read(this.tree.Evidence);
        Assert.False(evidence.IsPartial);
        var finding = Assert.Single(evidence.Findings);
        Assert.Equal(("PP2001", "Prompt.cs", 19), (finding.Rule, finding.File, finding.Line));
        // How sure the times are is the machine's business; that there are times, and on equal outputs, is ours.
        Assert.True(finding.Verdict is "Confirmed" or "Inconclusive", finding.Reason);
        Assert.Equal("code", finding.Subject);
        Assert.Equal("host", finding.Experiment!.Kind);
        Assert.NotNull(finding.Speedup);
        Assert.StartsWith("--- a/Prompt.cs\n+++ b/Prompt.cs\n@@ ", finding.Diff, StringComparison.Ordinal);
        Assert.All(finding.Correctness!.Value, trial => Assert.Contains(trial.Outcome, new[] { "equal", "unfair" }));
        Assert.Contains(finding.Id, await File.ReadAllTextAsync(EvidenceFile.SamplesPath(this.tree.Evidence)), StringComparison.Ordinal);
        var indexed = Assert.Single(VerdictIndex.Parse(await File.ReadAllTextAsync(EvidenceFile.IndexPath(this.tree.Evidence))).Of(finding.Id));
        Assert.Equal((finding.Verdict, "code", finding.CodeDigest), (indexed.Kind.ToString(), indexed.Subject, indexed.Digest));
        Assert.Contains("Prompt.cs:19", output, StringComparison.Ordinal);
        Assert.Contains($"1 findings: 1 {finding.Verdict}.", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OtherRule_FindsNothingAndWritesEvidenceOfThat()
    {
        var (exit, output, errors) = await this.tree.VerifyAsync("--rule", "PP4001");

        Assert.Equal(ExitCodes.Done, exit);
        Assert.Empty(errors);
        Assert.StartsWith("Nothing was found to verify.", output, StringComparison.Ordinal);
        Assert.Empty(EvidenceFile.Read(this.tree.Evidence).Findings);
    }

    [Fact]
    public async Task Verify_Budget_WritesWhatWasMeasuredAndSaysSo()
    {
        var (exit, output, errors) = await this.tree.VerifyAsync("--budget", "1");

        Assert.Equal(ExitCodes.Done, exit);
        Assert.Empty(errors);
        Assert.Contains("Stopped before all were measured.", output, StringComparison.Ordinal);
        var evidence = EvidenceFile.Read(this.tree.Evidence);
        Assert.True(evidence.IsPartial);
        var finding = Assert.Single(evidence.Findings);
        Assert.Equal("Inconclusive", finding.Verdict);
        Assert.Contains("stopped", finding.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_StoppedWhileItTimes_KeepsWhatWasMeasured()
    {
        using var stop = new CancellationTokenSource();
        var options = new VerifyOptions(new LoadRequest(this.tree.Code))
        {
            EvidencePath = this.tree.Evidence,
            Effort = Effort.Default with { SecondsPerSize = 0.05 },
        };

        var result = await Verification.RunAsync(options, new DirectProgress<VerifyProgress>(progress =>
        {
            if (progress.What.Contains("process 3", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }), stop.Token);

        Assert.Empty(result.Failures);
        var evidence = EvidenceFile.Read(this.tree.Evidence);
        Assert.True(evidence.IsPartial);
        var finding = Assert.Single(evidence.Findings);
        Assert.Equal("Inconclusive", finding.Verdict);
        Assert.Equal(2, finding.Timing!.Forks);
        Assert.Equal((null, null), (finding.Speedup!.Lower, finding.Speedup.Upper));
        Assert.True(finding.Speedup.Estimate > 0);
    }

    [Fact]
    public async Task Verify_EvidenceBecomesUnwritableMeanwhile_StillTellsWhatWasMeasured()
    {
        var options = new VerifyOptions(new LoadRequest(this.tree.Code)) { EvidencePath = this.tree.Evidence, Budget = TimeSpan.FromSeconds(1) };
        var inTheWay = new DirectProgress<VerifyProgress>(progress => _ = progress.Finding == 0 ? "" : this.tree.Write("out/deep", "a file where the folder would be"));

        var result = await Verification.RunAsync(options, inTheWay, CancellationToken.None);

        Assert.Single(result.Evidence.Findings);
        Assert.Contains("The evidence cannot be written", Assert.Single(result.Failures), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_EvidenceCannotBeWritten_IsToldBeforeAnythingIsMeasured()
    {
        var file = this.tree.Write("out", "a file where the folder would be");

        var (exit, output, errors) = await this.tree.VerifyAsync();

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Empty(output);
        Assert.Contains($"The evidence cannot be written to {this.tree.Evidence}", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("a file where the folder would be", await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Verify_CodeThatDoesNotCompile_SaysWhatAndWhere()
    {
        this.tree.Write("code/Broken.cs", "namespace Demo; class Broken { int Number() => \"text\"; }");

        var (_, _, errors) = await this.tree.VerifyAsync();

        Assert.Contains(errors, line => line.Contains("Broken.cs", StringComparison.Ordinal));
        var finding = Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings);
        Assert.Equal("NotApplicable", finding.Verdict);
        Assert.Contains("does not compile", finding.Reason, StringComparison.Ordinal);
        Assert.Null(finding.Subject);
    }

    [Theory]
    [InlineData(ExitCodes.WrongUsage, "--entry needs a project with a build of its own", "--entry", "Demo.Prompt.Total")]
    [InlineData(ExitCodes.WrongUsage, "'Total' is no entry: name a method as Namespace.Type.Method", "--entry", "Total")]
    [InlineData(ExitCodes.WrongUsage, "no project that was loaded has a type Demo.Nobody", "--entry", "Demo.Nobody.Runs")]
    [InlineData(ExitCodes.WrongUsage, "--budget needs a positive number of seconds", "--budget", "0")]
    [InlineData(ExitCodes.WrongUsage, "Argument 'gpu' not recognized. Must be one of:", "--host", "gpu")]
    [InlineData(ExitCodes.NotLoaded, "--reference", "--reference", "nothing.dll")]
    public async Task Verify_WhatCannotBeDone_IsOneLineAndAnExitCode(int expected, string message, params string[] arguments)
    {
        var (exit, _, errors) = await this.tree.VerifyAsync(arguments);

        Assert.Equal(expected, exit);
        Assert.Contains(message, Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(File.Exists(this.tree.Evidence));
    }
}

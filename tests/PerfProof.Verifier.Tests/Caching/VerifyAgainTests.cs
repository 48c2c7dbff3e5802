using System.Text.Json;
using PerfProof.Execution;
using PerfProof.Loading;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary><c>perfproof verify</c> once more: what is known is told again, with its samples and the day it was measured.</summary>
public sealed class VerifyAgainTests : IDisposable
{
    private readonly VerifyTree tree = new();
    private readonly Now clock = new();

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Verify_Again_TellsWhatItKnowsUntilItIsTooOld()
    {
        var (first, measured) = await this.VerifyAsync();
        var samples = await File.ReadAllTextAsync(EvidenceFile.SamplesPath(this.tree.Evidence));
        var finding = Assert.Single(first.Findings);
        Assert.Null(finding.Cached);
        Assert.NotNull(finding.Timing);
        Assert.Contains(measured, step => step.Contains("timing", StringComparison.Ordinal));

        this.clock.Time += TimeSpan.FromDays(29);
        var (second, steps) = await this.VerifyAsync();

        Assert.DoesNotContain(steps, step => step.Contains("computing the fix", StringComparison.Ordinal));
        Assert.Equal(this.clock.Time.AddDays(-29), Assert.Single(second.Findings).Cached);
        Assert.Equal(Json(finding), Json(second.Findings[0] with { Cached = null }));
        Assert.Equal(samples, await File.ReadAllTextAsync(EvidenceFile.SamplesPath(this.tree.Evidence)));

        this.clock.Time += TimeSpan.FromDays(1);
        (second, _) = await this.VerifyAsync();
        Assert.Null(Assert.Single(second.Findings).Cached);
    }

    [Fact]
    public async Task Verify_StoppedBeforeItWasDone_IsNotKept()
    {
        using var stop = new CancellationTokenSource();
        await this.VerifyAsync(step =>
        {
            if (step.Contains("comparing outputs", StringComparison.Ordinal))
            {
                stop.Cancel();
            }
        }, stop.Token);

        Assert.False(Directory.Exists(this.Cache));
    }

    [Fact]
    public async Task Verify_NoAutomaticFix_IsKnownAtOnce()
    {
        // It does not compile, which is found out without measuring; so it stays until the code changes.
        this.tree.Write("code/Broken.cs", "namespace Demo; class Broken { int Number() => \"text\"; }");
        var (_, output, _) = await this.tree.VerifyAsync("--cache", this.Cache);
        Assert.DoesNotContain("cached", output, StringComparison.Ordinal);

        (var exit, output, _) = await this.tree.VerifyAsync("--cache", this.Cache);
        Assert.Equal(ExitCodes.Done, exit);
        Assert.Contains("1 of them were measured by earlier runs", output, StringComparison.Ordinal);
        Assert.NotNull(Assert.Single(EvidenceFile.Read(this.tree.Evidence).Findings).Cached);

        (_, output, _) = await this.tree.VerifyAsync("--no-cache");
        Assert.DoesNotContain("cached", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_CacheThatCannotBe_IsOneLine()
    {
        var file = this.tree.Write("file", "");
        var (exit, _, errors) = await this.tree.VerifyAsync("--cache", file);
        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("is a file", Assert.Single(errors), StringComparison.Ordinal);

        (exit, _, errors) = await this.tree.VerifyAsync("--cache", this.Cache, "--no-cache");
        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("contradict", Assert.Single(errors), StringComparison.Ordinal);
    }

    private string Cache => Path.Combine(Path.GetDirectoryName(this.tree.Code)!, "cache");

    private async Task<(Evidence Evidence, IReadOnlyList<string> Steps)> VerifyAsync(Action<string>? watch = null, CancellationToken cancellation = default)
    {
        var steps = new List<string>();
        var options = new VerifyOptions(new LoadRequest(this.tree.Code))
        {
            EvidencePath = this.tree.Evidence,
            Host = "managed",
            CacheFolder = this.Cache,
            Clock = this.clock,
            // Two processes are too few for a bound, and enough for something to keep.
            Effort = Effort.Default with { MaximumForks = 2, SecondsPerSize = 0.02, LockPath = null },
        };
        var result = await Verification.RunAsync(options, new DirectProgress<VerifyProgress>(progress =>
        {
            steps.Add(progress.What);
            watch?.Invoke(progress.What);
        }), cancellation);
        Assert.Empty(result.Failures);
        return (EvidenceFile.Read(this.tree.Evidence), steps);
    }

    private static string Json(FindingEvidence finding) => JsonSerializer.Serialize(finding, EvidenceFile.Json);
}

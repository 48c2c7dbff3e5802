using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Caching;

/// <summary><c>perfproof verify --shard</c> and <c>perfproof merge</c> as they are called.</summary>
public sealed class MergeCommandTests : IDisposable
{
    private readonly VerifyTree tree = new();

    public void Dispose() => this.tree.Dispose();

    [Fact]
    public async Task Merge_ShardsOfARun_AreTheFindingsOfTheRun()
    {
        // It does not compile, so nothing is measured and each run is short.
        this.tree.Write("code/Broken.cs", "namespace Demo; class Broken { int Number() => \"text\"; }");
        var folder = Path.Combine(Path.GetDirectoryName(this.tree.Code)!, "parts");
        Directory.CreateDirectory(folder);
        var found = new List<string>();
        for (var i = 1; i <= 2; i++)
        {
            await this.tree.VerifyAsync("--no-cache", "--shard", $"{i}/2");
            var part = EvidenceFile.Read(this.tree.Evidence);
            File.Move(this.tree.Evidence, Path.Combine(folder, $"{i}.json"));
            File.Move(EvidenceFile.SamplesPath(this.tree.Evidence), Path.Combine(folder, $"{i}.samples.json"));
            Assert.Equal($"{i}/2", Assert.Single(part.Shards!.Value));
            found.AddRange(part.Findings.Select(finding => finding.Id));
        }

        await this.tree.VerifyAsync("--no-cache");
        Assert.Equal(EvidenceFile.Read(this.tree.Evidence).Findings.Select(finding => finding.Id), found);

        var target = Path.Combine(folder, "all", "merged.json");
        var (exit, output, error) = await MergeAsync([.. Directory.GetFiles(folder, "*.json"), "--evidence", target]);
        Assert.Equal((ExitCodes.Done, ""), (exit, error));
        Assert.Contains("1 findings", output, StringComparison.Ordinal);
        Assert.Equal(found, EvidenceFile.Read(target).Findings.Select(finding => finding.Id));
        Assert.True(File.Exists(EvidenceFile.SamplesPath(target)));
        Assert.Contains(found[0], await File.ReadAllTextAsync(EvidenceFile.IndexPath(target)), StringComparison.Ordinal);

        (exit, _, error) = await MergeAsync([Path.Combine(folder, "2.json"), "--evidence", target, "--json"]);
        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.Contains("shard 1/2 is not among the files", error, StringComparison.Ordinal);

        File.Delete(EvidenceFile.SamplesPath(Path.Combine(folder, "1.json")));
        (exit, _, error) = await MergeAsync([Path.Combine(folder, "1.json"), "--evidence", target]);
        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("1.samples.json", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no such file.json", "cannot be read")]
    [InlineData("only.samples.json", "only raw data")]
    public async Task Merge_WhatIsNoEvidence_IsOneLine(string file, string message)
    {
        var (exit, _, error) = await MergeAsync([file, "--evidence", this.tree.Evidence]);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains(message, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
        Assert.False(File.Exists(this.tree.Evidence));
    }

    [Fact]
    public async Task Verify_ShardThatIsNone_IsOneLine()
    {
        var (exit, _, errors) = await this.tree.VerifyAsync("--shard", "5/4");

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("--shard needs a part such as 2/4", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Error)> MergeAsync(string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await CommandLine.RunAsync(["merge", .. arguments], output, error), output.ToString(), error.ToString());
    }
}

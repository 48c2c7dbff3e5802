using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.Reporting;
using PerfProof.Tool;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary>Experiments that are carried to another machine, and what comes back.</summary>
public sealed class BundleTests : IDisposable
{
    private const long MostBytes = 64_000_000;

    private readonly VerifyTree tree = new();
    private readonly string folder = Directory.CreateTempSubdirectory("bundle-").FullName;

    public void Dispose()
    {
        this.tree.Dispose();
        Directory.Delete(this.folder, recursive: true);
    }

    [SkippableFact]
    public async Task Bundle_InAnEmptyEnvironment_BringsBackWhatIsJudgedHere()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bundles are exported on Linux only");
        var bundle = Path.Combine(this.folder, "bundle");
        var (exit, output, errors) = await this.tree.VerifyAsync("--host", "managed", "--export", bundle);
        Assert.True(exit == ExitCodes.Done, string.Join("\n", errors));
        Assert.Contains("1 finding exported without ILGPU", output, StringComparison.Ordinal);
        Assert.True(new FileInfo(bundle + ".tar.gz").Length < MostBytes);

        // Unpacked from the archive, started with nothing but itself.
        var there = Path.Combine(this.folder, "there");
        Directory.CreateDirectory(there);
        using (var packed = new GZipStream(File.OpenRead(bundle + ".tar.gz"), CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(packed, there, overwriteFiles: false);
        }

        var results = Path.Combine(this.folder, "results.perfproof");
        var start = new ProcessStartInfo("/bin/sh", [Path.Combine(there, "bundle", "run.sh"), results]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/bin:/bin";
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        var wrong = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said + wrong);

        var evidence = BundleImport.Run(results, this.tree.Evidence);
        var finding = Assert.Single(evidence.Findings);
        Assert.Equal(("PP2001", "Prompt.cs"), (finding.Rule, finding.File));
        Assert.Equal("pattern", finding.Subject);
        var device = Assert.Single(finding.Devices!.Value);
        Assert.Equal("managed", device.Device);
        Assert.NotNull(device.Curve);
        Assert.All(finding.Correctness!.Value, trial => Assert.Equal("equal", trial.Outcome));
        Assert.Equal(evidence.Findings[0].Verdict, EvidenceFile.Read(this.tree.Evidence).Findings[0].Verdict);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no archive")]
    public async Task Import_OfSomethingElse_IsOneClearLine(string contents)
    {
        var file = Path.Combine(this.folder, "wrong.perfproof");
        await File.WriteAllTextAsync(file, contents);

        var (exit, _, errors) = await this.tree.VerifyAsync("--import", file);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("is no result of a bundle", Assert.Single(errors), StringComparison.Ordinal);
        Assert.False(File.Exists(this.tree.Evidence));
    }

    [Fact]
    public async Task Import_OfResultsWithADamagedOutput_IsOneClearLine()
    {
        var file = Path.Combine(this.folder, "damaged.perfproof");
        using (var archive = ZipFile.Open(file, ZipArchiveMode.Create))
        {
            using var head = new StreamWriter(archive.CreateEntry("results.json").Open());
            await head.WriteAsync("""{ "schema": 1, "tool": "t", "created": "2026-01-01T00:00:00Z", "machine": null, "findings": [], "runs": 5 }""");
        }

        var (exit, _, errors) = await this.tree.VerifyAsync("--import", file);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("is no result of a bundle", Assert.Single(errors), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Export_IntoAFolderThatIsNotEmpty_IsOneClearLine()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bundles are exported on Linux only");
        await File.WriteAllTextAsync(Path.Combine(this.folder, "mine"), "");

        var (exit, _, errors) = await this.tree.VerifyAsync("--export", this.folder);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("is not empty", Assert.Single(errors), StringComparison.Ordinal);
        Assert.Equal("mine", Path.GetFileName(Assert.Single(Directory.EnumerateFileSystemEntries(this.folder))));
    }

    [Fact]
    public async Task ExportAndImport_Together_AreWrongUsage()
    {
        var (exit, _, errors) = await this.tree.VerifyAsync("--export", this.folder, "--import", "x");

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("exclude each other", Assert.Single(errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAFolderThatIsNoBundle_IsOneClearLine()
    {
        var problem = await Assert.ThrowsAsync<BundleException>(() => BundleRunner.RunAsync(this.folder, "x", Effort.Default, DirectProgress<string>.Unwatched, CancellationToken.None));

        Assert.Contains("is no bundle", problem.Message, StringComparison.Ordinal);
    }
}

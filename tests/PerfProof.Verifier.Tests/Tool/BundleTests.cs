using System.Diagnostics;
using System.Formats.Tar;
using System.IO.Compression;
using PerfProof.Bundles;
using PerfProof.Execution;
using PerfProof.KernelHost;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Pairs;

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

        // Cut off in the last experiment, nothing of what came before is lost; and the same again goes on there.
        var whole = await File.ReadAllBytesAsync(results);
        var cut = Path.Combine(this.folder, "cut.perfproof");
        await File.WriteAllBytesAsync(cut, whole[..(whole.Length * 2 / 3)]);
        Assert.Empty(ResultsFile.Read(cut).Runs);
        var again = new List<string>();
        await BundleRunner.RunAsync(Path.Combine(there, "bundle"), results, Effort.Default, new DirectProgress<string>(again.Add), CancellationToken.None);
        Assert.Contains("1 experiments are in results.perfproof already, and are not run again.", again);
        Assert.DoesNotContain(again, line => line.Contains("PP2001", StringComparison.Ordinal));

        var evidence = BundleImport.Run(results, this.tree.Evidence);
        var finding = Assert.Single(evidence.Findings);
        Assert.Equal(("PP2001", "Prompt.cs"), (finding.Rule, finding.File));
        // The user's own method goes along, and not only a model of it.
        Assert.Equal("code", finding.Subject);
        Assert.Equal("host", finding.Experiment!.Kind);
        var device = Assert.Single(finding.Devices!.Value);
        Assert.Equal("managed", device.Device);
        Assert.NotNull(device.Curve);
        Assert.All(finding.Correctness!.Value, trial => Assert.Equal("equal", trial.Outcome));
        Assert.Equal(evidence.Findings[0].Verdict, EvidenceFile.Read(this.tree.Evidence).Findings[0].Verdict);
    }

    [SkippableFact]
    public async Task Pairs_CarriedElsewhere_ComeBackAndAreJudged()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "bundles are exported on Linux only");
        var source = this.tree.Write("pairs.cs", """
            using ILGPU;
            using PerfProof.Pairs;

            [Sizes(100, Only = true)]
            public static class Methods
            {
                [Before] public static float[] Twice(float[] x) => x.Select(value => 2 * value).ToArray();

                [After]
                public static float[] InALoop(float[] x)
                {
                    var y = new float[x.Length];
                    for (var i = 0; i < x.Length; i++) { y[i] = x[i] + x[i]; }
                    return y;
                }
            }

            [Sizes(100, Only = true)]
            public static class Kernels
            {
                [Before] public static void Twice(Index1D i, ArrayView<float> x, [Output] ArrayView<float> y) => y[i] = 2 * x[i];

                [After] public static void Thrice(Index1D i, ArrayView<float> x, ArrayView<float> y) => y[i] = 3 * x[i];
            }
            """);
        var here = Path.Combine(this.folder, "here");
        var (exit, output, errors) = await CompareAsync(source, "--host", "managed", "--export", here);
        Assert.True(exit == ExitCodes.Done, errors);
        Assert.Contains("2 pairs exported without ILGPU", output, StringComparison.Ordinal);
        Assert.Contains("perfproof compare --import", output, StringComparison.Ordinal);

        // Nothing of it is left where it was made.
        var there = Path.Combine(this.folder, "there");
        Directory.Move(here, there);
        var results = Path.Combine(this.folder, "results.perfproof");
        var manifest = await BundleRunner.RunAsync(there, results, PairRuns.Outputs, DirectProgress<string>.Unwatched, CancellationToken.None);
        Assert.True(manifest.IsOfPairs);
        (exit, output, errors) = await CompareAsync("--import", results, "--evidence", this.tree.Evidence);
        Assert.True(exit == ExitCodes.Done, errors);
        Assert.Contains("1 Incorrect", output, StringComparison.Ordinal);
        var judged = EvidenceFile.Read(this.tree.Evidence).Findings.ToDictionary(finding => finding.Symbol);
        Assert.EndsWith("it was not timed; outputs agree", judged["Methods"].Reason, StringComparison.Ordinal);
        Assert.Equal("Incorrect", judged["Kernels"].Verdict);
        Assert.Contains(judged["Kernels"].Feedback!.Value, feedback => feedback.Difference is not null);

        // What was asked for by name is not replaced by something else.
        manifest = manifest with { Devices = null, Wanted = ["Cuda"] };
        await File.WriteAllTextAsync(Path.Combine(there, BundleManifest.FileName), System.Text.Json.JsonSerializer.Serialize(manifest, BundleJson.With()));
        var missing = await Assert.ThrowsAsync<BundleException>(() => BundleRunner.RunAsync(there, results + "2", PairRuns.Outputs, DirectProgress<string>.Unwatched, CancellationToken.None));
        Assert.Contains("The bundle is for Cuda, and there is no such device here", missing.Message, StringComparison.Ordinal);
    }

    private static async Task<(int Exit, string Output, string Errors)> CompareAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(["compare", .. arguments], output, error);
        return (exit, output.ToString(), error.ToString());
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
    public void Results_ThatAreCutOff_KeepWhatIsWhole_AndGoOnThere()
    {
        var file = Path.Combine(this.folder, "results.perfproof");
        Write(file, "first", "second");
        var (head, length) = (ResultsFile.Read(file), new FileInfo(file).Length);
        Assert.Equal(["first", "second"], head.Runs.Select(run => run.Finding));
        Assert.Equal([1.5, double.NaN], Assert.Single(head.Runs[0].Run!.Trials).Before.Observation!.Leaves[0].Numbers);

        // Wherever it is cut, it can be read, and what is missing is run again.
        foreach (var share in new[] { 0.35, 0.6, 0.85, 0.99 })
        {
            var cut = Path.Combine(this.folder, $"cut{share}");
            File.WriteAllBytes(cut, File.ReadAllBytes(file)[..(int)(length * share)]);
            var kept = ResultsFile.Read(cut).Runs.Select(run => run.Finding).ToList();
            Assert.Equal(new[] { "first", "second" }.Take(kept.Count), kept);
            Write(cut, [.. new[] { "first", "second" }.Skip(kept.Count), "third"]);
            Assert.Equal(["first", "second", "third"], ResultsFile.Read(cut).Runs.Select(run => run.Finding));
        }

        Assert.Contains("another bundle", Assert.Throws<BundleException>(() => ResultsFile.Open(file, Head with { Bundle = "other" })).Message, StringComparison.Ordinal);
        Assert.Contains("another machine", Assert.Throws<BundleException>(() => ResultsFile.Open(file, Head with { Machine = Head.Machine with { Processor = "Other" } })).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Import_OfResultsWithADamagedOutput_IsOneClearLine()
    {
        var file = Path.Combine(this.folder, "damaged.perfproof");
        Write(file, "first");
        var bytes = await File.ReadAllBytesAsync(file);
        // Behind the header with the name of the output, which is its hash.
        bytes[System.Text.RegularExpressions.Regex.Matches(System.Text.Encoding.Latin1.GetString(bytes), "[0-9a-f]{64}")[^1].Index + 512 + 20] ^= 0xFF;
        await File.WriteAllBytesAsync(file, bytes);

        var (exit, _, errors) = await this.tree.VerifyAsync("--import", file);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains("is no result of a bundle", Assert.Single(errors), StringComparison.Ordinal);
    }

    private static BundleResults Head { get; } = new(
        BundleManifest.CurrentSchema, "t", "b", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), new("An OS", "X64", "A processor", 2, ".NET", null), [new("OpenCL:0", "Toy", new(10, 5, 3), null)], []);

    private static void Write(string path, params string[] findings)
    {
        var experiment = new Experiment(
            ExperimentKind.Host, Subject.Code, "managed", "d", new("before", "b.dll", [], "T", "M", null), new("after", "a.dll", [], "T", "M", null)) { Sizes = SizePlan.None };
        var (file, _) = ResultsFile.Open(path, Head);
        using (file)
        {
            foreach (var finding in findings)
            {
                // Something of its own for each, so that entries differ in length.
                double[] numbers = [1.5, double.NaN, .. Enumerable.Range(0, finding.Length * 50).Select(i => Math.Sin(i * finding.Length))];
                var outcome = new Outcome(new Observation([new Leaf(Observation.Returned, LeafKind.Double, finding == "first" ? numbers[..2] : numbers, null)], false), null);
                file.Add(new(finding, "OpenCL:0", 0, experiment, new RawRun([new(10, 1, default, outcome, outcome, outcome, null)], [], [10]), null, 1.5));
            }
        }
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

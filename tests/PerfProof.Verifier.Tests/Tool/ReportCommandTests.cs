using System.Text.Json;
using PerfProof.Reporting;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Reporting;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary><c>perfproof report</c>: what it writes, and how it ends.</summary>
public sealed class ReportCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("report-").FullName;

    public ReportCommandTests() => EvidenceFile.Write(this.Evidence, EvidenceExamples.Full, EvidenceExamples.Samples);

    private string Evidence => this.At("run.json");

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task Report_OfEverything_WritesAllAndPrintsTheTable()
    {
        var (exit, output, error) = await RunAsync(
            "report", this.Evidence, "--html", this.At("deep/r.html"), "--md", this.At("r.md"), "--sarif", this.At("r.sarif"), "--cost", "--calls", "100000");

        Assert.Equal(ExitCodes.Done, exit);
        Assert.Contains("Confirmed", output, StringComparison.Ordinal);
        Assert.Contains("Saved, USD a year", output, StringComparison.Ordinal);
        Assert.Contains("Not in it: PP2001 Prompt.cs:3: Inconclusive", output, StringComparison.Ordinal);
        Assert.Equal(3, error.Split("perfproof: wrote ").Length - 1);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(this.At("deep/r.html")), StringComparison.Ordinal);
        Assert.Contains("Hours and money", File.ReadAllText(this.At("r.md")), StringComparison.Ordinal);
        using var sarif = JsonDocument.Parse(File.ReadAllText(this.At("r.sarif")));
        var results = sarif.RootElement.GetProperty("runs")[0].GetProperty("results");
        Assert.Equal(["warning", "note"], results.EnumerateArray().Select(result => result.GetProperty("level").GetString()));
        Assert.Equal(
            "element by element. Confirmed (your code): 14.0x (12.5 to 15.25) on A processor, 8 cores, Linux\t6, 2026-01-01 03:04 UTC",
            results[0].GetProperty("message").GetProperty("text").GetString());
        // Files beside it are as they were, and nothing else is left.
        Assert.Equal(
            ["deep", "r.md", "r.sarif", "run.json", "run.perfproof-index", "run.samples.json"],
            Directory.GetFileSystemEntries(this.folder).Select(entry => Path.GetFileName(entry)!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Report_WithoutOptions_PrintsWhatVerifySaid()
    {
        var (exit, output, error) = await RunAsync("report", this.Evidence);

        Assert.Equal(ExitCodes.Done, exit);
        Assert.Contains("14.0x (12.5 to 15.25)", output, StringComparison.Ordinal);
        Assert.DoesNotContain("a year", output, StringComparison.Ordinal);
        Assert.Empty(error);
    }

    /// <summary>New is what is confirmed on the user's own code or program and has an id that the baseline does not know.</summary>
    [Theory]
    [InlineData("Confirmed", "code", false, ExitCodes.GateFailed)]
    [InlineData("Confirmed", "program", false, ExitCodes.GateFailed)]
    [InlineData("Confirmed", "pattern", false, ExitCodes.Done)]
    [InlineData("Inconclusive", "code", false, ExitCodes.Done)]
    [InlineData("Confirmed", "code", true, ExitCodes.Done)]
    public async Task Baseline_FailsOnWhatIsNewAndConfirmed(string verdict, string subject, bool isKnown, int expected)
    {
        var finding = EvidenceExamples.Confirmed with { Verdict = verdict, Subject = subject };
        EvidenceFile.Write(this.Evidence, EvidenceExamples.Full with { Findings = [finding] }, EvidenceExamples.Samples);
        var baseline = this.At("before.json");
        // Known by its id, whatever became of it and wherever it stood.
        var before = isKnown ? finding with { Verdict = "Inconclusive", Line = 99 } : EvidenceExamples.Unmeasured;
        EvidenceFile.Write(baseline, EvidenceExamples.Full with { Findings = [before] }, EvidenceExamples.Samples);

        var (exit, _, error) = await RunAsync("report", this.Evidence, "--baseline", baseline, "--md", this.At("r.md"));

        Assert.Equal(expected, exit);
        Assert.Equal(expected == ExitCodes.GateFailed, error.Contains("1 confirmed finding is new against --baseline: PP1003 src/Weights.cs:12.", StringComparison.Ordinal));
        Assert.Contains(expected == ExitCodes.GateFailed ? "**New and confirmed:** PP1003" : "Nothing that is confirmed is new.", File.ReadAllText(this.At("r.md")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--baseline", "no-such.json", "cannot be read")]
    [InlineData("--cost", null, "--cost needs to know how often it is called")]
    [InlineData("--calls", "often", "--calls needs a number of calls a day")]
    [InlineData("--calls", "PP9999=4", "there is no finding PP9999 in the evidence")]
    [InlineData("--instance", "none-such", "has no none-such; it has m7i.large")]
    [InlineData("--prices", "no-such.csv", "cannot be read")]
    [InlineData("--size", "0", "--size needs a positive number")]
    [InlineData("--html", "run.json/r.html", "give another file to --html")]
    public async Task Report_WrongOption_IsOneLine(string option, string? value, string expected)
    {
        string[] given = value is null ? [option] : [option, option is "--html" or "--prices" or "--baseline" ? this.At(value) : value];

        var (exit, _, error) = await RunAsync(["report", this.Evidence, .. option is "--instance" or "--prices" or "--size" ? new[] { "--calls", "5" } : [], .. given]);

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd().Split('\n'));
    }

    [Theory]
    [InlineData(null, "cannot be read")]
    [InlineData("{", "is no evidence file")]
    [InlineData("""{ "schema": 99 }""", "has schema 99")]
    public async Task Report_OfWhatIsNoEvidence_IsOneLineAndWritesNothing(string? text, string expected)
    {
        if (text is not null)
        {
            File.WriteAllText(this.At("broken.json"), text);
        }

        var (exit, _, error) = await RunAsync("report", this.At("broken.json"), "--html", this.At("r.html"));

        Assert.Equal(ExitCodes.WrongUsage, exit);
        Assert.Contains(expected, error, StringComparison.Ordinal);
        Assert.False(File.Exists(this.At("r.html")));
    }

    private string At(string name) => Path.Combine(this.folder, name);

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}

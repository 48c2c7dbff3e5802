using System.Text.Json;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Loading;

namespace PerfProof.Verifier.Tests.Tool;

/// <summary>What the commands print, and how they end.</summary>
[Collection(nameof(Trees))]
public sealed class CommandLineTests : IDisposable
{
    private const string Source = """
        using System.Collections.Generic;
        namespace Demo;
        class Counter { public int Count(string text) => text.Length / 4; }
        class Prompt
        {
            int Total(Counter counter, string system, List<string> parts)
            {
                var total = 0;
                foreach (var part in parts)
                {
                    total += counter.Count(system) + part.Length;
                }

                return total;
            }
        }
        """;

    private readonly Trees trees;
    private readonly string folder;

    public CommandLineTests(Trees trees)
    {
        this.trees = trees;
        this.folder = Directory.CreateTempSubdirectory("tool-").FullName;
        File.WriteAllText(Path.Combine(this.folder, "Prompt.cs"), Source);
        File.WriteAllText(Path.Combine(this.folder, "PerfProof.Apis.txt"), "count-tokens | Demo.Counter::Count");
    }

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task Check_Folder_PrintsFindingsByFile()
    {
        var (exit, output, error) = await RunAsync("check", this.folder);

        Assert.Equal(ExitCodes.Done, exit);
        Assert.StartsWith($"Prompt.cs{Environment.NewLine}     11:22   warning PP2001  'Count' counts", output, StringComparison.Ordinal);
        Assert.EndsWith($"1 finding in {Path.GetFileName(this.folder)} (PP2001 1).{Environment.NewLine}", output, StringComparison.Ordinal);
        Assert.DoesNotContain('\x1b', output);
        Assert.Empty(error);
    }

    [Fact]
    public async Task Check_Json_GivesFindings()
    {
        var (exit, output, _) = await RunAsync("check", this.folder, "--json");

        Assert.Equal(ExitCodes.Done, exit);
        var finding = Assert.Single(JsonDocument.Parse(output).RootElement.GetProperty("findings").EnumerateArray());
        Assert.Equal("PP2001", finding.GetProperty("rule").GetString());
        Assert.Equal("Prompt.cs", finding.GetProperty("file").GetString());
        Assert.Equal(11, finding.GetProperty("line").GetInt32());
        Assert.Equal("Demo.Prompt.Total(Demo.Counter, string, System.Collections.Generic.List<string>)", finding.GetProperty("symbol").GetString());
        Assert.Matches("^PP2001-[0-9a-f]{12}$", finding.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Check_Sarif_WritesTheLog()
    {
        var file = Path.Combine(this.folder, "out", "log.sarif");

        var (exit, _, _) = await RunAsync("check", this.folder, "--sarif", file);

        Assert.Equal(ExitCodes.Done, exit);
        using var log = JsonDocument.Parse(await File.ReadAllTextAsync(file));
        Assert.Equal("2.1.0", log.RootElement.GetProperty("version").GetString());
        var run = log.RootElement.GetProperty("runs")[0];
        var result = Assert.Single(run.GetProperty("results").EnumerateArray());
        Assert.Equal("warning", result.GetProperty("level").GetString());
        Assert.Equal("PP2001", run.GetProperty("tool").GetProperty("driver").GetProperty("rules")[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString());
        var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
        Assert.Equal("Prompt.cs", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
        Assert.Equal(11, place.GetProperty("region").GetProperty("startLine").GetInt32());
        Assert.Empty(Directory.GetFiles(Path.GetDirectoryName(file)!, "*.tmp"));
    }

    [Theory]
    [InlineData("warning", ExitCodes.GateFailed)]
    [InlineData("any", ExitCodes.GateFailed)]
    [InlineData("error", ExitCodes.Done)]
    public async Task Check_FailOn_DecidesTheExitCode(string limit, int expected)
    {
        var (exit, _, error) = await RunAsync("check", this.folder, "--fail-on", limit);

        Assert.Equal(expected, exit);
        Assert.Equal(expected == ExitCodes.Done ? "" : $"perfproof: 1 finding reaches the limit of --fail-on.{Environment.NewLine}", error);
    }

    [Fact]
    public async Task Check_OtherRule_FindsNothing()
    {
        var (exit, output, _) = await RunAsync("check", this.folder, "--rule", "PP4001");

        Assert.Equal(ExitCodes.Done, exit);
        Assert.StartsWith("No findings", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ExitCodes.WrongUsage, "There is no option '--wrong'. See 'perfproof check --help'.", "check", "--wrong")]
    [InlineData(ExitCodes.WrongUsage, "Required command was not provided. See 'perfproof --help'.")]
    [InlineData(ExitCodes.WrongUsage, "There is no rule 'PP9'", "check", ".", "--rule", "PP9")]
    [InlineData(ExitCodes.WrongUsage, "Argument 'often' not recognized. Must be one of:", "check", ".", "--fail-on", "often")]
    [InlineData(ExitCodes.WrongUsage, "See 'perfproof catalog check --help'.", "catalog", "check")]
    [InlineData(ExitCodes.NotLoaded, "does not exist: name a solution", "check", "no such place")]
    [InlineData(ExitCodes.NotLoaded, "--reference", "check", "PROMPT", "--reference", "nothing.dll")]
    [InlineData(ExitCodes.NotLoaded, "The catalog file nothing.txt cannot be read", "catalog", "check", "nothing.txt", "--reference", "FOLDER")]
    [InlineData(ExitCodes.WrongUsage, "cannot be written", "check", "PROMPT", "--sarif", "PROMPT/log.sarif")]
    public async Task Run_Failure_IsOneLineAndAnExitCode(int expected, string message, params string[] arguments)
    {
        var actual = arguments
            .Select(argument => argument.Replace("PROMPT", Path.Combine(this.folder, "Prompt.cs"), StringComparison.Ordinal).Replace("FOLDER", this.folder, StringComparison.Ordinal))
            .ToArray();

        var (exit, _, error) = await RunAsync(actual);

        Assert.Equal(expected, exit);
        var line = Assert.Single(error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("perfproof: ", line, StringComparison.Ordinal);
        Assert.Contains(message, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Check_SolutionInPartMissing_FindsTheRestAndExitsWith3()
    {
        var (exit, output, error) = await RunAsync("check", this.trees.PathOf("mixed/Mixed.sln"));

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.StartsWith("No findings in Lib.", output, StringComparison.Ordinal);
        Assert.Equal(2, error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Fact]
    public async Task Check_OneProjectOfSeveral_SaysWhichWereNotLookedAt()
    {
        var (exit, output, _) = await RunAsync("check", this.trees.PathOf("app/App.csproj"));

        Assert.Equal(ExitCodes.Done, exit);
        Assert.Equal($"No findings in App. Not looked at: Lib, which it needs; a solution, or a folder above, names them too.{Environment.NewLine}", output);
    }

    [Fact]
    public async Task CatalogCheck_LineThatNamesNothing_FailsWithItsPlace()
    {
        var file = Path.Combine(this.folder, "My.PerfProof.Apis.txt");
        await File.WriteAllTextAsync(file, "library xunit.assert\ncount-tokens | Xunit.Assert::Truth\ncount-tokens | Xunit.Assert::True");

        var (exit, output, error) = await RunAsync("catalog", "check", file, "--reference", typeof(Assert).Assembly.Location);

        Assert.Equal(ExitCodes.GateFailed, exit);
        Assert.StartsWith($"{file}(2): type 'Xunit.Assert' declares no member 'Truth'", output, StringComparison.Ordinal);
        Assert.Contains("xunit.assert: 1 line resolved", output, StringComparison.Ordinal);
        Assert.StartsWith("perfproof: 1 catalog line names nothing", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CatalogCheck_LinesThatResolve_AreDone()
    {
        var file = Path.Combine(this.folder, "My.PerfProof.Apis.txt");
        await File.WriteAllTextAsync(file, "library xunit.assert\ncount-tokens | Xunit.Assert::True");

        var (exit, _, error) = await RunAsync("catalog", "check", file, "--reference", typeof(Assert).Assembly.Location);

        Assert.Equal((ExitCodes.Done, ""), (exit, error));
    }

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}

using System.Text.RegularExpressions;
using PerfProof.Generation;
using PerfProof.Loading;
using PerfProof.Planning;
using PerfProof.Reporting;
using PerfProof.Tool;

namespace PerfProof.Verifier.Tests.Pairs;

/// <summary><c>perfproof compare</c>, from the command line.</summary>
public sealed partial class CompareCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("compare-").FullName;

    private string Evidence => Path.Combine(this.folder, "out", "pairs.json");

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task Compare_WrongCandidate_IsIncorrectAndTheEvidenceHasIt()
    {
        var task = this.Write("task.cs", PairRuns.Over("for (var i = 0; i < x.Length; i++) { y[i] = 2 * x[i]; }", "", "[Sizes(3000)]"));
        var candidate = this.Write("candidate.cs", """
            public static class Anything
            {
                [After] public static float[] Mine(float[] x) => x;
            }
            """);

        var (exit, output, errors) = await this.RunAsync(task, candidate);

        Assert.Equal((ExitCodes.Done, 0), (exit, errors.Length));
        Assert.Contains("1 pairs: 1 Incorrect.", output, StringComparison.Ordinal);
        var pair = Assert.Single(EvidenceFile.Read(this.Evidence).Findings);
        Assert.Equal(("pair", "task.cs", "P", "Incorrect"), (pair.Rule, pair.File, pair.Symbol, pair.Verdict));
        Assert.Equal("P.B(float[]) against Anything.Mine(float[])", pair.Experiment!.Description);
    }

    [Fact]
    public async Task Compare_CandidateThatDoesNotCompile_ExitsWith3AndNamesThePlace()
    {
        var task = this.Write("task.cs", PairRuns.Over("", ""));
        var candidate = this.Write("candidate.cs", "public static class Mine\n{\n    [After] public static float[] A(float[] x) => 3 +;\n}\n");

        var (exit, output, errors) = await this.RunAsync(task, candidate);

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.StartsWith("perfproof: error: candidate.cs(3,54): CS1525", errors[0], StringComparison.Ordinal);
        Assert.Contains("1 pairs: 1 NotApplicable.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("does not exist", ExitCodes.NotLoaded, "nothing.cs")]
    [InlineData("has no pair to compare", ExitCodes.NotLoaded, "EMPTY")]
    [InlineData("There is no pair Q; there are P.", ExitCodes.NotLoaded, "PAIR", "--pair", "Q")]
    [InlineData("Name a C# file with a pair in it", ExitCodes.WrongUsage)]
    [InlineData("The evidence cannot be written", ExitCodes.WrongUsage, "PAIR", "--evidence", "PAIR/deeper.json")]
    public async Task Compare_Unusable_IsOneLineAndAnExitCode(string message, int expected, params string[] arguments)
    {
        var pair = this.Write("pair.cs", PairRuns.Over("", ""));
        var empty = this.Write("empty.cs", "public static class Empty { }");
        using var error = new StringWriter();

        var exit = await CommandLine.RunAsync(
            ["compare", .. arguments.Select(argument => argument.Replace("PAIR", pair, StringComparison.Ordinal).Replace("EMPTY", empty, StringComparison.Ordinal))], TextWriter.Null, error);

        Assert.Equal(expected, exit);
        var line = error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries)[^1];
        Assert.StartsWith("perfproof: ", line, StringComparison.Ordinal);
        Assert.Contains(message, line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Documentation_Examples_AreDeclaredRight()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "compare.md")))
        {
            folder = folder.Parent!;
        }

        var examples = Example().Matches(await File.ReadAllTextAsync(Path.Combine(folder.FullName, "docs", "compare.md")));
        Assert.NotEmpty(examples);
        foreach (var example in examples.Select((match, i) => this.Write($"example{i}.cs", match.Groups[1].Value)))
        {
            var code = await PairLoader.LoadAsync(new LoadRequest(example), ManagedTarget.Dialect, CancellationToken.None);
            Assert.Empty(await PairLoader.ErrorsAsync(code, code.Projects[0].Id, CancellationToken.None));
            Assert.All(await PairReader.ReadAsync(code, null, CancellationToken.None), pair => Assert.Empty(pair.Problems));
        }
    }

    private async Task<(int Exit, string Output, string[] Errors)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(["compare", .. arguments, "--evidence", this.Evidence, "--host", "managed", "--no-cache"], output, error);
        // Progress is told on standard error too.
        return (exit, output.ToString(), [.. error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).Where(line => !line.EndsWith(" ...", StringComparison.Ordinal))]);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(this.folder, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex("```csharp\\r?\\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}

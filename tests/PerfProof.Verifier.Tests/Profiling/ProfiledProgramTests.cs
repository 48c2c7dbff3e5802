using System.Security.Cryptography;
using System.Text.Json;
using PerfProof.Profiling;
using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>A real program, run by the user's own commands.</summary>
public sealed class ProfiledProgramTests : IDisposable
{
    private const string Main = """
        var parts = Enumerable.Range(0, 300).Select(i => "part " + i).ToList();
        var counter = new Demo.Counter();
        var text = string.Concat(Enumerable.Repeat("many words ", 100_000));
        Console.WriteLine(new Demo.Prompt().Total(counter, text, parts));
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("profiled-").FullName;

    public ProfiledProgramTests()
    {
        foreach (var (name, text) in new[]
        {
            ("Directory.Build.props", "<Project />"), ("Directory.Build.targets", "<Project />"), ("Directory.Packages.props", "<Project />"),
            ("Prompt.cs", VerifyTree.Counting), ("Program.cs", Main), ("PerfProof.Apis.txt", "count-tokens | Demo.Counter::Count"),
            ("Prompts.csproj", """
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup><TargetFramework>net10.0</TargetFramework><OutputType>Exe</OutputType><ImplicitUsings>enable</ImplicitUsings><TreatWarningsAsErrors>true</TreatWarningsAsErrors></PropertyGroup>
                  <ItemGroup><AdditionalFiles Include="PerfProof.Apis.txt" /></ItemGroup>
                </Project>
                """),
        })
        {
            File.WriteAllText(Path.Combine(this.folder, name), text);
        }
    }

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task Program_IsFoundBehindTheSdk_AndItsFindingsAreRanked()
    {
        var project = Path.Combine(this.folder, "Prompts.csproj");
        var file = Path.Combine(this.folder, "perfproof.profile.json");

        var (exit, _, error) = await RunAsync("check", this.folder, "--restore");
        Assert.True(exit == ExitCodes.Done, error);

        // The SDK builds and starts it: none of that is the program.
        (exit, _, error) = await RunAsync("profile", "--project", this.folder, "--out", file, "--flame", Path.ChangeExtension(file, ".svg"), "--", "dotnet", "run", "--project", project, "-c", "Release");
        Assert.True(exit == ExitCodes.Done, error);
        var finding = Assert.Single(ProfileFile.Read(file).Findings);
        Assert.Equal(("PP2001", ShareBasis.Call), (finding.Rule, finding.Basis));
        Assert.InRange(finding.Share!.Value, 0.01, 1);
        Assert.Contains("Demo.Prompt.Total", File.ReadAllText(Path.ChangeExtension(file, ".svg")), StringComparison.Ordinal);

        var (_, checkedText, _) = await RunAsync("check", this.folder, "--profile", file);
        Assert.Contains("% of the run]", checkedText, StringComparison.Ordinal);

        var before = this.Sources();
        var (exactExit, output, exactError) = await RunAsync("profile", "--exact", "--json", "--project", this.folder, "--out", file, "--", "dotnet", "run", "--project", project, "-c", "Release");
        Assert.True(exactExit == ExitCodes.Done, exactError);
        var exact = Assert.Single(JsonSerializer.Deserialize<Profile>(output, ProfileFile.Json)!.Findings);
        Assert.Equal((ShareBasis.Exact, 300, 300), (exact.Basis, exact.Counted!.Calls, exact.Counted.Ended));
        Assert.Equal(1_100_000, exact.Counted.Sizes.Single(size => size.Operand == "text").Median);
        Assert.Equal(before, this.Sources());
    }

    private IEnumerable<string> Sources() =>
        [.. Directory.GetFiles(this.folder, "*.cs*").Order(StringComparer.Ordinal).Select(file => file + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];

    private static async Task<(int Exit, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var exit = await CommandLine.RunAsync(arguments, output, error);
        return (exit, output.ToString(), error.ToString());
    }
}

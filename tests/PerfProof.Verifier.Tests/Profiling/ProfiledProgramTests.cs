using System.Security.Cryptography;
using System.Text.Json;
using PerfProof.Profiling;
using PerfProof.Tool;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>A real program, run by the user's own commands.</summary>
[Collection(nameof(ProfiledProgram))]
public sealed class ProfiledProgramTests(ProfiledProgram program)
{
    [Fact]
    public async Task Program_IsFoundBehindTheSdk_AndItsFindingsAreRanked()
    {
        var file = program.NewFile(".json");
        var flame = program.NewFile(".svg");

        // The SDK builds and starts it: none of that is the program.
        var (exit, _, error) = await ProfiledProgram.RunAsync("profile", "--restore", "--project", program.Folder, "--out", file, "--flame", flame, "--", "dotnet", "run", "--project", program.Project, "-c", "Release");
        Assert.True(exit == ExitCodes.Done, error);
        var finding = Assert.Single(ProfileFile.Read(file).Findings);
        Assert.Equal(("PP2001", ShareBasis.Call), (finding.Rule, finding.Basis));
        Assert.InRange(finding.Share!.Value, 0.01, 1);
        Assert.Contains("Demo.Prompt.Total", File.ReadAllText(flame), StringComparison.Ordinal);

        var (_, checkedText, _) = await ProfiledProgram.RunAsync("check", program.Folder, "--profile", file);
        Assert.Contains("% of the run]", checkedText, StringComparison.Ordinal);

        var before = this.Sources();
        var (exactExit, output, exactError) = await ProfiledProgram.RunAsync("profile", "--exact", "--json", "--project", program.Folder, "--out", file, "--", "dotnet", "run", "--project", program.Project, "-c", "Release");
        Assert.True(exactExit == ExitCodes.Done, exactError);
        var exact = Assert.Single(JsonSerializer.Deserialize<Profile>(output, ProfileFile.Json)!.Findings);
        Assert.Equal((ShareBasis.Exact, 300, 300), (exact.Basis, exact.Counted!.Calls, exact.Counted.Ended));
        Assert.Equal(1_100_000, exact.Counted.Sizes.Single(size => size.Operand == "text").Median);
        Assert.Equal(before, this.Sources());
    }

    private IEnumerable<string> Sources() =>
        [.. Directory.GetFiles(program.Folder, "*.cs*").Order(StringComparer.Ordinal).Select(file => file + Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file))))];
}

using PerfProof.Tool;
using PerfProof.Verifier.Tests.Tool;

namespace PerfProof.Verifier.Tests.Profiling;

/// <summary>What <c>perfproof profile</c> says where there is nothing to profile.</summary>
public sealed class ProfileCommandTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("profiled-").FullName;

    public ProfileCommandTests()
    {
        File.WriteAllText(Path.Combine(this.folder, "Prompt.cs"), VerifyTree.Counting);
        File.WriteAllText(Path.Combine(this.folder, "PerfProof.Apis.txt"), "count-tokens | Demo.Counter::Count");
    }

    public void Dispose() => Directory.Delete(this.folder, recursive: true);

    [Fact]
    public async Task CommandThatDoesNotExist_IsSaid() => await this.FailsAsync(
        ExitCodes.NotLoaded, "'no-such-command-here' cannot be started", "--", "no-such-command-here");

    [Fact]
    public async Task ProgramWithoutDotnet_IsSaid() => await this.FailsAsync(
        ExitCodes.NotLoaded, "ran no .NET program that can be sampled; it ended with exit code 3", "--", "sh", "-c", "exit 3");

    [Fact]
    public async Task ProcessThatDoesNotExist_IsSaid() => await this.FailsAsync(ExitCodes.NotLoaded, "There is no process 2147483", "--attach", "2147483");

    [Fact]
    public async Task TraceThatIsNone_IsSaid()
    {
        var trace = Path.Combine(this.folder, "bad.nettrace");
        File.WriteAllText(trace, "Nettrace, but cut off");

        await this.FailsAsync(ExitCodes.NotLoaded, "it is no .nettrace file, or is cut off", "--trace", trace);
    }

    [Fact]
    public async Task TraceThatDoesNotExist_IsSaid() => await this.FailsAsync(ExitCodes.NotLoaded, "does not exist: name a .nettrace file", "--trace", Path.Combine(this.folder, "none.nettrace"));

    [Fact]
    public async Task NothingToProfile_IsWrongUsage() => await this.FailsAsync(ExitCodes.WrongUsage, "Name one thing to profile");

    [Fact]
    public async Task ExactWithoutCommand_IsWrongUsage() => await this.FailsAsync(ExitCodes.WrongUsage, "--exact runs a copy of the program", "--exact", "--attach", "1");

    [Fact]
    public async Task ExactWithoutBuild_IsSaid() => await this.FailsAsync(ExitCodes.NotLoaded, "--exact needs a project with a build of its own", "--exact", "--", "dotnet", "run");

    [Theory]
    [InlineData("""{"schema":99}""", "has schema 99, and this tool reads up to 1: update the tool")]
    [InlineData("""{"schema":1,"tool":"perfproof","date":"2026-01-02T00:00:00+00:00","machine":"m","command":"dotnet other.dll","exact":false,"seconds":1,"samples":9,"findings":[],"stacks":[],"notes":[]}""", "The profile of 'dotnet other.dll' knows none of these findings: it is of another program")]
    public async Task Verify_ProfileThatIsNotOfThisCode_IsSaidBeforeAnythingIsMeasured(string text, string message)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var (profile, evidence) = (Path.Combine(this.folder, "other.json"), Path.Combine(this.folder, "evidence.json"));
        File.WriteAllText(profile, text);

        var exit = await CommandLine.RunAsync(["verify", this.folder, "--no-cache", "--profile", profile, "--evidence", evidence], output, error);

        Assert.Equal(ExitCodes.NotLoaded, exit);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.False(File.Exists(evidence));
    }

    private async Task FailsAsync(int exit, string message, params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var profile = Path.Combine(this.folder, "out.json");

        var actual = await CommandLine.RunAsync(["profile", "--project", this.folder, "--out", profile, .. arguments], output, error);

        Assert.Equal(exit, actual);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
        Assert.Single(error.ToString().Trim().Split('\n'));
        Assert.False(File.Exists(profile));
    }
}

using PerfProof.Tool;

namespace PerfProof.Tests.Documentation;

/// <summary>The first finding of docs/getting-started.md is there for whoever types what stands there.</summary>
public sealed class GettingStartedTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("getting-started-").FullName;

    [Fact]
    public async Task Program_HasTheFindingThatThePageShows()
    {
        var page = Pages.All.Single(page => page.Path == "docs/getting-started.md");
        var program = Path.Combine(this.folder, "Program.cs");
        File.WriteAllText(program, page.Code.Single(block => block.Language == "csharp").Text);
        using var output = new StringWriter();

        var exit = await CommandLine.RunAsync(["check", program], output, TextWriter.Null);

        Assert.Equal(ExitCodes.Done, exit);
        var shown = page.Code.First(block => block.Language == "text").Text.Split('\n')[0];
        Assert.Contains("PP1001", shown);
        Assert.Contains(shown, output.ToString().Split('\n').Select(line => line.TrimEnd('\r')));
    }

    public void Dispose() => Directory.Delete(this.folder, recursive: true);
}

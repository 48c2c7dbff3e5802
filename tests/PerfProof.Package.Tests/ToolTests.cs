namespace PerfProof.Package.Tests;

/// <summary>The tool as its package installs it.</summary>
[Collection(nameof(Feed))]
public sealed class ToolTests(Feed feed)
{
    [Fact]
    public async Task Installed_FindsWhatTheBuildFinds()
    {
        var consumer = await Consumer.CreateAsync(feed);
        var tools = feed.CreateFolder();
        (await consumer.DotnetAsync("tool", "install", "PerfProof.Tool", "--tool-path", tools, "--version", feed.Version)).Succeeded();
        var tool = Path.Combine(tools, OperatingSystem.IsWindows() ? "perfproof.exe" : "perfproof");
        var check = (await Dotnet.RunAsync(tool, consumer.Folder, feed.Packages, ["check", "App.csproj"])).Succeeded();
        Assert.Single(check.Lines("warning PP2001"));
        Assert.Single(check.Lines("warning PP1003"));
    }
}

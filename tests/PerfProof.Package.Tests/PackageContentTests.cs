namespace PerfProof.Package.Tests;

/// <summary>What lies in the packages: nothing missing, nothing that slipped in.</summary>
[Collection(nameof(Feed))]
public sealed class PackageContentTests(Feed feed)
{
    [Fact]
    public void Analyzers_AreExactlyThese()
    {
        Assert.Equal(
            [
                "LICENSE",
                "PerfProof.nuspec",
                "README.md",
                "analyzers/dotnet/cs/PerfProof.Analyzers.dll",
                "analyzers/dotnet/cs/PerfProof.CodeFixes.dll",
                "buildTransitive/PerfProof.targets",
                "presets/quiet.globalconfig",
                "presets/strict.globalconfig",
            ],
            feed.Entries("PerfProof"));
        var nuspec = feed.Read("PerfProof", "PerfProof.nuspec");
        Assert.Contains("<developmentDependency>true</developmentDependency>", nuspec);
        Assert.DoesNotContain("<dependency", nuspec);
    }

    [Fact]
    public void Tool_HasTheChildProcessInside()
    {
        var entries = feed.Entries("PerfProof.Tool");
        Assert.All(
            ["perfproof.dll", "perfproof.runtimeconfig.json", "PerfProof.KernelHost.dll", "PerfProof.KernelHost.runtimeconfig.json", "PerfProof.Analyzers.dll", "PerfProof.CodeFixes.dll", "PerfProof.Verifier.dll"],
            file => Assert.Contains("tools/net10.0/any/" + file, entries));
        Assert.Contains("README.md", entries);
    }
}

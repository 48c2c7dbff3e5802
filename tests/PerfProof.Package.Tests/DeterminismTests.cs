using System.Security.Cryptography;

namespace PerfProof.Package.Tests;

/// <summary>The same sources give the same bytes, wherever they lie: what is published can be rebuilt and compared.</summary>
[Collection(nameof(Feed))]
public sealed class DeterminismTests(Feed feed)
{
    [Fact]
    public async Task Analyzers_BuiltInTwoFolders_AreTheSameBytes() =>
        Assert.Equal(await this.BuildAsync("here"), await this.BuildAsync("elsewhere/and/deeper"));

    private async Task<string> BuildAsync(string name)
    {
        var folder = Path.Combine(feed.CreateFolder(), name);
        foreach (var part in new[] { "build", "src/PerfProof.Analyzers", "src/Rules", "src/Catalog", "src/Directory.Build.props" })
        {
            Copy(Path.Combine(Dotnet.Metadata("RepositoryRoot"), part), Path.Combine(folder, part));
        }

        // What ContinuousIntegrationBuild does in a clone: paths are mapped to one that is the same everywhere.
        var project = Path.Combine(folder, "src", "PerfProof.Analyzers");
        (await Dotnet.RunAsync(project, Dotnet.Metadata("NuGetPackageRoot"), "build", "-c", "Release", "-v", "quiet", $"-p:PathMap={folder}/=/_/")).Succeeded();
        return Convert.ToHexString(SHA256.HashData(await File.ReadAllBytesAsync(Path.Combine(project, "bin", "Release", "netstandard2.0", "PerfProof.Analyzers.dll"))));
    }

    private static void Copy(string from, string to)
    {
        if (File.Exists(from))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            File.Copy(from, to);
            return;
        }

        foreach (var entry in Directory.EnumerateFileSystemEntries(from).Where(entry => Path.GetFileName(entry) is not ("bin" or "obj" or "tools")))
        {
            Copy(entry, Path.Combine(to, Path.GetFileName(entry)));
        }
    }
}

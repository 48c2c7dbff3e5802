using System.Globalization;
using System.IO.Compression;

namespace PerfProof.Package.Tests;

/// <summary>
/// Both packages, freshly packed from what was built, in a local feed. Their version is new each time, and the package folder is
/// the tests' own, so that nothing stale is ever tested.
/// </summary>
public sealed class Feed : IAsyncLifetime
{
    private readonly string root = Directory.CreateTempSubdirectory("perfproof-package-").FullName;

    /// <summary>Version of the packages under test.</summary>
    public string Version { get; } = "0.1.0-test." + DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture);

    /// <summary>The folder with the packages.</summary>
    public string Folder => Path.Combine(this.root, "feed");

    /// <summary>Where restores put packages.</summary>
    public string Packages => Path.Combine(this.root, "packages");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(this.Folder);
        foreach (var project in new[] { "PerfProof.Package", "PerfProof.Tool" })
        {
            var path = Path.Combine(Dotnet.Metadata("RepositoryRoot"), "src", project);
            (await Dotnet.RunAsync(this.root, Dotnet.Metadata("NuGetPackageRoot"), "pack", path, "-o", this.Folder, "--no-build", "-c", Dotnet.Metadata("Configuration"), $"-p:PackageVersion={this.Version};NuspecOutputPath={this.root}/nuspec/{project}/")).Succeeded();
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(this.root, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>What lies in a package, without what NuGet itself writes for every package.</summary>
    public IReadOnlyList<string> Entries(string package)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(this.Folder, $"{package}.{this.Version}.nupkg"));
        return [.. archive.Entries
            .Select(entry => entry.FullName)
            .Where(name => name is not ("_rels/.rels" or "[Content_Types].xml") && !name.StartsWith("package/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Text of an entry of a package.</summary>
    public string Read(string package, string entry)
    {
        using var archive = ZipFile.OpenRead(Path.Combine(this.Folder, $"{package}.{this.Version}.nupkg"));
        using var reader = new StreamReader(archive.GetEntry(entry)!.Open());
        return reader.ReadToEnd();
    }

    /// <summary>A new folder below the feed's.</summary>
    public string CreateFolder() => Directory.CreateDirectory(Path.Combine(this.root, Path.GetRandomFileName())).FullName;
}

/// <summary>All tests share one feed, and run one after another: each runs builds of its own.</summary>
[CollectionDefinition(nameof(Feed))]
public sealed class FeedDefinition : ICollectionFixture<Feed>;

using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PerfProof.Loading;

namespace PerfProof.Generation;

/// <summary>
/// Gets the default ILGPU by a restore of a project of our own, with the package sources of the user's project, and
/// remembers what came of it. Nothing is written into the user's tree.
/// </summary>
/// <param name="cacheFolder">Where to remember.</param>
public sealed class IlgpuRestore(string cacheFolder)
{
    /// <summary>Names one more package source, a folder or an address: for a machine whose feeds lack ILGPU.</summary>
    public const string FeedVariable = "PERFPROOF_ILGPU_FEED";

    private static readonly TimeSpan limit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan failureLasts = TimeSpan.FromHours(1);

    /// <summary>The cache of this user.</summary>
    public static string UserCache { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify) is { Length: > 0 } data ? data : Path.GetTempPath(),
        "perfproof",
        "ilgpu");

    private sealed record Remembered(ImmutableArray<string> Assemblies, string? Problem, DateTimeOffset At);

    /// <summary>Restores, or remembers.</summary>
    /// <param name="folder">The folder whose NuGet configuration counts.</param>
    /// <param name="project">The project whose own package sources count too; null for none.</param>
    /// <param name="retry">Whether to try again where it failed lately.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <returns>The package, or why there is none, in one line.</returns>
    public async Task<(IlgpuPackage? Package, string? Problem)> ResolveAsync(string folder, string? project, bool retry, CancellationToken cancellation)
    {
        var feed = Environment.GetEnvironmentVariable(FeedVariable);
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{IlgpuPackage.DefaultVersion}|{folder}|{project}|{feed}")))[..16];
        var file = Path.Combine(cacheFolder, key + ".json");
        if (Recall(file) is { } known && (known.Problem is null ? known.Assemblies.All(File.Exists) : !retry && DateTimeOffset.UtcNow - known.At < failureLasts))
        {
            return Result(known);
        }

        using var scratch = new ScratchFolder();
        Remembered found;
        try
        {
            found = await RestoreAsync(scratch, folder, project, feed, cancellation).ConfigureAwait(false);
        }
        catch (LoadException exception)
        {
            found = new([], exception.Message, DateTimeOffset.UtcNow);
        }

        Remember(file, found);
        return Result(found);
    }

    private static (IlgpuPackage?, string?) Result(Remembered found) => found.Problem is null
        ? (new(IlgpuPackage.DefaultVersion, found.Assemblies, "a restore with the project's package sources"), null)
        : (null, found.Problem);

    private static async Task<Remembered> RestoreAsync(ScratchFolder scratch, string folder, string? project, string? feed, CancellationToken cancellation)
    {
        var path = scratch.File("kernels.csproj");
        await File.WriteAllTextAsync(path, $"""
            <Project>
              <PropertyGroup>
                <ImportDirectoryBuildProps>false</ImportDirectoryBuildProps>
                <ImportDirectoryBuildTargets>false</ImportDirectoryBuildTargets>
                <ImportDirectoryPackagesProps>false</ImportDirectoryPackagesProps>
              </PropertyGroup>
              <Import Project="Sdk.props" Sdk="Microsoft.NET.Sdk" />
              <PropertyGroup>
                <TargetFramework>net{Environment.Version.Major}.0</TargetFramework>
                <RestoreAdditionalProjectSources>$(RestoreAdditionalProjectSources);{System.Security.SecurityElement.Escape(feed)}</RestoreAdditionalProjectSources>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="ILGPU" Version="[{IlgpuPackage.DefaultVersion}]" />
                <PackageReference Include="ILGPU.Algorithms" Version="[{IlgpuPackage.DefaultVersion}]" />
              </ItemGroup>
              <Import Project="Sdk.targets" Sdk="Microsoft.NET.Sdk" />
            </Project>
            """, cancellation).ConfigureAwait(false);
        var sources = project is null ? [] : await SourcesOfAsync(project, cancellation).ConfigureAwait(false);
        // From the user's folder, so that its global.json chooses the SDK; its NuGet configuration is found by the property.
        var restored = await DotnetCommand.RunAsync(
            folder, ["restore", path, "-v:q", "-tl:off", "-nodeReuse:false", $"-p:RestoreRootConfigDirectory={folder}", "-p:NuGetAudit=false", .. sources], limit, cancellation).ConfigureAwait(false);
        var assets = scratch.File(Path.Combine("obj", "project.assets.json"));
        var assemblies = restored.ExitCode == 0 && File.Exists(assets) ? Assemblies(assets) : [];
        return assemblies.IsEmpty
            ? new([], $"ILGPU {IlgpuPackage.DefaultVersion} could not be restored: {Reason(restored)}", DateTimeOffset.UtcNow)
            : new(assemblies, null, DateTimeOffset.UtcNow);
    }

    /// <summary>Package sources that a project states itself, rather than in a NuGet configuration.</summary>
    private static async Task<string[]> SourcesOfAsync(string project, CancellationToken cancellation)
    {
        string[] names = ["RestoreSources", "RestoreConfigFile"];
        var read = await DotnetCommand.RunAsync(
            Path.GetDirectoryName(project)!, ["msbuild", project, "-nodeReuse:false", "-tl:off", .. names.Select(name => $"-getProperty:{name}")], limit, cancellation).ConfigureAwait(false);
        if (read.ExitCode != 0)
        {
            // The loading stage reports a project that cannot be evaluated; the default sources are tried here.
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(string.Join('\n', read.Output));
            return [.. names
                .Select(name => (name, value: json.RootElement.GetProperty("Properties").GetProperty(name).GetString()))
                .Where(pair => !string.IsNullOrWhiteSpace(pair.value))
                .Select(pair => $"-p:{pair.name}={pair.value!.Replace(";", "%3B", StringComparison.Ordinal)}")];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException)
        {
            System.Diagnostics.Trace.TraceInformation($"{project}: {exception.Message}");
            return [];
        }
    }

    private static ImmutableArray<string> Assemblies(string assets)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(assets));
            var folders = json.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name).ToList();
            var libraries = json.RootElement.GetProperty("libraries");
            return [.. json.RootElement.GetProperty("targets").EnumerateObject().First().Value.EnumerateObject()
                .Where(package => package.Value.TryGetProperty("runtime", out _))
                .SelectMany(package => package.Value.GetProperty("runtime").EnumerateObject()
                    .Select(file => Path.Combine(libraries.GetProperty(package.Name).GetProperty("path").GetString()!, file.Name)))
                .Where(file => file.EndsWith(".dll", StringComparison.OrdinalIgnoreCase))
                .Select(file => folders.Select(folder => Path.GetFullPath(Path.Combine(folder, file))).FirstOrDefault(File.Exists))
                .OfType<string>()];
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or IOException)
        {
            System.Diagnostics.Trace.TraceInformation($"{assets}: {exception.Message}");
            return [];
        }
    }

    private static string Reason(DotnetResult restored) =>
        restored.Output.Select(line => line.IndexOf("error NU", StringComparison.Ordinal) is var at and >= 0 ? line[(at + "error ".Length)..] : null).OfType<string>().FirstOrDefault()
        ?? restored.Output.FirstOrDefault(line => line.Contains("error", StringComparison.OrdinalIgnoreCase))
        ?? $"dotnet restore ended with code {restored.ExitCode}";

    private static Remembered? Recall(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<Remembered>(File.ReadAllText(file)) : null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            // A memory that cannot be read is none; it is written anew.
            System.Diagnostics.Trace.TraceInformation($"{file}: {exception.Message}");
            return null;
        }
    }

    private static void Remember(string file, Remembered found)
    {
        try
        {
            WholeFile.Replace(file, JsonSerializer.Serialize(found));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Only time is lost: the next run restores again.
            System.Diagnostics.Trace.TraceInformation($"{file}: {exception.Message}");
        }
    }
}

using System.Runtime.InteropServices;

namespace PerfProof.Loading;

/// <summary>The framework that loose files are compiled against: the SDK's reference assemblies, or else the framework that runs us.</summary>
internal static class FrameworkAssemblies
{
    // Loose files are often parts of web services.
    private static readonly string[] packs = ["Microsoft.NETCore.App.Ref", "Microsoft.AspNetCore.App.Ref"];

    /// <summary>Paths of the assemblies.</summary>
    public static IReadOnlyList<string> Paths()
    {
        var runtime = Path.TrimEndingDirectorySeparator(RuntimeEnvironment.GetRuntimeDirectory());
        var installation = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        var paths = packs.SelectMany(pack => Newest(Path.Combine(installation, "packs", pack))).ToList();
        return paths.Exists(path => Path.GetFileName(path) == "System.Runtime.dll")
            ? paths
            : [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Where(path => Path.GetDirectoryName(path) == runtime)];
    }

    private static IEnumerable<string> Newest(string pack)
    {
        var versions = Directory.Exists(pack) ? Directory.GetDirectories(pack) : [];
        var newest = versions
            .Where(folder => Version.TryParse(Path.GetFileName(folder), out _))
            .OrderByDescending(folder => Version.Parse(Path.GetFileName(folder)!))
            .FirstOrDefault(folder => Directory.Exists(Path.Combine(folder, "ref")));
        var framework = newest is null ? null : Directory.GetDirectories(Path.Combine(newest, "ref")).Order(StringComparer.Ordinal).LastOrDefault();
        return framework is null ? [] : Directory.GetFiles(framework, "*.dll").Order(StringComparer.Ordinal);
    }
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PerfProof.Build.Rules;
using PerfProof.Loading;

namespace PerfProof.Build.Overhead;

/// <summary>Analyzers that a compilation runs with.</summary>
/// <param name="Name">What they are called.</param>
/// <param name="Assemblies">Their assemblies.</param>
/// <param name="Config">A global config; null for none.</param>
public sealed partial record AnalyzerSet(string Name, ImmutableArray<string> Assemblies, string? Config)
{
    /// <summary>The name of ours.</summary>
    public const string Ours = "PerfProof";

    private static readonly string[] packages =
        ["Microsoft.CodeAnalysis.NetAnalyzers", "Roslynator.Analyzers", "Meziantou.Analyzer", "SonarAnalyzer.CSharp"];

    /// <summary>None.</summary>
    public static AnalyzerSet None { get; } = new("none", [], null);

    /// <summary>Every rule of ours, as a warning: the compiler leaves out what is only suggested.</summary>
    public static AnalyzerSet All(string folder)
    {
        var config = Path.Combine(folder, "all.globalconfig");
        File.WriteAllText(config, "is_global = true\n" + string.Concat(RuleBook.All.Select(rule => $"dotnet_diagnostic.{rule.Id}.severity = warning\n")));
        return new(Ours, [typeof(RuleAnalyzer).Assembly.Location], config);
    }

    /// <summary>The others, as their packages ship: restored into a folder of ours.</summary>
    /// <exception cref="MeasuringException">They cannot be restored.</exception>
    public static async Task<ImmutableArray<AnalyzerSet>> RestoreAsync(string folder, CancellationToken cancellation)
    {
        var project = Path.Combine(folder, "packages.csproj");
        await File.WriteAllTextAsync(
            project,
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.0</TargetFramework>
                <ManagePackageVersionsCentrally>false</ManagePackageVersionsCentrally>
                <RestorePackagesPath>{Path.Combine(folder, "packages")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                {string.Join("\n    ", packages.Select(package => $"<PackageReference Include=\"{package}\" Version=\"*\" />"))}
              </ItemGroup>
            </Project>
            """,
            cancellation).ConfigureAwait(false);
        var result = await DotnetCommand.RunAsync(folder, ["restore", project, "--nologo"], TimeSpan.FromMinutes(5), cancellation).ConfigureAwait(false);
        if (result.ExitCode != 0)
        {
            throw new MeasuringException($"The analyzers to compare with cannot be restored: {result.Output.FirstOrDefault(line => line.Contains("error", StringComparison.Ordinal)) ?? $"'dotnet restore' ended with {result.ExitCode}"}.");
        }

        return [.. packages.Select(package => FromPackage(package, Path.Combine(folder, "packages", package.ToLowerInvariant())))];
    }

    // Packages hold analyzers for several compilers and languages.
    private static AnalyzerSet FromPackage(string package, string folder)
    {
        var version = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Last();
        var all = Directory.EnumerateFiles(Path.Combine(version, "analyzers"), "*.dll", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith(".resources.dll", StringComparison.OrdinalIgnoreCase) && !file.Replace('\\', '/').Contains("/vb/", StringComparison.OrdinalIgnoreCase))
            .ToList();
        var newest = all.Select(CompilerOf).Max();
        return new($"{package} {Path.GetFileName(version)}", [.. all.Where(file => CompilerOf(file) is var compiler && (compiler == newest || compiler == new Version(0, 0))).Order(StringComparer.Ordinal)], null);
    }

    private static Version CompilerOf(string file) => CompilerFolder().Match(file) is { Success: true } match ? Version.Parse(match.Groups[1].Value) : new Version(0, 0);

    [GeneratedRegex(@"[\\/]roslyn(\d+\.\d+)[\\/]", RegexOptions.IgnoreCase)]
    private static partial Regex CompilerFolder();
}

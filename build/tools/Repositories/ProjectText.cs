using System.Collections.Immutable;
using System.Xml;
using System.Xml.Linq;

namespace PerfProof.Build.Repositories;

/// <summary>
/// What the text of a project says that matters for reading its sources without building it. Nothing is evaluated: a repository of
/// somebody else's may need another SDK, a feed, or a machine that is not here.
/// </summary>
public sealed record ProjectText
{
    private const int MaxImports = 64;

    private static readonly string[] webUsings =
    [
        "System.Net.Http.Json", "Microsoft.AspNetCore.Builder", "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Http", "Microsoft.AspNetCore.Routing",
        "Microsoft.Extensions.Configuration", "Microsoft.Extensions.DependencyInjection", "Microsoft.Extensions.Hosting", "Microsoft.Extensions.Logging",
    ];

    /// <summary>Names of the assemblies that it builds.</summary>
    public ImmutableSortedSet<string> AssemblyNames { get; init; } = [];

    /// <summary>Full paths of the projects that it references.</summary>
    public ImmutableSortedSet<string> References { get; init; } = [];

    /// <summary>Names of packages and assemblies that it references.</summary>
    public ImmutableSortedSet<string> Packages { get; init; } = [];

    /// <summary>Patterns of files that it takes from elsewhere, as full paths with forward slashes.</summary>
    public ImmutableSortedSet<string> Included { get; init; } = [];

    /// <summary>Patterns of files that it does not compile.</summary>
    public ImmutableSortedSet<string> Removed { get; init; } = [];

    /// <summary>Whether it has implicit usings; null where it does not say.</summary>
    public bool? ImplicitUsings { get; init; }

    /// <summary>What follows <c>global using</c> in the usings that it adds.</summary>
    public ImmutableSortedSet<string> Usings { get; init; } = [];

    /// <summary>Symbols that it defines.</summary>
    public ImmutableSortedSet<string> Symbols { get; init; } = [];

    /// <summary>Two projects of one folder, which nobody could tell the files of apart.</summary>
    public ProjectText With(ProjectText other) => new()
    {
        AssemblyNames = this.AssemblyNames.Union(other.AssemblyNames),
        References = this.References.Union(other.References),
        Packages = this.Packages.Union(other.Packages),
        Included = this.Included.Union(other.Included),
        Removed = this.Removed.Intersect(other.Removed),
        ImplicitUsings = this.ImplicitUsings is null ? other.ImplicitUsings : this.ImplicitUsings == true || other.ImplicitUsings == true,
        Usings = this.Usings.Union(other.Usings),
        Symbols = this.Symbols.Union(other.Symbols),
    };

    /// <summary>Reads a project and what it imports from the repository. A file that is no XML says nothing.</summary>
    public static ProjectText Read(string project, ProjectPaths paths)
    {
        var reader = new Reader(project, paths);
        reader.ReadSettingsAbove("Directory.Build.props");
        reader.ReadFile(project);
        reader.ReadSettingsAbove("Directory.Build.targets");
        return reader.Result();
    }

    private sealed class Reader(string project, ProjectPaths paths)
    {
        private readonly HashSet<string> read = new(StringComparer.Ordinal);
        private readonly HashSet<string> references = new(StringComparer.Ordinal);
        private readonly HashSet<string> packages = new(StringComparer.Ordinal);
        private readonly HashSet<string> included = new(StringComparer.Ordinal);
        private readonly HashSet<string> removed = new(StringComparer.Ordinal);
        private readonly HashSet<string> usings = new(StringComparer.Ordinal);
        private readonly HashSet<string> symbols = new(StringComparer.Ordinal);
        private string? assemblyName;
        private bool? implicitUsings;
        private bool isWeb;

        public ProjectText Result() => new()
        {
            AssemblyNames = [this.assemblyName is { } name && !name.Contains("$(", StringComparison.Ordinal) ? name : Path.GetFileNameWithoutExtension(project)],
            References = [.. this.references],
            Packages = [.. this.packages],
            Included = [.. this.included],
            Removed = [.. this.removed],
            ImplicitUsings = this.implicitUsings,
            Usings = [.. this.usings, .. this.isWeb && this.implicitUsings == true ? webUsings : []],
            Symbols = [.. this.symbols],
        };

        public void ReadSettingsAbove(string name)
        {
            if (paths.FindAbove(Path.GetDirectoryName(project)!, name) is { } settings)
            {
                this.ReadFile(settings);
            }
        }

        public void ReadFile(string file)
        {
            if (this.read.Count >= MaxImports || !this.read.Add(file) || Load(file) is not { } root)
            {
                return;
            }

            this.isWeb |= root.Attribute("Sdk")?.Value.StartsWith("Microsoft.NET.Sdk.Web", StringComparison.OrdinalIgnoreCase) == true;
            foreach (var element in root.Descendants())
            {
                this.ReadElement(file, element, IsConditional(element));
            }
        }

        private void ReadElement(string file, XElement element, bool isConditional)
        {
            switch (element.Name.LocalName)
            {
                case "Import" when element.Attribute("Project")?.Value is { } import && paths.Resolve(import, file, project) is { } path:
                    this.ReadFile(path);
                    break;
                case "AssemblyName" when !isConditional:
                    this.assemblyName = element.Value.Trim().Replace("$(MSBuildProjectName)", Path.GetFileNameWithoutExtension(project), StringComparison.OrdinalIgnoreCase);
                    break;
                case "ImplicitUsings":
                    this.implicitUsings = element.Value.Trim().ToLowerInvariant() is "enable" or "true";
                    break;
                case "DefineConstants" when !isConditional:
                    this.symbols.UnionWith(element.Value.Split([';', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(symbol => !symbol.Contains('$', StringComparison.Ordinal)));
                    break;
                case "Using" when element.Attribute("Include")?.Value is { } name && !name.Contains('$', StringComparison.Ordinal):
                    this.usings.Add(element.Attribute("Alias")?.Value is { } alias ? $"{alias} = {name}"
                        : element.Attribute("Static")?.Value.Equals("true", StringComparison.OrdinalIgnoreCase) == true ? $"static {name}"
                        : name);
                    break;
                case "ProjectReference":
                    this.references.UnionWith(this.Paths(element.Attribute("Include"), file));
                    break;
                case "PackageReference" or "Reference" when element.Attribute("Include")?.Value is { } name:
                    this.packages.Add(name.Split(',')[0].Trim());
                    break;
                case "Compile":
                    // What is taken under a condition may be needed; what is dropped under one may be needed as well.
                    this.included.UnionWith(this.Paths(element.Attribute("Include"), file));
                    this.removed.UnionWith(isConditional ? [] : this.Paths(element.Attribute("Remove"), file));
                    break;
                default:
                    break;
            }
        }

        private IEnumerable<string> Paths(XAttribute? attribute, string file) => (attribute?.Value ?? "")
            .Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(path => paths.Resolve(path, file, project))
            .OfType<string>();

        private static bool IsConditional(XElement element) => element.AncestorsAndSelf().Any(part => part.Attribute("Condition") is not null);

        private static XElement? Load(string file)
        {
            try
            {
                return XDocument.Load(file).Root;
            }
            catch (Exception exception) when (exception is XmlException or IOException or UnauthorizedAccessException)
            {
                return null;
            }
        }
    }
}

using System.Collections.Immutable;
using System.Text.RegularExpressions;
using PerfProof.Loading;

namespace PerfProof.Build.Repositories;

/// <summary>Sources of a repository that are read as one program.</summary>
/// <param name="Name">How messages call it: its folder below the repository.</param>
/// <param name="AssemblyName">The assembly that it would be.</param>
/// <param name="Own">Files that are looked at here.</param>
/// <param name="Foreign">Files of the projects that it references: they are known here, and looked at where they belong.</param>
/// <param name="Usings">What follows <c>global using</c> in the usings that its projects add.</param>
/// <param name="ImplicitUsings">Whether one of its projects has implicit usings; null where there is no project to say.</param>
/// <param name="Symbols">Symbols that its project defines.</param>
public sealed record SourceUnit(
    string Name,
    string AssemblyName,
    ImmutableArray<string> Own,
    ImmutableArray<string> Foreign,
    ImmutableSortedSet<string> Usings,
    bool? ImplicitUsings,
    ImmutableSortedSet<string> Symbols);

/// <summary>
/// How the files of a repository belong together: one program for each folder with a project, holding the files that are nearest to it,
/// what it takes from elsewhere, and the sources of the projects that it references. What belongs to no project is one program more.
/// A package that one of its projects makes is referenced as that project. A referenced project that is also given as an assembly (a library beside its own examples) is taken as that assembly.
/// </summary>
public sealed class RepositoryLayout
{
    private readonly string root;
    private readonly IReadOnlyList<string> files;
    private readonly SortedDictionary<string, ProjectText> projects = new(StringComparer.Ordinal);
    private readonly ILookup<string, string> byFolder;
    private readonly ILookup<string, string> byAssembly;
    private readonly Dictionary<string, ImmutableArray<string>> sources = new(StringComparer.Ordinal);

    private RepositoryLayout(string root, IReadOnlyList<string> files, IReadOnlyList<string> projectFiles)
    {
        this.root = ProjectPaths.Slashed(root);
        this.files = files;
        var paths = new ProjectPaths(root, projectFiles);
        foreach (var file in projectFiles)
        {
            var folder = FolderOf(file);
            var text = ProjectText.Read(file, paths);
            this.projects[folder] = this.projects.TryGetValue(folder, out var other) ? other.With(text) : text;
        }

        this.byAssembly = this.projects
            .SelectMany(project => project.Value.AssemblyNames.Select(name => (name, project.Key)))
            .ToLookup(pair => pair.name, pair => pair.Key, StringComparer.OrdinalIgnoreCase);
        this.byFolder = files.ToLookup(file => this.NearestProject(file) ?? "", StringComparer.Ordinal);
        foreach (var (folder, project) in this.projects)
        {
            this.sources[folder] = this.SourcesOf(folder, project);
        }
    }

    /// <summary>Reads the layout of a checkout.</summary>
    /// <param name="root">The checkout.</param>
    /// <param name="isLeftOut">Which files, below the root and with forward slashes, are not read at all.</param>
    public static RepositoryLayout Read(string root, Func<string, bool> isLeftOut)
    {
        var found = SourceFolder.Enumerate(root, name => name.EndsWith(".cs", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase))
            .Where(file => !isLeftOut(ProjectPaths.Slashed(Path.GetRelativePath(root, file))))
            .Select(ProjectPaths.Slashed)
            .ToLookup(file => file.EndsWith(".cs", StringComparison.OrdinalIgnoreCase));
        return new RepositoryLayout(root, [.. found[true]], [.. found[false]]);
    }

    /// <summary>The programs.</summary>
    /// <param name="assemblies">Names of the assemblies that are given.</param>
    public IEnumerable<SourceUnit> Units(IReadOnlySet<string> assemblies)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (folder, project) in this.projects)
        {
            var own = this.sources[folder].Where(file => this.NearestProject(file) is not { } nearest || nearest == folder).ToImmutableArray();
            taken.UnionWith(own);
            if (own.IsEmpty)
            {
                continue;
            }

            var around = this.Referenced(folder).Where(other => !this.projects[other].AssemblyNames.Overlaps(assemblies)).ToList();
            ProjectText[] all = [project, .. around.Select(other => this.projects[other])];
            yield return new SourceUnit(
                this.Display(folder),
                project.AssemblyNames[0],
                own,
                [.. this.sources[folder].Concat(around.SelectMany(other => this.sources[other])).Except(own).Order(StringComparer.Ordinal)],
                all.Aggregate(ImmutableSortedSet<string>.Empty, (usings, text) => usings.Union(text.Usings)),
                all.Any(text => text.ImplicitUsings == true),
                project.Symbols);
        }

        var rest = this.files.Where(file => !taken.Contains(file)).ToImmutableArray();
        if (!rest.IsEmpty)
        {
            yield return new SourceUnit("(no project)", Path.GetFileName(this.root), rest, [], [], null, []);
        }
    }

    // Files nearest to the project, without those that it drops, and those that it takes from elsewhere.
    private ImmutableArray<string> SourcesOf(string folder, ProjectText project)
    {
        var removed = project.Removed.Select(PathPattern.ToRegex).ToList();
        var plain = project.Included.Where(path => !PathPattern.IsPattern(path)).ToHashSet(StringComparer.Ordinal);
        var patterns = project.Included.Where(PathPattern.IsPattern).Select(PathPattern.ToRegex).ToList();
        var elsewhere = plain.Count + patterns.Count == 0
            ? []
            : this.files.Where(file => plain.Contains(file) || patterns.Exists(pattern => pattern.IsMatch(file)));
        return
        [
            .. this.byFolder[folder].Where(file => !removed.Exists(pattern => pattern.IsMatch(file)))
                .Union(elsewhere)
                .Order(StringComparer.Ordinal),
        ];
    }

    private HashSet<string> Referenced(string folder)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var pending = new Stack<string>([folder]);
        while (pending.Count > 0)
        {
            var project = this.projects[pending.Pop()];
            var made = project.Packages.Select(package => this.byAssembly[package].Take(2).ToList()).Where(folders => folders.Count == 1).Select(folders => folders[0]);
            foreach (var other in project.References.Select(FolderOf).Concat(made))
            {
                if (other != folder && this.projects.ContainsKey(other) && seen.Add(other))
                {
                    pending.Push(other);
                }
            }
        }

        return seen;
    }

    private string? NearestProject(string file)
    {
        for (var folder = FolderOf(file); folder.Length >= this.root.Length; folder = FolderOf(folder))
        {
            if (this.projects.ContainsKey(folder))
            {
                return folder;
            }
        }

        return null;
    }

    private string Display(string folder) => folder.Length > this.root.Length ? folder[(this.root.Length + 1)..] : ".";

    private static string FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : "";
}

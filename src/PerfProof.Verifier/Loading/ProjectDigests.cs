using System.Collections;
using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace PerfProof.Loading;

/// <summary>
/// Digests of projects by content: what a compiler is given is all that the compiled program can depend on, so two projects
/// with the same digest compile to the same program, and the same fix makes the same of both. Nothing is compiled for it.
/// </summary>
internal sealed class ProjectDigests(LoadedCode code)
{
    /// <summary>Evidence that lies beside a project is told to its compiler, and changes with every run; no program depends on it.</summary>
    private const string IndexExtension = ".perfproof-index";

    private readonly ConcurrentDictionary<string, string> files = new(CompilerCommands.PathComparer);
    private readonly Dictionary<ProjectId, string> own = [];
    private readonly Dictionary<ProjectId, string> whole = [];

    /// <summary>The digest of a project and those that it references, directly or through others.</summary>
    public async Task<string> OfAsync(ProjectId id, CancellationToken cancellation)
    {
        if (this.whole.TryGetValue(id, out var known))
        {
            return known;
        }

        var hash = new ContentHash();
        var graph = code.Solution.GetProjectDependencyGraph();
        foreach (var digest in await this.OwnAsync(graph.GetProjectsThatThisProjectTransitivelyDependsOn(id), cancellation).ConfigureAwait(false))
        {
            hash.Add(digest);
        }

        return this.whole[id] = hash.Add(await this.OwnAsync(id, cancellation).ConfigureAwait(false)).ToString();
    }

    private async Task<IEnumerable<string>> OwnAsync(IEnumerable<ProjectId> ids, CancellationToken cancellation)
    {
        var digests = new List<string>();
        foreach (var id in ids)
        {
            digests.Add(await this.OwnAsync(id, cancellation).ConfigureAwait(false));
        }

        // Ids are drawn anew for each run, and so is the order of a set of them.
        return digests.Order(StringComparer.Ordinal);
    }

    private async Task<string> OwnAsync(ProjectId id, CancellationToken cancellation)
    {
        if (this.own.TryGetValue(id, out var known))
        {
            return known;
        }

        var project = code.Solution.GetProject(id)!;
        var hash = new ContentHash().Add(project.Name, project.AssemblyName, project.DefaultNamespace);
        hash.Add(Settings(project.CompilationOptions)).Add(Settings(project.ParseOptions));
        IEnumerable<TextDocument> texts = [.. project.Documents, .. project.AdditionalDocuments, .. project.AnalyzerConfigDocuments];
        foreach (var document in texts.Where(document => Path.GetExtension(document.Name) != IndexExtension))
        {
            var text = await document.GetTextAsync(cancellation).ConfigureAwait(false);
            hash.Add(document.GetType().Name, this.NameOf(document), text.ToString());
        }

        string?[] assemblies =
        [
            .. project.MetadataReferences.OfType<PortableExecutableReference>().Select(reference => reference.FilePath),
            .. project.AnalyzerReferences.OfType<AnalyzerFileReference>().Select(reference => reference.FullPath),
        ];
        // A module version id would be quicker to read, but tools that rewrite an assembly leave it as it was.
        Parallel.ForEach(assemblies.OfType<string>().Distinct(), new ParallelOptions { CancellationToken = cancellation }, path => this.files.GetOrAdd(path, ContentHash.OfFile));
        foreach (var path in assemblies)
        {
            hash.Add(Path.GetFileName(path), path is null ? null : this.files[path]);
        }

        foreach (var properties in project.MetadataReferences.Select(reference => reference.Properties))
        {
            hash.Add(properties.Kind.ToString(), properties.EmbedInteropTypes.ToString(), string.Join(',', properties.Aliases));
        }

        hash.Add(project.AllProjectReferences.Select(reference => $"{code.Solution.GetProject(reference.ProjectId)?.Name} {reference.EmbedInteropTypes} {string.Join(',', reference.Aliases)}").Order(StringComparer.Ordinal));
        return this.own[id] = hash.ToString();
    }

    // What the SDK generates lies in a folder that is another one in each run.
    private string NameOf(TextDocument document)
    {
        var relative = document.FilePath is { } path ? code.Relative(path) : document.Name;
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? document.Name : relative;
    }

    /// <summary>Every option that is a number, a word or a collection of those, by its name: also those that a newer compiler adds.</summary>
    private static IEnumerable<string> Settings(object? options) => options is null ? [] : options.GetType().GetProperties()
        .Where(property => property.GetIndexParameters().Length == 0)
        .OrderBy(property => property.Name, StringComparer.Ordinal)
        .Select(property => $"{property.Name}={Value(property.GetValue(options))}");

    private static string Value(object? value) => value switch
    {
        null => "",
        string text => text,
        IConvertible or Enum => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
        IDictionary pairs => string.Join(';', pairs.Keys.Cast<object>().Select(key => $"{Value(key)}={Value(pairs[key])}").Order(StringComparer.Ordinal)),
        IEnumerable<KeyValuePair<string, string>> features => string.Join(';', features.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)),
        IEnumerable<string> names => string.Join(';', names),
        // Resolvers and comparers: the references and texts that they find are hashed themselves.
        _ => value.GetType().Name,
    };
}

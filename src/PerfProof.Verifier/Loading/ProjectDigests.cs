using System.Collections;
using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using PerfProof.Verdicts;

namespace PerfProof.Loading;

/// <summary>
/// Digests of projects by content: what a compiler is given is all that the compiled program can depend on, so two projects
/// with the same digest compile to the same program, and the same fix makes the same of both. Nothing is compiled for it.
/// </summary>
/// <remarks>They are computed beside what else is to be done, as soon as there is an object.</remarks>
internal sealed class ProjectDigests
{
    private readonly LoadedCode code;
    private readonly ConcurrentDictionary<string, string> files = new(CompilerCommands.PathComparer);
    private readonly Task<IReadOnlyDictionary<ProjectId, string>> own;

    /// <summary>The digests of the projects of loaded code.</summary>
    public ProjectDigests(LoadedCode code)
    {
        this.code = code;
        this.own = Task.Run(this.AllAsync);
    }

    /// <summary>The digest of a project and those that it references, directly or through others.</summary>
    public async Task<string> OfAsync(ProjectId id)
    {
        var digests = await this.own.ConfigureAwait(false);
        // Ids are drawn anew for each run, and so is the order of a set of them.
        var references = this.code.Solution.GetProjectDependencyGraph().GetProjectsThatThisProjectTransitivelyDependsOn(id).Select(other => digests[other]).Order(StringComparer.Ordinal);
        return new ContentHash().Add(references).Add(digests[id]).ToString();
    }

    private async Task<IReadOnlyDictionary<ProjectId, string>> AllAsync()
    {
        var digests = new Dictionary<ProjectId, string>();
        foreach (var project in this.code.Solution.Projects)
        {
            digests.Add(project.Id, await this.OfAsync(project).ConfigureAwait(false));
        }

        return digests;
    }

    private async Task<string> OfAsync(Project project)
    {
        var hash = new ContentHash().Add(project.Name, project.AssemblyName, project.DefaultNamespace);
        hash.Add(Settings(project.CompilationOptions)).Add(Settings(project.ParseOptions));
        IEnumerable<TextDocument> texts = [.. project.Documents, .. project.AdditionalDocuments, .. project.AnalyzerConfigDocuments];
        // Evidence that lies beside a project is told to its compiler, and changes with every run; no program depends on it.
        foreach (var document in texts.Where(document => !VerdictIndex.IsIndex(document.Name)))
        {
            var text = await document.GetTextAsync().ConfigureAwait(false);
            hash.Add(document.GetType().Name, this.NameOf(document), text.ToString());
        }

        string?[] assemblies =
        [
            .. project.MetadataReferences.OfType<PortableExecutableReference>().Select(reference => reference.FilePath),
            .. project.AnalyzerReferences.OfType<AnalyzerFileReference>().Select(reference => reference.FullPath),
        ];
        // A module version id would be quicker to read, but tools that rewrite an assembly leave it as it was.
        Parallel.ForEach(assemblies.OfType<string>().Distinct(), path => this.files.GetOrAdd(path, ContentHash.OfFile));
        foreach (var path in assemblies)
        {
            hash.Add(Path.GetFileName(path), path is null ? null : this.files[path]);
        }

        foreach (var properties in project.MetadataReferences.Select(reference => reference.Properties))
        {
            hash.Add(properties.Kind.ToString(), properties.EmbedInteropTypes.ToString(), string.Join(',', properties.Aliases));
        }

        hash.Add(project.AllProjectReferences.Select(reference => $"{this.code.Solution.GetProject(reference.ProjectId)?.Name} {reference.EmbedInteropTypes} {string.Join(',', reference.Aliases)}").Order(StringComparer.Ordinal));
        return hash.ToString();
    }

    // What the SDK generates lies in a folder that is another one in each run.
    private string NameOf(TextDocument document)
    {
        var relative = document.FilePath is { } path ? this.code.Relative(path) : document.Name;
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

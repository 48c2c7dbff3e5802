using Microsoft.CodeAnalysis;

namespace PerfProof.Loading;

/// <summary>The assemblies that the user names with <c>--reference</c>, and the framework.</summary>
public static class AssemblyReferences
{
    /// <summary>Reads them. The user's win over those of the framework with the same name: they are what the sources were written for.</summary>
    /// <param name="references">Assemblies, or folders of assemblies.</param>
    /// <param name="report">Gets a note for each file that is no .NET assembly.</param>
    /// <exception cref="LoadException">A path does not exist.</exception>
    public static IReadOnlyList<MetadataReference> Load(IEnumerable<string> references, Action<LoadProblem> report)
    {
        var assemblies = new AssemblyFiles();
        var byName = new Dictionary<string, MetadataReference>(StringComparer.OrdinalIgnoreCase);
        foreach (var path in references.SelectMany(Expand))
        {
            var name = Path.GetFileNameWithoutExtension(path);
            if (byName.ContainsKey(name))
            {
                continue;
            }

            if (assemblies.Get(path, MetadataReferenceProperties.Assembly) is { } reference)
            {
                byName.Add(name, reference);
            }
            else
            {
                report(new LoadProblem(LoadSeverity.Note, $"--reference {path} is not a .NET assembly and is left out."));
            }
        }

        foreach (var path in FrameworkAssemblies.Paths())
        {
            if (assemblies.Get(path, MetadataReferenceProperties.Assembly) is { } reference)
            {
                byName.TryAdd(Path.GetFileNameWithoutExtension(path), reference);
            }
        }

        return [.. byName.Values];
    }

    private static IEnumerable<string> Expand(string reference)
    {
        var path = Path.GetFullPath(reference);
        return Directory.Exists(path)
            ? SourceFolder.Enumerate(path, name => name.EndsWith(".dll", StringComparison.OrdinalIgnoreCase), includesOutput: true)
            : File.Exists(path)
                ? [path]
                : throw new LoadException($"--reference {path} does not exist: name an assembly, or a folder of assemblies.");
    }
}
